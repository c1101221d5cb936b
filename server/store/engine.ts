import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import type { FileInfo } from '../protocol/model.ts';
import { Accounts } from './accounts.ts';
import { EventPages } from './eventPages.ts';
import { EventWriter } from './eventWriter.ts';
import type { OperationName, Operations } from './operations.ts';
import { Retention } from './retention.ts';
import { Rooms } from './rooms.ts';
import { Search } from './search.ts';
import { searchIndexOf } from './searchIndex.ts';
import { Command, Query } from './sqlite.ts';

type Handler<N extends OperationName> = (
  input: Operations[N]['input'],
  /** Whether the transaction may write; where not, what can be done by reading alone is done. */
  canWrite: boolean,
) => Operations[N]['output'];

/** Every operation on an open database; none begins or ends a transaction. */
export class Engine {
  readonly handlers: { readonly [N in OperationName]: Handler<N> };
  readonly #writer: EventWriter;

  constructor(database: DatabaseSync, epoch: string) {
    const pages = new EventPages(database);
    const index = searchIndexOf(database);
    const writer = new EventWriter(database, pages, index);
    const rooms = new Rooms(database, pages, writer, epoch);
    const accounts = new Accounts(database);
    const search = new Search(database, pages);
    const retention = new Retention(database, writer, index);
    const fileById = new Query<FileRow>(database, `${FILE} WHERE room = ? AND id = ?`);
    const fileByName = new Query<FileRow>(database, `${FILE} WHERE room = ? AND name = ? ORDER BY seq DESC LIMIT 1`);
    const probe = new Command(database, "INSERT OR REPLACE INTO meta (key, value) VALUES ('probe', ?)");
    this.#writer = writer;
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
      findFile: ({ key, file, name }) => {
        const room = rooms.get(key);
        const row = fileById.get(room.id, file) ?? fileByName.get(room.id, name);
        if (!row) throw new ProtocolError('not_found', 'There is no such file in this room, or it was deleted.');
        return toFile(row);
      },
      unreferenced: ({ sha256 }) => sha256.filter((hash) => !writer.isReferenced(hash)),
    };
  }

  /** Whether text was erased since the last call. */
  takeErased(): boolean {
    return this.#writer.takeErased();
  }
}

const FILE = 'SELECT id, name, size, media_type AS mediaType, sha256, width, height FROM files';

interface FileRow {
  id: string;
  name: string;
  size: number;
  mediaType: string;
  sha256: string;
  width: number | null;
  height: number | null;
}

function toFile({ width, height, ...file }: FileRow): FileInfo {
  return { ...file, ...(width !== null && height !== null && { width, height }) };
}
