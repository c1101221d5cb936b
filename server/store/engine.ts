import type { DatabaseSync } from 'node:sqlite';
import { Accounts } from './accounts.ts';
import { EventPages } from './eventPages.ts';
import { EventWriter } from './eventWriter.ts';
import type { OperationName, Operations } from './operations.ts';
import { Retention } from './retention.ts';
import { Rooms } from './rooms.ts';
import { Search } from './search.ts';
import { type SearchIndex, searchIndexOf } from './searchIndex.ts';
import { SharedFiles } from './sharedFiles.ts';
import { Command } from './sqlite.ts';
import { UploadTable } from './uploadTable.ts';

type Handler<N extends OperationName> = (
  input: Operations[N]['input'],
  /** Whether the transaction may write; where not, what can be done by reading alone is done. */
  canWrite: boolean,
) => Operations[N]['output'];

/** Every operation on an open database; none begins or ends a transaction. */
export class Engine {
  readonly handlers: { readonly [N in OperationName]: Handler<N> };
  readonly #writer: EventWriter;
  readonly #index: SearchIndex;
  readonly #retention: Retention;

  constructor(database: DatabaseSync, epoch: string) {
    const pages = new EventPages(database);
    const index = searchIndexOf(database);
    const writer = new EventWriter(database, pages, index);
    const rooms = new Rooms(database, pages, writer, epoch);
    const accounts = new Accounts(database);
    const search = new Search(database, pages);
    const retention = new Retention(database, writer, index);
    const files = new SharedFiles(database);
    const uploads = new UploadTable(database, rooms, writer);
    const probe = new Command(database, "INSERT OR REPLACE INTO meta (key, value) VALUES ('probe', ?)");
    this.#writer = writer;
    this.#index = index;
    this.#retention = retention;
    this.handlers = {
      identify: (input, canWrite) => accounts.identify(input, canWrite),
      join: (input, canWrite) => rooms.join(input, canWrite),
      leave: ({ key, actor, now }) => rooms.leave(key, actor, now),
      append: (input) => writer.append(rooms.get(input.key), input),
      markRead: ({ key, holder, seq }) => rooms.markRead(key, holder, seq),
      probe: ({ now }) => {
        probe.run(String(now));
        return null;
      },
      retain: (input) => retention.run(input),
      rooms: ({ actor }) => rooms.summaries(actor),
      history: ({ key, before, after, limit }) => {
        const room = rooms.get(key);
        return after === undefined
          ? pages.before(room, before ?? room.seq + 1, limit)
          : pages.after(room, after, limit);
      },
      search: (input) => search.run(input),
      findFile: ({ key, file, name }) => files.find(rooms.get(key), file, name),
      files: ({ key, before, limit }) => files.page(rooms.get(key), before, limit),
      visibleFile: ({ id, holder }) => files.visible(id, holder),
      thumbnail: ({ file }) => files.thumbnail(file),
      whoIs: ({ token, now }) => accounts.whoIs(token, now),
      seesBytes: ({ holder, sha256, size }) => uploads.sees(holder, sha256, size),
      createUpload: (input) => uploads.create(input),
      finishUpload: (input) => uploads.finish(input),
      markUpload: ({ id, checked }) => {
        uploads.mark(id, checked);
        return null;
      },
      dropUploads: ({ ids }) => {
        uploads.drop(ids);
        return null;
      },
      uploads: () => uploads.unfinished(),
      finishedUpload: ({ id, holder }) => uploads.finished(id, holder),
      forgetUploads: ({ finishedBefore, now }) => {
        uploads.forget(finishedBefore);
        accounts.forgetGuests(now);
        return null;
      },
      unreferenced: ({ sha256 }) => sha256.filter((hash) => !writer.isReferenced(hash)),
    };
  }

  /** Whether text was erased since the last call. */
  takeErased(): boolean {
    return this.#writer.takeErased();
  }

  /** Events that the search index does not have yet. */
  get unindexed(): number {
    return this.#index.waiting;
  }

  /** Takes the next `most` of those into the index; inside a transaction. */
  index(most: number): void {
    this.#index.advance(most);
  }

  /** To be called where a transaction was undone: what was remembered of it did not happen. */
  rolledBack(): void {
    this.#writer.takeErased();
    this.#retention.forget();
  }
}
