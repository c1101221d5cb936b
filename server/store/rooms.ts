import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import { SNAPSHOT_EVENTS, UNREAD_COUNTED } from '../protocol/limits.ts';
import type { RoomSummary } from '../protocol/model.ts';
import type { EventPages, RoomRow } from './eventPages.ts';
import type { EventWriter } from './eventWriter.ts';
import type { Actor, AppendOutput, JoinInput, JoinOutput } from './operations.ts';
import { Command, Query } from './sqlite.ts';

/** Rooms, who is a member of each, and how far each has read. */
export class Rooms {
  readonly #pages: EventPages;
  readonly #writer: EventWriter;
  readonly #epoch: string;
  readonly #create: Command;
  readonly #isMember: Query<{ guest: number }>;
  readonly #registered: Query<{ id: string; name: string }>;
  readonly #addMember: Command;
  readonly #dropMember: Command;
  readonly #visit: Command;
  readonly #visited: Query<{ room: number }>;
  readonly #read: Query<{ seq: number }>;
  readonly #mark: Command;
  readonly #summaries: Query<RoomSummary>;

  constructor(database: DatabaseSync, pages: EventPages, writer: EventWriter, epoch: string) {
    this.#pages = pages;
    this.#writer = writer;
    this.#epoch = epoch;
    this.#create = new Command(database, 'INSERT INTO rooms (name, key) VALUES (?, ?)');
    this.#isMember = new Query(database, 'SELECT guest FROM members WHERE room = ? AND user = ?');
    this.#registered = new Query(database, 'SELECT user AS id, name FROM members WHERE room = ? AND guest = 0');
    this.#addMember = new Command(database, 'INSERT INTO members (room, user, name, guest) VALUES (?, ?, ?, ?)');
    this.#visit = new Command(database, 'INSERT INTO visits (holder, room) VALUES (?, ?)');
    this.#visited = new Query(database, 'SELECT room FROM visits WHERE holder = ? AND room = ?');
    this.#dropMember = new Command(database, 'DELETE FROM members WHERE room = ? AND user = ?');
    this.#read = new Query(database, 'SELECT seq FROM reads WHERE holder = ? AND room = ?');
    this.#mark = new Command(
      database,
      `INSERT INTO reads (holder, room, seq) VALUES (?, ?, ?)
       ON CONFLICT (holder, room) DO UPDATE SET seq = excluded.seq`,
    );
    this.#summaries = new Query(
      database,
      `SELECT r.name, r.seq, r.last_time AS lastTime,
         (SELECT count(*) FROM members m WHERE m.room = r.id AND m.guest = 0) AS members,
         CASE WHEN EXISTS (SELECT 1 FROM members m WHERE m.room = r.id AND m.user = ?1) THEN
           (SELECT count(*) FROM (SELECT 1 FROM events e
             WHERE e.room = r.id AND e.seq > coalesce((SELECT seq FROM reads WHERE holder = ?2 AND room = r.id), 0)
               AND e.type IN ('message', 'file') AND e.deleted = 0 AND e.author <> ?1 LIMIT ${UNREAD_COUNTED}))
         ELSE 0 END AS unread
       FROM rooms r WHERE r.seq > 0 ORDER BY r.last_time DESC, r.id LIMIT 1000`,
    );
  }

  /** @throws ProtocolError `not_found` */
  get(key: string): RoomRow {
    const room = this.#pages.room(key);
    if (!room) throw new ProtocolError('not_found', 'There is no such room.');
    return room;
  }

  /** Who has joined once sees a room's files ([FL5]). @throws ProtocolError `not_joined` */
  requireVisit(room: RoomRow, holder: string): void {
    if (!this.#visited.get(holder, room.id)) throw new ProtocolError('not_joined', 'Join this room first.');
  }

  /**
   * Makes the room and the membership where there were none, and reads the snapshot, in one step ([RM2]).
   * @param canWrite where false somebody who is no member yet only reads along ([LV4]).
   */
  join(input: JoinInput, canWrite: boolean): JoinOutput {
    const { actor, key } = input;
    if (!this.#pages.room(key)) {
      if (!canWrite) throw new ProtocolError('storage_failed', 'The room cannot be made: the server cannot write.');
      this.#create.run(input.room, key);
    }
    const room = this.get(key);
    let joined: AppendOutput | undefined;
    if (canWrite && !this.#isMember.get(room.id, actor.id)) {
      this.#addMember.run(room.id, actor.id, actor.name, actor.guest ? 1 : 0);
      joined = this.#writer.appendMember(room, actor, 'joined', input.now);
    }
    if (canWrite && !this.#visited.get(actor.holder, room.id)) this.#visit.run(actor.holder, room.id);
    // A mark from before the data were put back, or from ahead of them, says nothing about what the client has.
    const known = (input.epoch === undefined || input.epoch === this.#epoch) && (input.after ?? 0) <= room.seq;
    return {
      room: room.name,
      key,
      seq: room.seq,
      ...(room.topic !== null && room.topic !== '' && { topic: room.topic }),
      read: this.#read.get(actor.holder, room.id)?.seq ?? 0,
      members: this.#registered.all(room.id),
      ...this.#pages.newest(room, known ? input.after : undefined, SNAPSHOT_EVENTS),
      ...(joined?.event !== undefined && { joined: joined.event }),
    };
  }

  leave(key: string, actor: Actor, now: number): AppendOutput {
    const room = this.get(key);
    if (this.#dropMember.run(room.id, actor.id).changes === 0) return { seq: room.seq, time: now, unchanged: true };
    return this.#writer.appendMember(room, actor, 'left', now);
  }

  /** Moves the mark forward, never back ([MSG8]). */
  markRead(key: string, holder: string, seq: number): { seq: number; moved: boolean } {
    const room = this.get(key);
    const present = this.#read.get(holder, room.id)?.seq ?? 0;
    const next = Math.min(seq, room.seq);
    if (next <= present) return { seq: present, moved: false };
    this.#mark.run(holder, room.id, next);
    return { seq: next, moved: true };
  }

  summaries(actor: Actor): RoomSummary[] {
    return this.#summaries.all(actor.id, actor.holder).map((row) => ({ ...row }));
  }
}
