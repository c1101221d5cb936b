import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import { SNAPSHOT_EVENTS, UNREAD_COUNTED } from '../protocol/limits.ts';
import type { RoomSummary, RoomTraits } from '../protocol/model.ts';
import type { Authority } from './authority.ts';
import type { EventPages, RoomRow } from './eventPages.ts';
import type { EventWriter } from './eventWriter.ts';
import type { Actor, AppendOutput, JoinInput, JoinOutput, MemberRow, WaitingOutput } from './operations.ts';
import type { RoomAccess } from './roomAccess.ts';
import { Command, Query } from './sqlite.ts';

type SummaryRow = Omit<RoomSummary, keyof RoomTraits> & Pick<RoomRow, 'id' | 'visibility' | 'approval'>;

/** Rooms, who is a member of each, and how far each has read. */
export class Rooms {
  readonly #pages: EventPages;
  readonly #writer: EventWriter;
  readonly #epoch: string;
  readonly #access: RoomAccess;
  readonly #authority: Authority;
  readonly #isMember: Query<{ guest: number }>;
  readonly #registered: Query<{ id: string; name: string }>;
  readonly #addMember: Command;
  readonly #dropMember: Command;
  readonly #visited: Query<{ room: number }>;
  readonly #read: Query<{ seq: number }>;
  readonly #mark: Command;
  readonly #summaries: Query<SummaryRow>;

  constructor(
    database: DatabaseSync,
    pages: EventPages,
    writer: EventWriter,
    access: RoomAccess,
    authority: Authority,
    epoch: string,
  ) {
    this.#pages = pages;
    this.#writer = writer;
    this.#epoch = epoch;
    this.#access = access;
    this.#authority = authority;
    this.#isMember = new Query(database, 'SELECT guest FROM members WHERE room = ? AND user = ?');
    this.#registered = new Query(database, 'SELECT user AS id, name FROM members WHERE room = ? AND guest = 0');
    this.#addMember = new Command(database, 'INSERT INTO members (room, user, name, guest) VALUES (?, ?, ?, ?)');
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
      `SELECT r.id, r.visibility, r.approval, r.name, r.seq, r.last_time AS lastTime,
         (SELECT count(*) FROM members m WHERE m.room = r.id AND m.guest = 0) AS members,
         CASE WHEN EXISTS (SELECT 1 FROM members m WHERE m.room = r.id AND m.user = ?1) THEN
           (SELECT count(*) FROM (SELECT 1 FROM events e
             WHERE e.room = r.id AND e.seq > coalesce((SELECT seq FROM reads WHERE holder = ?2 AND room = r.id), 0)
               AND e.type IN ('message', 'file') AND e.deleted = 0 AND e.author <> ?1 LIMIT ${UNREAD_COUNTED}))
         ELSE 0 END AS unread
       FROM rooms r WHERE r.seq > 0
         AND (r.visibility = 'open' AND ?3 OR r.visibility <> 'direct' AND ?4
           OR EXISTS (SELECT 1 FROM grants g WHERE g.room = r.id AND g.holder = ?2)
           OR r.visibility <> 'direct' AND EXISTS (SELECT 1 FROM room_owners o WHERE o.room = r.id AND o.user = ?1)
           OR r.visibility = 'open' AND EXISTS (SELECT 1 FROM visits v WHERE v.room = r.id AND v.holder = ?2))
         AND NOT EXISTS (SELECT 1 FROM restrictions x WHERE x.room = r.id AND x.user = ?1 AND x.kind = 'ban')
       ORDER BY r.last_time DESC, r.id LIMIT 1000`,
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
  join(input: JoinInput, canWrite: boolean): JoinOutput | WaitingOutput {
    const { actor, key, open } = input;
    const existing = this.#pages.room(key);
    if (!existing && !this.#access.mayCreate(actor, open)) {
      throw new ProtocolError('not_found', 'There is no such room, or you need an invite to it.');
    }
    if (existing && this.#access.enter(existing, actor, open) === 'afterApproval') {
      if (!canWrite) throw new ProtocolError('storage_failed', 'Nobody can be asked: the server cannot write.');
      const fresh = this.#access.knock(existing, actor, input.now);
      return { waiting: true, room: existing.name, owners: this.#authority.ownersOf(existing.id), fresh };
    }
    if (!existing) {
      if (!canWrite) throw new ProtocolError('storage_failed', 'The room cannot be made: the server cannot write.');
      this.#access.create(input.room, key, actor);
    }
    const room = this.get(key);
    const joined = canWrite ? this.enter(room, actor, input.now) : undefined;
    // A mark from before the data were put back, or from ahead of them, says nothing about what the client has.
    const known = (input.epoch === undefined || input.epoch === this.#epoch) && (input.after ?? 0) <= room.seq;
    const moderates = room.visibility !== 'direct' && this.#authority.mayModerate(room.id, actor.id);
    return {
      room: room.name,
      key,
      seq: room.seq,
      ...(room.topic !== null && room.topic !== '' && { topic: room.topic }),
      ...this.#access.traits(room, actor.holder),
      ...(moderates && { role: 'owner' as const }),
      read: this.#read.get(actor.holder, room.id)?.seq ?? 0,
      members: this.#membersOf(room),
      ...this.#pages.newest(room, known ? input.after : undefined, SNAPSHOT_EVENTS),
      ...(joined?.event !== undefined && { joined: joined.event }),
    };
  }

  /** Makes somebody a member who is none yet. @returns the event, where there is one */
  enter(room: RoomRow, actor: Actor, now: number): AppendOutput | undefined {
    let joined: AppendOutput | undefined;
    if (!this.#isMember.get(room.id, actor.id)) {
      this.#addMember.run(room.id, actor.id, actor.name, actor.guest ? 1 : 0);
      joined = this.#writer.appendMember(room, actor, 'joined', now);
    }
    if (!this.#visited.get(actor.holder, room.id)) this.#access.visit(room.id, actor.holder);
    return joined;
  }

  leave(key: string, actor: Actor, now: number): AppendOutput {
    const room = this.get(key);
    this.#access.endVisit(room, actor);
    return this.#leave(room, actor, now) ?? { seq: room.seq, time: now, unchanged: true };
  }

  /**
   * Takes a member's place.
   * @param forgets whether all that they were let in by goes with it
   * @returns the event, where they were a member
   */
  remove(room: RoomRow, actor: Actor, by: Actor, now: number, forgets: boolean): AppendOutput | undefined {
    if (forgets) this.#access.forget(room.id, actor.id);
    return this.#leave(room, actor, now, by);
  }

  #leave(room: RoomRow, actor: Actor, now: number, by?: Actor): AppendOutput | undefined {
    if (this.#dropMember.run(room.id, actor.id).changes === 0) return undefined;
    return this.#writer.appendMember(room, actor, 'left', now, by);
  }

  /** In a room of two nobody is more than the other. */
  #membersOf(room: RoomRow): MemberRow[] {
    // Few are owners or muted, and many may be members.
    const owners = new Set(room.visibility === 'direct' ? [] : this.#authority.ownersOf(room.id));
    const muted = new Set(this.#authority.mutedIn(room.id));
    return this.#registered.all(room.id).map(({ id, name }) => ({
      id,
      name,
      ...(owners.has(id) && { role: 'owner' as const }),
      ...(muted.has(id) && { muted: true }),
    }));
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

  summaries(actor: Actor, open: boolean): RoomSummary[] {
    const free = this.#access.mayCreate(actor, open) ? 1 : 0;
    const owns = this.#authority.roleOf(actor.id) === 'owner' ? 1 : 0;
    return this.#summaries.all(actor.id, actor.holder, free, owns).map(({ id, visibility, approval, ...row }) => ({
      ...row,
      ...this.#access.traits({ id, visibility, approval }, actor.holder),
    }));
  }
}
