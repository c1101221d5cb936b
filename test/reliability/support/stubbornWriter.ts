import { FrameSocket } from './frameSocket.ts';
import type { Ledger } from './ledger.ts';
import { requestOf, type Send, sendOf } from './sends.ts';

/** Sends one after the other, keeps what was refused, and sends that again when it is told to. */
export class StubbornWriter {
  /** How often each code came. */
  readonly refusals = new Map<string, number>();
  readonly #socket: FrameSocket;
  readonly #name: string;
  readonly #room: string;
  readonly #ledger: Ledger;
  readonly #onEnd: () => void;
  #number = 0;
  #refused: Send[] = [];

  static async connect(url: string, name: string, room: string, ledger: Ledger): Promise<StubbornWriter> {
    let isOver = false;
    const greeting = Promise.withResolvers<undefined>();
    const socket = new FrameSocket(url, {
      onFrame: ({ type }) => type === 'hello' && greeting.resolve(undefined),
      onClose: () => isOver || ledger.fault(`the session of ${name} was closed`),
    });
    await greeting.promise;
    const answer = await socket.ask({ type: 'connect', name, room });
    if (answer?.type !== 'ok') throw new Error(`${name} may not connect: ${JSON.stringify(answer)}`);
    return new StubbornWriter(socket, name, room, ledger, () => (isOver = true));
  }

  private constructor(socket: FrameSocket, name: string, room: string, ledger: Ledger, onEnd: () => void) {
    this.#socket = socket;
    this.#name = name;
    this.#room = room;
    this.#ledger = ledger;
    this.#onEnd = onEnd;
  }

  get waiting(): number {
    return this.#refused.length;
  }

  /** Sends the next one. @returns the code of a refusal */
  async sendNext(): Promise<string | undefined> {
    this.#number += 1;
    return await this.#send(sendOf(this.#name, this.#number));
  }

  /** Sends once more, under its own id, the first that was refused. */
  async sendAgain(): Promise<string | undefined> {
    const send = this.#refused.shift();
    return send && (await this.#send(send));
  }

  /** From here on the server may go. */
  end(): void {
    this.#onEnd();
  }

  async #send(send: Send): Promise<string | undefined> {
    const answer = await this.#socket.ask(requestOf(send, this.#room));
    if (answer?.type === 'ok') {
      this.#ledger.acknowledge(send.id, answer['seq'] as number);
      return undefined;
    }
    this.#refused.push(send);
    const code = String(answer?.['code']);
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
    return code;
  }
}
