import { randomUUID } from 'node:crypto';
import { decodeEvents, type AnyEvent } from '../../server/protocol/frames.ts';
import { RequestError } from './errors.ts';

export interface MessageChangesOptions {
  /** The room's name in the form that the server keeps. */
  room(): string;
  self(): { id: string; name: string } | undefined;
  /** As `RoomConnection.request`. */
  request(
    type: string,
    fields: Record<string, unknown>,
    onAnswer: (body: Record<string, unknown>) => void,
  ): Promise<unknown>;
  /** Takes the event that the answer stands for. */
  apply(event: AnyEvent): void;
}

/**
 * What is done to messages that are in the log already, and to the room's topic ([MSG6]). It goes straight over the connection: where there is
 * none it fails, and the person decides anew, since the message may look different by then.
 */
export class MessageChanges {
  readonly #options: MessageChangesOptions;

  constructor(options: MessageChangesOptions) {
    this.#options = options;
  }

  /** @throws ConnectionError, RequestError */
  edit(target: number, text: string): Promise<void> {
    return this.#change('edit', { target, text });
  }

  /** @throws ConnectionError, RequestError */
  delete(target: number): Promise<void> {
    return this.#change('delete', { target });
  }

  /** @throws ConnectionError, RequestError */
  react(target: number, emoji: string, on: boolean): Promise<void> {
    return this.#change('react', { target, emoji, on });
  }

  /** @throws ConnectionError, RequestError */
  topic(topic: string): Promise<void> {
    return this.#change('topic', { topic });
  }

  async #change(type: 'edit' | 'delete' | 'react' | 'topic', fields: Record<string, unknown>): Promise<void> {
    const id = randomUUID();
    const room = this.#options.room();
    await this.#options.request(type, { id, room, ...fields }, (body) => {
      if (body['unchanged'] === true) return;
      const self = this.#options.self();
      // The sender gets no event but the answer ([MSG1]).
      const [event] = decodeEvents([
        { ...fields, type, room, seq: body['seq'], time: body['time'], from: self && { id: self.id, name: self.name } },
      ]);
      if (!event) throw new RequestError('malformed_answer', 'The answer to a change cannot be read.', 'no');
      this.#options.apply(event);
    });
  }
}
