import { setTimeout as delay } from 'node:timers/promises';
import { decodeEvents, type AnyEvent } from '../../server/protocol/frames.ts';
import type { User } from '../../server/protocol/model.ts';
import type { HttpClient } from '../transfers/httpClient.ts';
import { ProgressMeter } from '../transfers/progressMeter.ts';
import { upload } from '../transfers/upload.ts';
import { isUploadPath, UploadClient } from '../transfers/uploadClient.ts';
import { RequestError } from './errors.ts';
import type { Carriage } from './outbox.ts';
import type { OutboxItem, SendItem, TransferItem } from './outboxItem.ts';
import { NotCarriedError } from './outboxLane.ts';

export interface DeliveryOptions {
  /** The room's name in the form that the server keeps. */
  room(): string;
  self(): User | undefined;
  /** The newest place of the log that was heard of. */
  newest(): number;
  /** As `RoomConnection.request`. */
  request(
    type: string,
    fields: Record<string, unknown>,
    onAnswer: (body: Record<string, unknown>) => void,
  ): Promise<Record<string, unknown>>;
  http: HttpClient;
  /** See `RoomSession`. */
  renewToken(): boolean;
  /** Whether this server takes files over HTTP. */
  takesTransfers(): boolean;
  /** Where the outbox keeps bytes of an item. */
  spoolPath(id: string): Promise<string>;
  /** Takes the event that an answer stands for. */
  apply(event: AnyEvent): void;
}

/** How long an answer over HTTP waits for events of earlier places, which come over the socket; milliseconds. */
const ORDER_MS = 2_000;

/** Carries the items of an outbox: a message or small file in a frame, a large file over HTTP. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #uploads: UploadClient;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#uploads = new UploadClient(options.http);
  }

  /** @throws ConnectionError, RequestError, SourceError, or what the carriage's signal gives as its reason */
  async send(item: OutboxItem, carriage: Carriage): Promise<Record<string, unknown>> {
    const room = this.#options.room();
    switch (item.kind) {
      case 'message': {
        const { id, text, replyTo, snippet } = item;
        return this.#request('message', item, {
          id,
          room,
          text,
          ...(replyTo !== undefined && { replyTo }),
          ...(snippet && { snippet }),
        });
      }
      case 'file': {
        const { id, name, data, thumbnail } = item;
        return this.#request('upload', item, { id, room, name, data, ...(thumbnail !== undefined && { thumbnail }) });
      }
      case 'transfer':
        return this.#transfer(item, carriage);
      case 'termination':
        // What is read from disk is looked at like what a server says.
        if (item.uploadPath !== undefined && isUploadPath(item.uploadPath))
          await this.#uploads.terminate(item.uploadPath);
        return {};
    }
  }

  #request(type: string, item: SendItem, fields: Record<string, unknown>): Promise<Record<string, unknown>> {
    return this.#options.request(type, fields, (body) => this.#acknowledged(item, body));
  }

  async #transfer(item: TransferItem, { signal, progress, note }: Carriage): Promise<Record<string, unknown>> {
    const { id, name, size, source, sha256, uploadPath, thumbnail } = item;
    if (!this.#options.takesTransfers()) throw new RequestError('too_large', 'only files that fit a frame', 'no');
    const file =
      source.kind === 'path'
        ? { path: source.path, sizeBytes: size, modifiedMs: source.modifiedMs }
        : { path: await this.#options.spoolPath(id), sizeBytes: size };
    const sending = upload({
      client: this.#uploads,
      file,
      upload: { id, room: this.#options.room(), name, sizeBytes: size, thumbnail },
      known: { sha256, uploadPath },
      meter: new ProgressMeter(size, progress),
      signal,
      note,
    });
    const event = await sending.catch((error: unknown) => {
      const isUnknown = error instanceof RequestError && error.code === 'bad_token';
      // It goes on with the token of the next connection.
      throw isUnknown && this.#options.renewToken() ? new NotCarriedError('paused') : error;
    });
    // The event comes over the socket too, in order: where it is first there, the signal says so.
    if (Number(event['seq']) > this.#options.newest() + 1) {
      await delay(ORDER_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
    this.#acknowledged(item, event);
    return event;
  }

  /** Who sent a message gets no event but the answer: both stand for the same place in the log ([MSG1]). */
  #acknowledged(item: SendItem, body: Record<string, unknown>): void {
    const self = this.#options.self();
    const [event] = decodeEvents([
      {
        ...(item.kind === 'message'
          ? { type: 'message', text: item.text, replyTo: item.replyTo, snippet: item.snippet }
          : { type: 'file', file: body['file'], ...(body['file'] === undefined && { deleted: true }) }),
        room: this.#options.room(),
        seq: body['seq'],
        time: body['time'],
        from: self && { id: self.id, name: self.name },
        id: item.id,
      },
    ]);
    // What has no place in the log is not seen by the person again: it counts as refused, not as sent.
    if (!event) throw new RequestError('malformed_answer', 'The answer to a send cannot be read.', 'same_id');
    this.#options.apply(event);
  }
}
