import * as v from 'valibot';
import {
  DEVICE_LABEL_CHARACTERS,
  EMOJI_BYTES,
  FILES_LISTED,
  HISTORY_EVENTS,
  ID_CHARACTERS,
  IDENTITY_TOKEN_CHARACTERS,
  INVITE_MAX_MS,
  INVITE_ROOMS,
  INVITE_USES,
  QUERY_BYTES,
  SEARCH_HITS,
  TOKEN_CHARACTERS,
  TOPIC_BYTES,
} from './limits.ts';
import { ROLES, VISIBILITIES } from './model.ts';

/*
 * The schemas of every request that a client may send. Names are bounded here and judged by `normalizeName`, text
 * by the server's own limits, so that a name or text that is wrong gets its own code and not `bad_request`.
 */

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(ID_CHARACTERS));
const name = v.pipe(v.string(), v.maxLength(1_024));
const room = v.optional(name);
const token = v.optional(v.pipe(v.string(), v.maxLength(TOKEN_CHARACTERS)));
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const mark = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const count = (max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(max));

const role = v.picklist(ROLES);

const snippetSchema = v.object({
  path: v.pipe(v.string(), v.minLength(1), v.maxBytes(4_096)),
  startLine: seq,
  endLine: seq,
  languageId: v.pipe(v.string(), v.maxLength(64)),
  text: v.string(),
  repository: v.optional(
    v.object({
      remote: v.pipe(v.string(), v.maxBytes(2_048)),
      commit: v.pipe(v.string(), v.maxLength(64)),
      root: v.pipe(v.string(), v.maxLength(64)),
    }),
  ),
});

/** Request schemas by their `type`. An unknown field is dropped ([TR3]). */
export const REQUEST_SCHEMAS = {
  connect: v.object({
    type: v.literal('connect'),
    id: v.optional(id),
    // May be left out where a provider or a proxy tells it.
    name: v.optional(name),
    room,
    protocol: v.optional(v.number()),
    token,
    invite: token,
    identityToken: v.optional(v.pipe(v.string(), v.maxLength(IDENTITY_TOKEN_CHARACTERS))),
    remember: v.optional(v.boolean()),
    device: v.optional(v.pipe(v.string(), v.maxLength(DEVICE_LABEL_CHARACTERS))),
    after: v.optional(mark),
    epoch: v.optional(v.pipe(v.string(), v.maxLength(ID_CHARACTERS))),
    client: v.optional(v.pipe(v.string(), v.maxLength(128))),
  }),
  join: v.object({
    type: v.literal('join'),
    id: v.optional(id),
    room: name,
    after: v.optional(mark),
    epoch: v.optional(v.pipe(v.string(), v.maxLength(ID_CHARACTERS))),
  }),
  leave: v.object({ type: v.literal('leave'), id: v.optional(id), room }),
  rooms: v.object({ type: v.literal('rooms'), id: v.optional(id) }),
  message: v.object({
    type: v.literal('message'),
    id,
    room,
    text: v.string(),
    replyTo: v.optional(seq),
    snippet: v.optional(snippetSchema),
  }),
  edit: v.object({ type: v.literal('edit'), id: v.optional(id), room, target: seq, text: v.string() }),
  delete: v.object({ type: v.literal('delete'), id: v.optional(id), room, target: seq }),
  react: v.object({
    type: v.literal('react'),
    id: v.optional(id),
    room,
    target: seq,
    emoji: v.pipe(v.string(), v.minLength(1), v.maxBytes(EMOJI_BYTES)),
    on: v.boolean(),
  }),
  topic: v.object({
    type: v.literal('topic'),
    id: v.optional(id),
    room,
    topic: v.pipe(v.string(), v.maxBytes(TOPIC_BYTES)),
  }),
  upload: v.object({
    type: v.literal('upload'),
    id,
    room,
    name,
    data: v.string(),
    replyTo: v.optional(seq),
    thumbnail: v.optional(v.string()),
  }),
  download: v.object({
    type: v.literal('download'),
    id: v.optional(id),
    room,
    file: v.pipe(v.string(), v.minLength(1), v.maxLength(1_024)),
    thumbnail: v.optional(v.boolean()),
  }),
  files: v.object({
    type: v.literal('files'),
    id: v.optional(id),
    room,
    before: v.optional(seq),
    limit: v.optional(count(FILES_LISTED)),
  }),
  history: v.object({
    type: v.literal('history'),
    id: v.optional(id),
    room,
    before: v.optional(seq),
    after: v.optional(mark),
    limit: v.optional(count(HISTORY_EVENTS)),
  }),
  search: v.object({
    type: v.literal('search'),
    id: v.optional(id),
    room,
    query: v.pipe(v.string(), v.minLength(1), v.maxBytes(QUERY_BYTES)),
    before: v.optional(v.pipe(v.string(), v.maxLength(ID_CHARACTERS))),
    limit: v.optional(count(SEARCH_HITS)),
  }),
  read: v.object({ type: v.literal('read'), id: v.optional(id), room, seq: mark }),
  presence: v.object({
    type: v.literal('presence'),
    id: v.optional(id),
    state: v.picklist(['online', 'away']),
  }),
  typing: v.object({ type: v.literal('typing'), id: v.optional(id), room, on: v.boolean() }),
  invite: v.object({
    type: v.literal('invite'),
    id: v.optional(id),
    rooms: v.optional(v.pipe(v.array(name), v.maxLength(INVITE_ROOMS))),
    uses: v.optional(count(INVITE_USES)),
    expiresMs: v.optional(count(INVITE_MAX_MS)),
    role: v.optional(role),
  }),
  invites: v.object({ type: v.literal('invites'), id: v.optional(id) }),
  revokeInvite: v.object({ type: v.literal('revokeInvite'), id: v.optional(id), inviteId: id }),
  devices: v.object({ type: v.literal('devices'), id: v.optional(id) }),
  deviceLink: v.object({ type: v.literal('deviceLink'), id: v.optional(id) }),
  revokeDevice: v.object({
    type: v.literal('revokeDevice'),
    id: v.optional(id),
    device: id,
    user: v.optional(id),
  }),
  signOut: v.object({ type: v.literal('signOut'), id: v.optional(id) }),
  kick: v.object({ type: v.literal('kick'), id: v.optional(id), user: id, room }),
  ban: v.object({ type: v.literal('ban'), id: v.optional(id), user: id, on: v.boolean(), room }),
  mute: v.object({ type: v.literal('mute'), id: v.optional(id), user: id, on: v.boolean(), room }),
  bans: v.object({ type: v.literal('bans'), id: v.optional(id), room }),
  role: v.object({ type: v.literal('role'), id: v.optional(id), user: id, role, room }),
  roomOptions: v.object({
    type: v.literal('roomOptions'),
    id: v.optional(id),
    room,
    visibility: v.optional(v.picklist(VISIBILITIES)),
    approval: v.optional(v.boolean()),
  }),
  knocks: v.object({ type: v.literal('knocks'), id: v.optional(id), room }),
  admit: v.object({ type: v.literal('admit'), id: v.optional(id), room, user: id, accept: v.boolean() }),
  direct: v.object({ type: v.literal('direct'), id: v.optional(id), user: id }),
  ping: v.object({ type: v.literal('ping'), id: v.optional(id) }),
} as const;

export type RequestType = keyof typeof REQUEST_SCHEMAS;
export type RequestOf<T extends RequestType> = v.InferOutput<(typeof REQUEST_SCHEMAS)[T]>;
export type Request = { [T in RequestType]: RequestOf<T> }[RequestType];
