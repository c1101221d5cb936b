import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import WebSocket from 'ws';

type Body = Record<string, unknown>;

/** Somebody in the room `bench` of a room server, with a token for its HTTP side. */
export class RoomPerson {
  token = '';
  /** `http://127.0.0.1:PORT` */
  readonly httpUrl: string;
  readonly #socket: WebSocket;
  readonly #answers = new Map<string, (body: Body) => void>();

  static async join(url: string): Promise<RoomPerson> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await once(socket, 'open');
    const person = new RoomPerson(url, socket);
    const name = `Bench ${randomUUID().slice(0, 8)}`;
    const { transferToken } = await person.ask({ type: 'connect', name, room: 'bench' });
    person.token = String(transferToken);
    return person;
  }

  private constructor(url: string, socket: WebSocket) {
    this.httpUrl = url.replace(/^ws/u, 'http');
    this.#socket = socket;
    socket.on('message', (frame: Buffer) => {
      const body = JSON.parse(frame.toString()) as Body;
      if (typeof body['id'] === 'string') this.#answers.get(body['id'])?.(body);
    });
  }

  /** Sends a request and resolves with its answer; rejects where it is an error. */
  async ask(request: Body): Promise<Body> {
    const id = randomUUID();
    const body = await new Promise<Body>((resolve) => {
      this.#answers.set(id, resolve);
      this.#socket.send(JSON.stringify({ ...request, id }));
    });
    this.#answers.delete(id);
    if (body['type'] === 'error') throw new Error(String(body['message']));
    return body;
  }

  /** Id of the newest file in the room. */
  async newestFile(): Promise<string> {
    const { files } = await this.ask({ type: 'files', limit: 1 });
    const [newest] = files as { file: { id: string } }[];
    if (!newest) throw new Error('No file in the room.');
    return newest.file.id;
  }

  close(): void {
    this.#socket.terminate();
  }
}
