import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import { REACTIONS_PER_EVENT } from '../protocol/limits.ts';
import type { FileInfo } from '../protocol/model.ts';
import type { Authority } from './authority.ts';
import { type EventPages, newEvent, type RoomRow } from './eventPages.ts';
import { FILE_COLUMNS, type FileColumns, fileOf } from './fileRows.ts';
import type { Actor, AppendInput, AppendOutput, Change } from './operations.ts';
import { Quotas } from './quotas.ts';
import { type IndexedEvent, indexedText, type SearchIndex } from './searchIndex.ts';
import { Command, Query } from './sqlite.ts';

/** How much of a request's fingerprint outlives its text: tells a reused id apart, proves no guess of the old text. */
const ERASED_FINGERPRINT_BYTES = 2;

interface TargetRow {
  id: number;
  type: string;
  time: number;
  name: string;
  holder: string;
  text: string | null;
  detail: string | null;
  edit_seq: number | null;
  deleted: number;
}

interface RepeatRow {
  seq: number;
  type: string;
  time: number;
  fingerprint: Uint8Array | null;
}

interface NewEvent {
  type: string;
  clientId?: string | undefined;
  fingerprint?: Uint8Array | undefined;
  text?: string | undefined;
  target?: number | undefined;
  detail?: object | undefined;
}

/** Appends to room logs. Every method runs inside a transaction that somebody else began. */
export class EventWriter {
  readonly #pages: EventPages;
  readonly #authority: Authority;
  readonly #search: SearchIndex;
  readonly #quotas: Quotas;
  readonly #repeat: Query<RepeatRow>;
  readonly #target: Query<TargetRow>;
  readonly #fileOf: Query<FileColumns>;
  readonly #reaction: Query<{ seq: number }>;
  readonly #emojis: Query<{ count: number; known: number }>;
  readonly #references: Query<{ found: number }>;
  readonly #advance: Command;
  readonly #insert: Command;
  readonly #insertFile: Command;
  readonly #insertThumbnail: Command;
  readonly #deleteFile: Command;
  readonly #edit: Command;
  readonly #erase: Command;
  readonly #fade: Command;
  readonly #addReaction: Command;
  readonly #dropReaction: Command;
  readonly #dropReactions: Command;
  readonly #setTopic: Command;
  #erased = false;

  constructor(database: DatabaseSync, pages: EventPages, search: SearchIndex, authority: Authority) {
    this.#pages = pages;
    this.#authority = authority;
    this.#search = search;
    this.#quotas = new Quotas(database);
    this.#repeat = new Query(
      database,
      'SELECT seq, type, time, fingerprint FROM events WHERE room = ? AND author = ? AND client_id = ?',
    );
    this.#target = new Query(
      database,
      'SELECT id, type, time, name, holder, text, detail, edit_seq, deleted FROM events WHERE room = ? AND seq = ?',
    );
    this.#fileOf = new Query(database, `SELECT ${FILE_COLUMNS} FROM files f WHERE f.room = ? AND f.seq = ?`);
    this.#reaction = new Query(
      database,
      'SELECT seq FROM reactions WHERE room = ? AND target = ? AND emoji = ? AND holder = ?',
    );
    this.#emojis = new Query(
      database,
      `SELECT count(DISTINCT emoji) AS count, coalesce(max(emoji = ?), 0) AS known
       FROM reactions WHERE room = ? AND target = ?`,
    );
    this.#references = new Query(database, 'SELECT EXISTS (SELECT 1 FROM files WHERE sha256 = ?) AS found');
    this.#advance = new Command(database, 'UPDATE rooms SET seq = ?, last_time = ? WHERE id = ?');
    this.#insert = new Command(
      database,
      `INSERT INTO events (room, seq, type, time, author, name, holder, client_id, fingerprint, text, target, detail)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#insertFile = new Command(
      database,
      `INSERT INTO files (id, room, seq, name, size, media_type, sha256, width, height,
         holder, thumb_size, thumb_type, thumb_sha256)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#insertThumbnail = new Command(database, 'INSERT INTO thumbnails (file, bytes) VALUES (?, ?)');
    this.#deleteFile = new Command(database, 'DELETE FROM files WHERE room = ? AND seq = ?');
    this.#edit = new Command(database, 'UPDATE events SET text = ?, edited = ?, edit_seq = ? WHERE id = ?');
    this.#erase = new Command(
      database,
      'UPDATE events SET text = NULL, detail = NULL, edited = NULL, edit_seq = NULL, deleted = 1 WHERE id = ?',
    );
    this.#fade = new Command(
      database,
      `UPDATE events SET fingerprint = substr(fingerprint, 1, ${ERASED_FINGERPRINT_BYTES}) WHERE room = ? AND seq = ?`,
    );
    this.#addReaction = new Command(
      database,
      'INSERT INTO reactions (room, target, emoji, holder, user, seq) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#dropReaction = new Command(
      database,
      'DELETE FROM reactions WHERE room = ? AND target = ? AND emoji = ? AND holder = ?',
    );
    this.#dropReactions = new Command(database, 'DELETE FROM reactions WHERE room = ? AND target = ?');
    this.#setTopic = new Command(database, 'UPDATE rooms SET topic = ?, topic_seq = ? WHERE id = ?');
  }

  /** Whether text was erased since the last call: its traces in the write-ahead log have to go too ([MSG6]). */
  takeErased(): boolean {
    const erased = this.#erased;
    this.#erased = false;
    return erased;
  }

  /** @throws ProtocolError `id_conflict`, `not_found`, `not_yours`, `forbidden`, `too_large` */
  append(room: RoomRow, input: AppendInput): AppendOutput {
    const { change, actor, clientId } = input;
    const fingerprint = clientId === undefined ? undefined : fingerprintOf(change);
    if (clientId !== undefined && fingerprint) {
      const earlier = this.#repeat.get(room.id, actor.id, clientId);
      if (earlier) return this.#repeated(room, earlier, fingerprint);
    }
    // Who is muted may still take back what they said.
    this.#authority.requireVoice(room.id, actor, change.type === 'delete');
    const base = { type: change.type, clientId, fingerprint };
    switch (change.type) {
      case 'message':
        this.#checkReply(room, change.replyTo);
        return this.#store(room, input, {
          ...base,
          text: change.text,
          target: change.replyTo,
          detail: change.snippet && { snippet: change.snippet },
        });
      case 'file':
        this.#checkReply(room, change.replyTo);
        this.#quotas.check(room.id, actor.holder, change.file.size, input.quotas);
        return this.#store(room, input, { ...base, target: change.replyTo }, change);
      case 'edit':
        return this.#appendEdit(room, input, change, base);
      case 'delete':
        return this.#appendDelete(room, input, change, base);
      case 'react':
        return this.#appendReaction(room, input, change, base);
      case 'topic': {
        if ((room.topic ?? '') === change.topic) return { seq: room.topic_seq, time: input.now, unchanged: true };
        const output = this.#store(room, input, { ...base, detail: { topic: change.topic } });
        this.#setTopic.run(change.topic, output.seq, room.id);
        return output;
      }
    }
  }

  /** @param by who removed them */
  appendMember(room: RoomRow, actor: Actor, change: 'joined' | 'left', now: number, by?: Actor): AppendOutput {
    const detail = { change, guest: actor.guest, ...(by && { by: { id: by.id, name: by.name } }) };
    return this.#store(room, { actor, now }, { type: 'member', detail });
  }

  #repeated(room: RoomRow, earlier: RepeatRow, fingerprint: Uint8Array): AppendOutput {
    const kept = earlier.fingerprint ?? new Uint8Array();
    if (!kept.every((byte, index) => byte === fingerprint[index])) {
      throw new ProtocolError('id_conflict', 'This id was used for something else already; send it under a new one.');
    }
    const file = earlier.type === 'file' ? this.#file(room, earlier.seq) : undefined;
    return { seq: earlier.seq, time: earlier.time, ...(file && { file }) };
  }

  #appendEdit(room: RoomRow, input: AppendInput, change: Change & { type: 'edit' }, base: NewEvent): AppendOutput {
    const target = this.#own(room, change.target, input.actor);
    if (target.type !== 'message') throw new ProtocolError('forbidden', 'Only the text of a message can be edited.');
    if (target.text === change.text) return { seq: change.target, time: target.time, unchanged: true };
    const output = this.#store(room, input, { ...base, target: change.target }, undefined, change.text);
    this.#edit.run(change.text, input.now, output.seq, target.id);
    this.#search.replace(indexed(room, target), indexed(room, { ...target, text: change.text }));
    this.#fade.run(room.id, target.edit_seq ?? change.target);
    if (target.edit_seq !== null) this.#fade.run(room.id, change.target);
    this.#erased = true;
    return output;
  }

  #appendDelete(room: RoomRow, input: AppendInput, change: Change & { type: 'delete' }, base: NewEvent): AppendOutput {
    const target = this.#deletable(room, change.target, input.actor);
    const output = this.#store(room, input, { ...base, target: change.target });
    const file = target.type === 'file' ? this.#file(room, change.target) : undefined;
    this.#search.remove(indexed(room, target, file?.name));
    this.#erase.run(target.id);
    this.#dropReactions.run(room.id, change.target);
    this.#fade.run(room.id, change.target);
    if (target.edit_seq !== null) this.#fade.run(room.id, target.edit_seq);
    this.#erased = true;
    if (!file) return output;
    this.#deleteFile.run(room.id, change.target);
    return { ...output, ...(this.isReferenced(file.sha256) ? {} : { orphan: file.sha256 }) };
  }

  #appendReaction(room: RoomRow, input: AppendInput, change: Change & { type: 'react' }, base: NewEvent): AppendOutput {
    const { target, emoji, on } = change;
    const row = this.#living(room, target);
    const { holder, id } = input.actor;
    const given = this.#reaction.get(room.id, target, emoji, holder);
    if ((given !== undefined) === on) return { seq: given?.seq ?? target, time: row.time, unchanged: true };
    if (on) {
      const emojis = this.#emojis.get(emoji, room.id, target);
      if (emojis?.known === 0 && emojis.count >= REACTIONS_PER_EVENT) {
        throw new ProtocolError('too_large', `A message takes ${REACTIONS_PER_EVENT} kinds of reactions at most.`);
      }
    }
    const output = this.#store(room, input, { ...base, target, detail: { emoji, on } });
    if (on) this.#addReaction.run(room.id, target, emoji, holder, id, output.seq);
    else this.#dropReaction.run(room.id, target, emoji, holder);
    return output;
  }

  /** @returns the new event with `text` where an edit brings one, before the message itself has it. */
  #store(
    room: RoomRow,
    by: { actor: Actor; now: number },
    event: NewEvent,
    shared?: Change & { type: 'file' },
    editText?: string,
  ): AppendOutput {
    const seq = room.seq + 1;
    const time = by.now;
    const detail = event.detail ? JSON.stringify(event.detail) : null;
    this.#insert.run(
      room.id,
      seq,
      event.type,
      time,
      by.actor.id,
      by.actor.name,
      by.actor.holder,
      event.clientId ?? null,
      event.fingerprint ?? null,
      event.text ?? null,
      event.target ?? null,
      detail,
    );
    const file = shared?.file;
    if (file) this.#storeFile(room, seq, by.actor, file, shared.thumbnail);
    this.#advance.run(seq, time, room.id);
    room.seq = seq;
    const shown = file
      ? this.#pages.event(room, seq)
      : newEvent(room, {
          seq,
          type: event.type,
          time,
          author: by.actor.id,
          name: by.actor.name,
          client_id: event.clientId ?? null,
          text: event.text ?? null,
          target: event.target ?? null,
          detail,
          edit_text: editText ?? null,
        });
    return { seq, time, event: JSON.stringify(shown), ...(file && { file }) };
  }

  #storeFile(room: RoomRow, seq: number, actor: Actor, file: FileInfo, thumbnail: Uint8Array | undefined): void {
    const { id, name, size, mediaType, sha256, width, height, thumbnail: small } = file;
    const picture = [small?.size ?? null, small?.mediaType ?? null, small?.sha256 ?? null] as const;
    const pixels = [width ?? null, height ?? null] as const;
    this.#insertFile.run(id, room.id, seq, name, size, mediaType, sha256, ...pixels, actor.holder, ...picture);
    if (thumbnail) this.#insertThumbnail.run(id, thumbnail);
  }

  isReferenced(sha256: string): boolean {
    return this.#references.get(sha256)?.found === 1;
  }

  #file(room: RoomRow, seq: number): FileInfo | undefined {
    const row = this.#fileOf.get(room.id, seq);
    return row && fileOf(row);
  }

  #checkReply(room: RoomRow, replyTo: number | undefined): void {
    // What it answers may be deleted by now; the answer is still worth sending.
    if (replyTo !== undefined && replyTo > room.seq) {
      throw new ProtocolError('not_found', `There is no message ${replyTo} in this room to reply to.`);
    }
  }

  #own(room: RoomRow, seq: number, actor: Actor): TargetRow {
    const target = this.#living(room, seq);
    if (target.holder !== actor.holder) {
      throw new ProtocolError('not_yours', 'Only who sent a message may change or delete it.');
    }
    return target;
  }

  /** One's own, or for who moderates the room anybody's ([MSG6]). */
  #deletable(room: RoomRow, seq: number, actor: Actor): TargetRow {
    const moderates = room.visibility !== 'direct' && this.#authority.mayModerate(room.id, actor.id);
    return moderates ? this.#living(room, seq) : this.#own(room, seq, actor);
  }

  #living(room: RoomRow, seq: number): TargetRow {
    const target = this.#target.get(room.id, seq);
    if (!target || target.deleted === 1 || (target.type !== 'message' && target.type !== 'file')) {
      throw new ProtocolError('not_found', `There is no message ${seq} in this room, or it was deleted.`);
    }
    return target;
  }
}

function indexed(room: RoomRow, target: TargetRow, fileName?: string): IndexedEvent {
  const { id, type, name } = target;
  return { id, room: room.id, type, name, text: indexedText(target, fileName) };
}

function fingerprintOf(change: Change): Uint8Array {
  // A repeated upload comes with a new file id; its name and bytes are what make it the same.
  const body =
    change.type === 'file'
      ? { type: 'file', name: change.file.name, sha256: change.file.sha256, replyTo: change.replyTo }
      : change;
  return hash('sha256', JSON.stringify(body), 'buffer').subarray(0, 16);
}
