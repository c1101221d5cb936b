import * as v from 'valibot';
import { decodeEvents, decodeFiles, decodeSearch, fileSchema } from '../../server/protocol/frames.ts';
import type { FileEntry, FileInfo, RoomSummary, SearchHit } from '../../server/protocol/model.ts';
import { ConnectionError } from './errors.ts';
import type { HistoryPage } from './historyStretch.ts';
import { decodeRooms } from './roomList.ts';

export interface RoomQueriesOptions {
  /** The room's name in the form that the server keeps. */
  room(): string;
  /** As `RoomConnection.request`. */
  request(type: string, fields?: Record<string, unknown>): Promise<Record<string, unknown>>;
}

/** What is asked of the server about a room, and changes nothing. Each rejects with ConnectionError or RequestError. */
export class RoomQueries {
  readonly #options: RoomQueriesOptions;

  constructor(options: RoomQueriesOptions) {
    this.#options = options;
  }

  /** A stored file that fits a frame, by its id, or the newest of that name ([FL2]). */
  async download(file: string): Promise<{ file: FileInfo; bytes: Buffer }> {
    const body = await this.#ask('download', { file });
    const info = v.safeParse(fileSchema, body['file']);
    if (!info.success) throw unanswered('no file');
    return { file: info.output, bytes: bytesOf(body) };
  }

  /** The small picture of an image ([FL7]). */
  async thumbnail(file: string): Promise<Buffer> {
    return bytesOf(await this.#ask('download', { file, thumbnail: true }));
  }

  /** One page of the room's files that are older than `before`, the newest first ([FL8]). */
  async files(before?: number): Promise<{ files: FileEntry[]; more: boolean }> {
    const page = decodeFiles(await this.#ask('files', before === undefined ? {} : { before }));
    if (!page) throw unanswered('no files');
    return page;
  }

  /** The rooms of this server that this person may see ([RM1]). */
  async rooms(): Promise<RoomSummary[]> {
    return decodeRooms(await this.#options.request('rooms'));
  }

  /**
   * Matches in the room, the newest first ([MSG7]).
   *
   * @param before `next` of the page before
   */
  async search(
    query: string,
    limit: number,
    before?: string,
  ): Promise<{ hits: SearchHit[]; next?: string | undefined }> {
    const page = decodeSearch(await this.#ask('search', { query, limit, ...(before !== undefined && { before }) }));
    if (!page) throw unanswered('no hits');
    const room = this.#options.room();
    // A server is not asked for other rooms, nor heard about them.
    return { ...page, hits: page.hits.filter(({ event }) => event.room === room) };
  }

  /** A page of the log next to a place ([MSG7]). */
  async history(place: { before: number } | { after: number }, limit: number): Promise<HistoryPage> {
    const body = await this.#ask('history', { ...place, limit });
    const events = Array.isArray(body['events']) ? decodeEvents(body['events'] as unknown[]) : [];
    return { events, more: body['more'] === true };
  }

  #ask(type: string, fields: Record<string, unknown>): Promise<Record<string, unknown>> {
    return this.#options.request(type, { room: this.#options.room(), ...fields });
  }
}

function bytesOf({ data }: Record<string, unknown>): Buffer {
  if (typeof data !== 'string') throw unanswered('no bytes');
  return Buffer.from(data, 'base64');
}

function unanswered(what: string): ConnectionError {
  return new ConnectionError('not_a_room_server', `${what} in the answer`);
}
