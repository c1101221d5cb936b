import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../protocol/errors.ts';
import type { ThumbnailInfo } from '../protocol/model.ts';
import type { Authority } from './authority.ts';
import type { RoomRow } from './eventPages.ts';
import type { EventWriter } from './eventWriter.ts';
import { FILE_COLUMNS, type FileColumns, fileOf } from './fileRows.ts';
import type { AppendOutput } from './operations.ts';
import { Quotas } from './quotas.ts';
import type { Rooms } from './rooms.ts';
import { Command, Query } from './sqlite.ts';
import type {
  CreateUploadInput,
  CreateUploadOutput,
  FinishedUpload,
  Thumbnail,
  TransferOperations,
  UploadRow,
} from './transferOperations.ts';

interface Row {
  id: string;
  room_key: string;
  room_name: string;
  holder: string;
  user: string;
  author: string;
  guest: number;
  client_id: string;
  length: number;
  name: string;
  media_type: string;
  sha256: string | null;
  reply_to: number | null;
  thumb_type: string | null;
  thumbnail: Uint8Array | null;
  created: number;
  checked: number | null;
  finished: number | null;
  seq: number | null;
}

interface EarlierRow extends FileColumns {
  seq: number;
  type: string;
  target: number | null;
  deleted: number;
}

const COLUMNS = `id, room_key, room_name, holder, user, author, guest, client_id, length, name, media_type, sha256,
  reply_to, thumb_type, thumbnail, created, checked, finished, seq`;

/** Uploads over HTTP, from their creation until a while after their end ([FL3]). */
export class UploadTable {
  readonly #rooms: Rooms;
  readonly #writer: EventWriter;
  readonly #authority: Authority;
  readonly #quotas: Quotas;
  readonly #one: Query<Row>;
  readonly #same: Query<Row>;
  readonly #open: Query<Row>;
  readonly #earlier: Query<EarlierRow>;
  readonly #known: Query<FileColumns>;
  readonly #event: Query<FileColumns & { time: number }>;
  readonly #insert: Command;
  readonly #finish: Command;
  readonly #mark: Command;
  readonly #drop: Command;
  readonly #forget: Command;

  constructor(database: DatabaseSync, rooms: Rooms, writer: EventWriter, authority: Authority) {
    this.#rooms = rooms;
    this.#writer = writer;
    this.#authority = authority;
    this.#quotas = new Quotas(database);
    this.#one = new Query(database, `SELECT ${COLUMNS} FROM uploads WHERE id = ?`);
    this.#same = new Query(database, `SELECT ${COLUMNS} FROM uploads WHERE holder = ? AND room = ? AND client_id = ?`);
    this.#open = new Query(database, `SELECT ${COLUMNS} FROM uploads WHERE finished IS NULL`);
    this.#earlier = new Query(
      database,
      `SELECT e.seq, e.type, e.target, e.deleted, ${FILE_COLUMNS}
       FROM events e LEFT JOIN files f ON f.room = e.room AND f.seq = e.seq
       WHERE e.room = ? AND e.author = ? AND e.client_id = ?`,
    );
    this.#known = new Query(
      database,
      `SELECT ${FILE_COLUMNS} FROM files f JOIN visits v ON v.room = f.room AND v.holder = ?
       WHERE f.sha256 = ? AND f.size = ? LIMIT 1`,
    );
    this.#event = new Query(
      database,
      `SELECT e.time, ${FILE_COLUMNS} FROM rooms r JOIN events e ON e.room = r.id
       LEFT JOIN files f ON f.room = e.room AND f.seq = e.seq WHERE r.key = ? AND e.seq = ?`,
    );
    this.#insert = new Command(
      database,
      `INSERT INTO uploads (id, room, room_key, room_name, holder, user, author, guest, client_id, length, name,
         media_type, sha256, reply_to, thumb_type, thumbnail, created)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#finish = new Command(database, 'UPDATE uploads SET finished = ?, seq = ?, thumbnail = NULL WHERE id = ?');
    this.#mark = new Command(database, 'UPDATE uploads SET checked = ? WHERE id = ?');
    this.#drop = new Command(database, 'DELETE FROM uploads WHERE id = ?');
    this.#forget = new Command(database, 'DELETE FROM uploads WHERE finished < ?');
  }

  /** Whether somebody may see a file of these bytes. */
  sees(holder: string, sha256: string, size: number): boolean {
    return this.#known.get(holder, sha256, size) !== undefined;
  }

  create(input: CreateUploadInput): CreateUploadOutput {
    const { actor, clientId } = input;
    const room = this.#rooms.get(input.roomKey);
    this.#rooms.requireVisit(room, actor.holder);
    this.#authority.requireVoice(room.id, actor);
    const earlier = this.#earlier.get(room.id, actor.id, clientId);
    if (earlier) return this.#postedBefore(room, earlier, input);
    const same = this.#same.get(actor.holder, room.id, clientId);
    // One that finished, and whose event is gone since, is done with: its id is free again.
    if (same?.finished === null) {
      if (!isSame(same, input)) throw conflict();
      return { kind: 'existing', id: same.id };
    }
    if (same) this.#drop.run(same.id);
    this.#quotas.check(room.id, actor.holder, input.length, input.quotas);
    const { sha256 } = input;
    const known =
      sha256 !== undefined && input.stored ? this.#known.get(actor.holder, sha256, input.length) : undefined;
    if (known && sha256 !== undefined) {
      this.#add(room, input);
      const append = this.#post(toUpload(this.#required(input.id)), input.thumbnail, {
        fileId: input.fileId,
        sha256,
        pixels:
          known.width !== null && known.height !== null ? { width: known.width, height: known.height } : undefined,
        now: input.now,
      });
      this.#finish.run(input.now, append.seq, input.id);
      return { kind: 'posted', id: input.id, room: { key: room.key, name: room.name }, append };
    }
    if (this.#quotas.unfinished(actor.holder) >= input.maxUnfinished) {
      const message = `You have ${input.maxUnfinished} uploads that are not finished. Finish or cancel some first.`;
      throw new ProtocolError('quota_exceeded', message);
    }
    if (!input.fits) {
      const message = 'The disk of the server has no room for this file now. Messages still go through.';
      throw new ProtocolError('storage_full', message, { retry: 'same_id' });
    }
    this.#add(room, input);
    return { kind: 'created', upload: toUpload(this.#required(input.id)) };
  }

  finish(input: TransferOperations['finishUpload']['input']): AppendOutput {
    const row = this.#required(input.id);
    const { thumbnail: bytes, thumb_type: mediaType } = row;
    const thumbnail = bytes && mediaType !== null ? { bytes, mediaType } : undefined;
    const append = this.#post(toUpload(row), thumbnail, input);
    this.#finish.run(input.now, append.seq, input.id);
    return append;
  }

  mark(id: string, checked: number): void {
    this.#mark.run(checked, id);
  }

  drop(ids: readonly string[]): void {
    for (const id of ids) this.#drop.run(id);
  }

  unfinished(): UploadRow[] {
    return this.#open.all().map(toUpload);
  }

  /** @throws ProtocolError `not_found` */
  finished(id: string, holder: string): FinishedUpload {
    const row = this.#one.get(id);
    if (row?.holder !== holder || row.finished === null || row.seq === null) throw notFound();
    const event = this.#event.get(row.room_key, row.seq);
    if (!event) throw notFound();
    return {
      room: row.room_name,
      clientId: row.client_id,
      length: row.length,
      seq: row.seq,
      time: event.time,
      finished: row.finished,
      ...(event.file_id !== null && { file: fileOf(event) }),
    };
  }

  forget(finishedBefore: number): void {
    this.#forget.run(finishedBefore);
  }

  /** The event of this id is there: the same file is answered as it was then ([MSG3]). */
  #postedBefore(room: RoomRow, earlier: EarlierRow, input: CreateUploadInput): CreateUploadOutput {
    if (earlier.type !== 'file' || (earlier.target ?? undefined) !== input.replyTo) throw conflict();
    const file = earlier.file_id === null ? undefined : fileOf(earlier);
    if (file && (file.size !== input.length || file.name !== input.name)) throw conflict();
    if (file && input.sha256 !== undefined && file.sha256 !== input.sha256) throw conflict();
    const same = this.#same.get(input.actor.holder, room.id, input.clientId);
    if (!same) this.#add(room, input);
    const id = same?.id ?? input.id;
    this.#finish.run(input.now, earlier.seq, id);
    const time = this.#event.get(room.key, earlier.seq)?.time ?? 0;
    const append = { seq: earlier.seq, time, ...(file && { file }) };
    return { kind: 'posted', id, room: { key: room.key, name: room.name }, append };
  }

  #post(
    upload: UploadRow,
    thumbnail: Thumbnail | undefined,
    made: Omit<TransferOperations['finishUpload']['input'], 'id'>,
  ): AppendOutput {
    const { actor, clientId, length, name, mediaType, replyTo } = upload;
    const { fileId, sha256, pixels, now } = made;
    const file = {
      id: fileId,
      name,
      size: length,
      mediaType,
      sha256,
      ...pixels,
      ...(thumbnail && { thumbnail: thumbnailInfo(thumbnail) }),
    };
    const change = { type: 'file', file, replyTo, thumbnail: thumbnail?.bytes } as const;
    const room = this.#rooms.get(upload.room.key);
    // Who was removed from the room since it began posts nothing there any more.
    this.#rooms.requireVisit(room, actor.holder);
    return this.#writer.append(room, {
      key: upload.room.key,
      actor,
      clientId,
      change,
      now,
    });
  }

  #add(room: RoomRow, input: CreateUploadInput): void {
    const { actor, thumbnail } = input;
    this.#insert.run(
      input.id,
      room.id,
      room.key,
      room.name,
      actor.holder,
      actor.id,
      actor.name,
      actor.guest ? 1 : 0,
      input.clientId,
      input.length,
      input.name,
      input.mediaType,
      input.sha256 ?? null,
      input.replyTo ?? null,
      thumbnail?.mediaType ?? null,
      thumbnail?.bytes ?? null,
      input.now,
    );
  }

  #required(id: string): Row {
    const row = this.#one.get(id);
    if (!row) throw notFound();
    return row;
  }
}

/** What an event tells of a thumbnail ([FL7]). */
export function thumbnailInfo({ bytes, mediaType }: Thumbnail): ThumbnailInfo {
  return { size: bytes.length, mediaType, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function isSame(row: Row, input: CreateUploadInput): boolean {
  return (
    row.length === input.length &&
    row.name === input.name &&
    row.media_type === input.mediaType &&
    row.sha256 === (input.sha256 ?? null) &&
    row.reply_to === (input.replyTo ?? null) &&
    Buffer.compare(row.thumbnail ?? Buffer.alloc(0), input.thumbnail?.bytes ?? Buffer.alloc(0)) === 0
  );
}

function toUpload(row: Row): UploadRow {
  return {
    id: row.id,
    actor: { id: row.user, name: row.author, guest: row.guest === 1, holder: row.holder },
    room: { key: row.room_key, name: row.room_name },
    clientId: row.client_id,
    length: row.length,
    name: row.name,
    mediaType: row.media_type,
    ...(row.sha256 !== null && { sha256: row.sha256 }),
    ...(row.reply_to !== null && { replyTo: row.reply_to }),
    created: row.created,
    ...(row.checked !== null && { checked: row.checked }),
  };
}

function conflict(): ProtocolError {
  return new ProtocolError('id_conflict', 'This id was used for something else already; send it under a new one.');
}

function notFound(): ProtocolError {
  return new ProtocolError('not_found', 'There is no such upload, or it has expired.');
}
