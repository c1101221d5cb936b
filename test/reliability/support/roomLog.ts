import { FrameSocket } from './frameSocket.ts';
import type { ChatEvent } from './ledger.ts';
import { bytesOf } from './sends.ts';

/** Reads from the beginning, over a session of its own. */
export class RoomReader {
  readonly #socket: FrameSocket;
  readonly #room: string;

  static async open(url: string, room: string, name = 'Reader'): Promise<RoomReader> {
    const greeting = Promise.withResolvers<undefined>();
    const socket = new FrameSocket(url, {
      onFrame: ({ type }) => type === 'hello' && greeting.resolve(undefined),
      onClose: (code) => greeting.reject(new Error(`The socket was closed: ${code}`)),
    });
    await greeting.promise;
    const reader = new RoomReader(socket, room);
    await reader.ask({ type: 'connect', name, room });
    return reader;
  }

  private constructor(socket: FrameSocket, room: string) {
    this.#socket = socket;
    this.#room = room;
  }

  /** The whole log of the room, page by page, in the order in which it comes. */
  async log(): Promise<ChatEvent[]> {
    const log: ChatEvent[] = [];
    for (;;) {
      const page = await this.ask({ type: 'history', room: this.#room, after: log.at(-1)?.seq ?? 0, limit: 200 });
      const events = page['events'] as ChatEvent[];
      for (const event of events) log.push(event);
      if (page['more'] !== true || events.length === 0) return log;
    }
  }

  /** How many files of `log` do not come back byte for byte. */
  async alteredFiles(log: readonly ChatEvent[]): Promise<{ files: number; altered: number }> {
    let files = 0;
    let altered = 0;
    for (const { id, file } of log) {
      if (!file || id === undefined) continue;
      files += 1;
      const answer = await this.ask({ type: 'download', room: this.#room, file: file.id });
      if (!bytesOf(id).equals(Buffer.from(String(answer['data']), 'base64'))) altered += 1;
    }
    return { files, altered };
  }

  /** @throws Error where it is refused */
  async ask(request: Record<string, unknown>): Promise<Record<string, unknown>> {
    const answer = await this.#socket.ask(request);
    if (answer?.type !== 'ok') throw new Error(`Refused: ${JSON.stringify(answer)}`);
    return answer;
  }

  close(): void {
    this.#socket.cut();
  }
}
