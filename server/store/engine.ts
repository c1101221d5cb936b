import type { DatabaseSync } from 'node:sqlite';
import { Accounts } from './accounts.ts';
import { Authority } from './authority.ts';
import { Devices } from './devices.ts';
import { Directs } from './directs.ts';
import { EventPages } from './eventPages.ts';
import { EventWriter } from './eventWriter.ts';
import { Invites } from './invites.ts';
import { Moderation } from './moderation.ts';
import type { OperationName, Operations } from './operations.ts';
import { Retention } from './retention.ts';
import { OwnerLink } from './ownerLink.ts';
import { RoomAccess } from './roomAccess.ts';
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
  readonly #pages: EventPages;
  readonly #writer: EventWriter;
  readonly #index: SearchIndex;
  readonly #retention: Retention;

  constructor(database: DatabaseSync, epoch: string) {
    const pages = new EventPages(database);
    const index = searchIndexOf(database);
    const authority = new Authority(database);
    const writer = new EventWriter(database, pages, index, authority);
    const access = new RoomAccess(database, pages, authority);
    const rooms = new Rooms(database, pages, writer, access, authority, epoch);
    const devices = new Devices(database, authority);
    const invites = new Invites(database, authority, access);
    const parts = { authority, devices, invites, access };
    const accounts = new Accounts(database, parts);
    const moderation = new Moderation(database, parts, accounts, rooms, pages);
    const directs = new Directs(database, access, accounts, rooms);
    const ownerLink = new OwnerLink(database, authority, invites);
    const search = new Search(database, pages);
    const retention = new Retention(database, writer, index);
    const files = new SharedFiles(database);
    const uploads = new UploadTable(database, rooms, writer, authority);
    const probe = new Command(database, "INSERT OR REPLACE INTO meta (key, value) VALUES ('probe', ?)");
    this.#pages = pages;
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
      rooms: ({ actor, open }) => rooms.summaries(actor, open),
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
      whoIs: (input) => devices.whoIs(input),
      invite: (input) => done(() => invites.make(input)),
      invites: ({ actor, now }) => invites.list(actor, now),
      revokeInvite: ({ actor, id }) => done(() => invites.revoke(actor, id)),
      devices: ({ actor }) => devices.list(actor),
      deviceLink: (input) => done(() => invites.makeForDevice(input)),
      revokeDevice: (input) => ({ user: devices.revoke(input) }),
      signOut: ({ actor }) => done(() => devices.signOut(actor)),
      kick: (input) => moderation.kick(input),
      ban: (input) => moderation.ban(input),
      mute: (input) => moderation.mute(input),
      bans: (input) => moderation.restrictions(input),
      role: (input) => moderation.setRole(input),
      roomOptions: (input) => access.setOptions(input),
      knocks: ({ key, actor }) => access.knocks(key, actor),
      admit: (input) => ({ waited: access.admit(input) }),
      direct: (input) => directs.open(input),
      claimOwnerLink: (input) => ownerLink.claim(input),
      announce: (input) => done(() => ownerLink.announce(input)),
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
        accounts.forget(now);
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

  /** Puts small parts of the index together; inside a transaction. @returns whether there may be more of it to do */
  mergeIndex(pages: number): boolean {
    return this.#index.merge(pages);
  }

  /** To be called where a transaction was undone: what was remembered of it did not happen. */
  rolledBack(): void {
    this.#writer.takeErased();
    this.#retention.forget();
    this.#pages.forget();
  }

  /** To be called where one call was undone, and others of its transaction were not. */
  callUndone(): void {
    this.#pages.forget();
  }
}

/** For what changes something and tells nothing. */
function done(change: () => void): null {
  change();
  return null;
}
