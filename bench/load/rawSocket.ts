import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** Bytes of what was heard last that are told where a server closes. */
const LAST_WORDS = 200;

/**
 * A WebSocket client that costs its own process next to nothing, so that the load never is what is measured: frames are
 * not taken apart; whoever listens gets the bytes as they come and looks for what it knows to be in them.
 */
export class RawSocket {
  readonly #socket: Socket;
  #listener: (bytes: Buffer) => void = () => undefined;
  #last: Buffer = Buffer.alloc(0);

  /** Opens a socket at a `ws://` address. What comes right behind the handshake is kept for the first listener. */
  static open(address: string): Promise<RawSocket> {
    const url = new URL(address);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
      let head = Buffer.alloc(0);
      const take = (bytes: Buffer): void => {
        head = Buffer.concat([head, bytes]);
        const end = head.indexOf('\r\n\r\n');
        if (end === -1) return;
        socket.off('data', take);
        const first = head.toString('latin1', 0, head.indexOf('\r'));
        if (first.includes(' 101 ')) resolve(new RawSocket(socket, head.subarray(end + 4)));
        else reject(new Error(`The server answered: ${first}`));
      };
      socket.on('data', take);
      socket.once('error', reject);
      socket.write(
        `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      );
    });
  }

  private constructor(socket: Socket, early: Buffer) {
    this.#socket = socket;
    let first = early;
    this.#listener = (bytes) => (first = Buffer.concat([first, bytes]));
    socket.on('data', (bytes) => {
      this.#last = bytes;
      this.#listener(bytes);
    });
    this.#early = () => {
      const kept = first;
      first = Buffer.alloc(0);
      return kept;
    };
  }

  #early: () => Buffer;

  /** Replaces the listener; it hears what came before there was one. */
  listen(listener: (bytes: Buffer) => void): void {
    this.#listener = listener;
    const early = this.#early();
    if (early.length > 0) listener(early);
  }

  /** Resolves when `words` have come; nobody else hears what comes until then. */
  async said(words: string): Promise<void> {
    let text = '';
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('close', () => reject(new Error(`The socket was closed before it said ${words}: ${text}`)));
      this.listen((bytes) => {
        text += bytes.toString('latin1');
        if (text.includes(words)) resolve();
      });
    });
    this.listen(() => undefined);
  }

  /** @param listener gets the last that was heard, in which a server may have said why */
  onClose(listener: (last: string) => void): void {
    this.#socket.once('close', () => listener(this.#last.subarray(-LAST_WORDS).toString('latin1')));
  }

  /** Sends one masked frame. @param opcode 1 for text, 2 for bytes */
  send(text: string, opcode: 1 | 2 = 1): void {
    const length = Buffer.byteLength(text);
    const header = length < 126 ? 2 : 4;
    const frame = Buffer.alloc(header + 4 + length);
    frame[0] = 0x80 | opcode;
    if (length < 126) frame[1] = 0x80 | length;
    else {
      frame[1] = 0x80 | 126;
      frame.writeUInt16BE(length, 2);
    }
    // A mask of zeros leaves the bytes as they are, and is as good as another to a server.
    frame.write(text, header + 4);
    this.#socket.write(frame);
  }

  /** Cuts the connection. */
  cut(): void {
    this.#socket.destroy();
  }
}
