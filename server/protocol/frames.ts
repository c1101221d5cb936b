import * as v from 'valibot';
import { type AccessNotice, decodeAccessNotice } from './accessNotices.ts';
import { isRecord } from './codec.ts';
import { THUMBNAIL_BYTES, THUMBNAIL_TYPES } from './limits.ts';
import { PROTOCOL_VERSION } from './version.ts';
import {
  type FileEntry,
  ROLES,
  type RoomEvent,
  type RoomSnapshot,
  type SearchHit,
  type Self,
  type UnknownEvent,
} from './model.ts';

/*
 * What a client reads from a server. A server is not trusted: every frame passes a schema, fields that are not
 * known are dropped, and nothing here throws.
 */

const text = v.pipe(v.string(), v.maxLength(1_048_576));
const shortText = v.pipe(v.string(), v.maxLength(1_024));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Unix milliseconds that a `Date` can hold: a later time would break whatever shows it. */
const time = v.pipe(whole, v.maxValue(8_640_000_000_000_000));
const author = v.object({ id: shortText, name: shortText });
const state = v.picklist(['online', 'away', 'offline']);

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u));

export const fileSchema = v.object({
  id: shortText,
  name: shortText,
  size: whole,
  mediaType: shortText,
  sha256,
  width: v.optional(whole),
  height: v.optional(whole),
  // One that is not as it should be costs the picture, not the file.
  thumbnail: v.fallback(
    v.optional(
      v.object({ size: v.pipe(whole, v.maxValue(THUMBNAIL_BYTES)), mediaType: v.picklist(THUMBNAIL_TYPES), sha256 }),
    ),
    undefined,
  ),
});

const reactions = v.optional(v.array(v.object({ emoji: shortText, users: v.array(shortText) })));
const base = { room: shortText, seq: v.pipe(whole, v.minValue(1)), time, from: author };

const EVENT_SCHEMAS = {
  message: v.object({
    ...base,
    type: v.literal('message'),
    id: shortText,
    text,
    replyTo: v.optional(whole),
    snippet: v.optional(
      v.object({
        path: v.pipe(v.string(), v.maxLength(4_096)),
        startLine: whole,
        endLine: whole,
        languageId: shortText,
        text,
        repository: v.optional(v.object({ remote: shortText, commit: shortText, root: shortText })),
      }),
    ),
    edited: v.optional(time),
    deleted: v.optional(v.boolean()),
    reactions,
  }),
  file: v.object({
    ...base,
    type: v.literal('file'),
    id: shortText,
    file: v.optional(fileSchema),
    replyTo: v.optional(whole),
    deleted: v.optional(v.boolean()),
    reactions,
  }),
  edit: v.object({ ...base, type: v.literal('edit'), target: whole, text: v.optional(text) }),
  delete: v.object({ ...base, type: v.literal('delete'), target: whole }),
  react: v.object({ ...base, type: v.literal('react'), target: whole, emoji: shortText, on: v.boolean() }),
  member: v.object({
    ...base,
    type: v.literal('member'),
    change: v.picklist(['joined', 'left']),
    guest: v.boolean(),
    by: v.optional(author),
  }),
  topic: v.object({ ...base, type: v.literal('topic'), topic: v.pipe(v.string(), v.maxLength(4_096)) }),
  removed: v.object({ ...base, type: v.literal('removed') }),
} as const;

const unknownEvent = v.object({ type: shortText, room: shortText, seq: base.seq, time: v.fallback(time, 0) });

const userSchema = v.object({ id: shortText, name: shortText, guest: v.optional(v.boolean(), false) });
const selfSchema = v.object({
  ...userSchema.entries,
  role: v.optional(v.picklist(ROLES)),
  device: v.optional(shortText),
});
const owner = v.optional(v.literal('owner'));
const member = v.object({
  id: shortText,
  name: shortText,
  guest: v.boolean(),
  state,
  role: owner,
  muted: v.optional(v.boolean()),
});

/** Of a snapshot and of a line of `rooms` ([RM5], [RM6], [RM7]). */
const roomTraits = {
  visibility: v.optional(v.literal('invite')),
  approval: v.optional(v.literal(true)),
  direct: v.optional(author),
};

const snapshotSchema = v.object({
  room: shortText,
  ...roomTraits,
  role: owner,
  seq: whole,
  topic: v.optional(shortText),
  members: v.array(member),
  events: v.array(v.unknown()),
  gap: v.optional(v.object({ from: whole, to: whole })),
  read: v.optional(whole, 0),
});

const rangeSchema = v.object({ protocol: v.tuple([whole, whole]) });

const helloSchema = v.object({
  type: v.literal('hello'),
  ...rangeSchema.entries,
  server: shortText,
  epoch: shortText,
  access: v.picklist(['open', 'invite']),
  heartbeatMs: v.pipe(whole, v.minValue(100)),
  limits: v.object({
    textBytes: whole,
    inlineFileBytes: whole,
    fileBytes: whole,
    frameBytes: whole,
    messagesPerSecond: whole,
    roomsPerSession: whole,
  }),
  features: v.optional(v.array(shortText), []),
  // How the server's organisation signs its people in.
  identity: v.optional(
    v.object({
      issuer: v.optional(shortText),
      audience: v.optional(shortText),
      proxy: v.optional(v.boolean(), false),
    }),
  ),
});
export type Hello = v.InferOutput<typeof helloSchema>;

const errorSchema = v.object({
  type: v.literal('error'),
  id: v.optional(shortText),
  code: shortText,
  message: text,
  retry: v.optional(v.union([v.picklist(['no', 'same_id']), whole]), 'no'),
});
export type ErrorFrame = v.InferOutput<typeof errorSchema> & { details: Record<string, unknown> };

const presenceSchema = v.object({
  type: v.literal('presence'),
  room: shortText,
  user: userSchema,
  state,
});

const typingSchema = v.object({ type: v.literal('typing'), room: shortText, user: author, on: v.boolean() });
const readSchema = v.object({ type: v.literal('read'), room: shortText, seq: whole });

export type AnyEvent = RoomEvent | UnknownEvent;

export type ServerFrame =
  | { kind: 'hello'; hello: Hello }
  /** The greeting of a server that does not speak this version; whatever else it says may have another shape. */
  | { kind: 'otherVersion'; protocol: [min: number, max: number] }
  | { kind: 'ok'; id: string; body: Record<string, unknown> }
  | { kind: 'error'; error: ErrorFrame }
  | { kind: 'event'; event: AnyEvent }
  | { kind: 'presence'; presence: v.InferOutput<typeof presenceSchema> }
  | { kind: 'typing'; typing: v.InferOutput<typeof typingSchema> }
  | { kind: 'read'; read: v.InferOutput<typeof readSchema> }
  | { kind: 'notice'; notice: AccessNotice }
  | { kind: 'ping' }
  | { kind: 'pong' };

/** Reads one text frame of a server; `undefined` for what is malformed or of no meaning to this client. */
export function decodeServerFrame(frame: string): ServerFrame | undefined {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  switch (value['type']) {
    case 'hello': {
      const spoken = parse(rangeSchema, value)?.protocol;
      if (spoken && (PROTOCOL_VERSION < spoken[0] || PROTOCOL_VERSION > spoken[1])) {
        return { kind: 'otherVersion', protocol: spoken };
      }
      const hello = parse(helloSchema, value);
      return hello && { kind: 'hello', hello };
    }
    case 'ok': {
      const id = value['id'];
      return typeof id === 'string' ? { kind: 'ok', id, body: value } : undefined;
    }
    case 'error': {
      const error = parse(errorSchema, value);
      return error && { kind: 'error', error: { ...error, details: value } };
    }
    case 'presence': {
      const presence = parse(presenceSchema, value);
      return presence && { kind: 'presence', presence };
    }
    case 'typing': {
      const typing = parse(typingSchema, value);
      return typing && { kind: 'typing', typing };
    }
    case 'read': {
      const read = parse(readSchema, value);
      return read && { kind: 'read', read };
    }
    case 'ping':
      return { kind: 'ping' };
    case 'pong':
      return { kind: 'pong' };
    default: {
      const notice = decodeAccessNotice(value);
      if (notice) return { kind: 'notice', notice };
      const event = decodeEvent(value);
      return event && { kind: 'event', event };
    }
  }
}

/** Reads one event of a frame, snapshot or history page; one of an unknown type keeps its place ([TR3]). */
function decodeEvent(value: unknown): AnyEvent | undefined {
  if (!isRecord(value)) return undefined;
  const type = value['type'];
  if (typeof type === 'string' && Object.hasOwn(EVENT_SCHEMAS, type)) {
    const event = parse(EVENT_SCHEMAS[type as keyof typeof EVENT_SCHEMAS], value);
    if (event) return event;
  }
  const unknown = parse(unknownEvent, value);
  return unknown && { ...unknown, type: 'unknown', originalType: unknown.type };
}

/** A snapshot as a client holds it: its events decoded one by one, unknown ones kept as placeholders. */
export type DecodedSnapshot = Omit<RoomSnapshot, 'events'> & { events: AnyEvent[] };

/** Reads a room snapshot ([RM2]). */
export function decodeSnapshot(value: unknown): DecodedSnapshot | undefined {
  const snapshot = parse(snapshotSchema, value);
  return snapshot && { ...snapshot, events: decodeEvents(snapshot.events) };
}

/** Reads the user that `connect` answers with ([GR3]). */
export function decodeUser(value: unknown): Self | undefined {
  return parse(selfSchema, value);
}

/** Reads a page of events, without those that are not events at all. */
export function decodeEvents(values: readonly unknown[]): AnyEvent[] {
  return values.map(decodeEvent).filter((event) => event !== undefined);
}

const searchSchema = v.object({
  hits: v.array(v.object({ event: v.unknown(), marks: v.array(v.tuple([whole, whole])) })),
  next: v.optional(shortText),
});

/** Reads the answer of `search` ([MSG7]); hits that are no messages or files are left out. */
export function decodeSearch(value: unknown): { hits: SearchHit[]; next?: string | undefined } | undefined {
  const answer = parse(searchSchema, value);
  if (!answer) return undefined;
  const hits: SearchHit[] = [];
  for (const { event: raw, marks } of answer.hits) {
    const event = decodeEvent(raw);
    if (event?.type === 'message' || event?.type === 'file') hits.push({ event, marks });
  }
  return { hits, next: answer.next };
}

const filesSchema = v.object({ files: v.array(v.unknown()), more: v.optional(v.boolean(), false) });
const fileEntrySchema = v.object({ seq: base.seq, time, from: author, file: fileSchema });

/** Reads the answer of `files` ([FL8]); what is no file is left out. */
export function decodeFiles(value: unknown): { files: FileEntry[]; more: boolean } | undefined {
  const answer = parse(filesSchema, value);
  if (!answer) return undefined;
  const files = answer.files.map((entry) => parse(fileEntrySchema, entry)).filter((entry) => entry !== undefined);
  return { files, more: answer.more };
}

function parse<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> | undefined {
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : undefined;
}
