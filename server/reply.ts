import type { Frame } from './frame.ts';
import { encodeFrame, withRaw } from './frame.ts';
import { ProtocolError } from './protocol/errors.ts';

/** The one answer to a request ([RQ1]): later calls do nothing. */
export class Reply {
  readonly #id: string | undefined;
  readonly #send: (frame: Frame) => void;
  readonly #finished: (error: ProtocolError | undefined) => void;
  #done = false;

  constructor(
    id: string | undefined,
    send: (frame: Frame) => void,
    finished: (error: ProtocolError | undefined) => void,
  ) {
    this.#id = id;
    this.#send = send;
    this.#finished = finished;
  }

  /** Whether the client hears of a success: it does only if the request had an id. */
  get isHeard(): boolean {
    return this.#id !== undefined;
  }

  /** @param raw more fields, whose values are JSON already */
  ok(fields: object, raw: Readonly<Record<string, string>> = {}): void {
    if (this.#done) return;
    this.#done = true;
    if (this.#id !== undefined) {
      const body = { type: 'ok', id: this.#id, ...fields };
      this.#send(encodeFrame(withRaw(body, raw)));
    }
    this.#finished(undefined);
  }

  fail(error: ProtocolError): void {
    if (this.#done) return;
    this.#done = true;
    this.#send(encodeError(error, this.#id));
    this.#finished(error);
  }
}

export function encodeError(error: ProtocolError, id?: string): Frame {
  const { code, message, retry, details } = error;
  return encodeFrame(
    JSON.stringify({ type: 'error', ...(id !== undefined && { id }), code, message, retry, ...details }),
  );
}
