import type { AnyEvent } from '../../server/protocol/frames.ts';
import type { FileEntry, FileInfo } from '../../server/protocol/model.ts';
import { RequestError } from '../connection/errors.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { Emitter } from '../emitter.ts';
import type { ActiveRoom } from '../join/activeRoom.ts';

/** Pages that are looked through for one file that is not at hand. */
const PAGES_FOR_ONE = 10;

/**
 * The files of the room that is shown: what the timeline holds, and the server's own list page by page where somebody
 * asks for more. Follows what is shared and deleted.
 */
export class RoomFileList {
  /** Fires when a file came or went, or a page is loaded. */
  readonly changes = new Emitter<void>();
  readonly #room: ActiveRoom;
  readonly #files = new Map<number, FileEntry>();
  readonly #stops: (() => unknown)[];
  /** What was deleted since the list began: a page that was under way then may still name it. */
  readonly #deleted = new Set<number>();
  /** Below this place the server was not asked yet; `undefined` before the first page. */
  #before: number | undefined;
  #more = true;
  #loading: Promise<void> | undefined;
  /** Counts the beginnings: an answer to a question of an earlier one is not heard. */
  #beginning = 0;
  #error: Error | undefined;
  #wanted = false;

  constructor(room: ActiveRoom) {
    this.#room = room;
    this.#stops = [
      room.switched.on(() => this.#restart()),
      room.changes.on((change) => {
        if (change.kind === 'reset') this.#restart();
        else if (change.kind === 'events') this.#take(change.seqs);
        else if (change.kind === 'connection') this.#retry();
      }),
    ];
    this.#restart();
  }

  /** The newest first. */
  get files(): FileEntry[] {
    return [...this.#files.values()].sort((one, other) => other.seq - one.seq);
  }

  /** The server has older ones that are not listed yet. */
  get more(): boolean {
    return this.#room.session !== undefined && this.#more;
  }

  get loading(): boolean {
    return this.#loading !== undefined;
  }

  /** Why the last page could not be had; asked for again by itself with the next connection. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** Fetches the next page; does not reject: what went wrong is in `error`. */
  loadMore(): Promise<void> {
    this.#wanted = true;
    const { session } = this.#room;
    if (!session || !this.#more) return Promise.resolve();
    if (this.#loading) return this.#loading;
    const beginning = this.#beginning;
    this.#loading = this.#load(session, beginning).finally(() => {
      if (this.#beginning !== beginning) return;
      this.#loading = undefined;
      this.changes.emit();
    });
    return this.#loading;
  }

  /** Fetches the first page, unless it is there. */
  async begin(): Promise<void> {
    if (this.#before === undefined) await this.loadMore();
  }

  /** Begins anew. */
  async refresh(): Promise<void> {
    this.#restart();
    await this.loadMore();
  }

  /** A file by its id, looked for on the server where it is not at hand. */
  async find(fileId: string): Promise<FileInfo | undefined> {
    for (let page = 0; ; page += 1) {
      const found = this.peek(fileId);
      if (found || page === PAGES_FOR_ONE || !this.more) return found;
      await this.loadMore();
      if (this.#error) return this.peek(fileId);
    }
  }

  /** A file by its id, where it is at hand. */
  peek(fileId: string): FileInfo | undefined {
    for (const { file } of this.#files.values()) if (file.id === fileId) return file;
    return undefined;
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    this.changes.clear();
  }

  async #load(session: RoomSession, beginning: number): Promise<void> {
    try {
      const { files, more } = await session.queries.files(this.#before);
      if (this.#beginning !== beginning) return;
      for (const entry of files) if (!this.#deleted.has(entry.seq)) this.#files.set(entry.seq, entry);
      const oldest = files.at(-1)?.seq;
      this.#more = more && oldest !== undefined && oldest < (this.#before ?? Number.POSITIVE_INFINITY);
      this.#before = oldest ?? this.#before ?? 1;
      this.#error = undefined;
    } catch (error) {
      if (this.#beginning !== beginning) return;
      this.#error = error instanceof Error ? error : new Error(String(error));
      // A server that does not know the question answers it never.
      if (error instanceof RequestError && error.code === 'unknown_type') this.#more = false;
    }
  }

  #restart(): void {
    this.#beginning += 1;
    this.#loading = undefined;
    this.#files.clear();
    this.#deleted.clear();
    this.#before = undefined;
    this.#more = true;
    this.#error = undefined;
    const { session } = this.#room;
    if (session) for (const event of session.state.events()) this.#note(event);
    this.changes.emit();
    if (this.#wanted && session?.connection.state === 'online') void this.loadMore();
  }

  #take(seqs: readonly number[]): void {
    const { session } = this.#room;
    let changed = false;
    for (const seq of seqs) {
      const event = session?.state.event(seq);
      if (event) changed = this.#note(event) || changed;
    }
    if (changed) this.changes.emit();
  }

  #note(event: AnyEvent): boolean {
    if (event.type === 'delete') return this.#drop(event.target);
    if (event.type !== 'file') return event.type === 'removed' && this.#drop(event.seq);
    if (event.deleted || !event.file) return this.#drop(event.seq);
    const { seq, time, from, file } = event;
    this.#files.set(seq, { seq, time, from, file });
    return true;
  }

  #drop(seq: number): boolean {
    this.#deleted.add(seq);
    return this.#files.delete(seq);
  }

  /** What could not be had without a connection is had with one. */
  #retry(): void {
    const waits = this.#wanted && (this.#error !== undefined || this.#before === undefined);
    if (waits && !this.loading && this.#room.session?.connection.state === 'online') void this.loadMore();
  }
}
