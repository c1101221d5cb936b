import * as v from 'valibot';
import { ROLES, VISIBILITIES } from './model.ts';

/*
 * What a server tells live of who may what ([AC5], [AC6], [RM5], [RM6], [RM7]): no events of a log, so without a seq.
 * Read by clients, who do not trust it: see frames.ts.
 */

const shortText = v.pipe(v.string(), v.maxLength(1_024));
const author = v.object({ id: shortText, name: shortText });
const user = v.object({ ...author.entries, guest: v.optional(v.boolean(), false) });
const room = shortText;

const NOTICES = [
  /** To owners of a room: somebody waits to be let in. */
  v.object({ type: v.literal('knock'), room, user }),
  /** To who waits. */
  v.object({ type: v.literal('admitted'), room }),
  v.object({ type: v.literal('rejected'), room }),
  /** To who was removed from a room. */
  v.object({ type: v.literal('kicked'), room, by: author }),
  /** Without a room: of the server. */
  v.object({ type: v.literal('role'), room: v.optional(room), user: author, role: v.picklist(ROLES) }),
  v.object({ type: v.literal('mute'), room: v.optional(room), user: author, on: v.boolean() }),
  v.object({ type: v.literal('roomOptions'), room, visibility: v.picklist(VISIBILITIES), approval: v.boolean() }),
  /** Somebody began to talk with this user alone. */
  v.object({ type: v.literal('direct'), room, user }),
] as const;
const noticeSchema = v.variant('type', NOTICES);
const TYPES: ReadonlySet<unknown> = new Set(NOTICES.map(({ entries }) => entries.type.literal));
export type AccessNotice = v.InferOutput<typeof noticeSchema>;

/** Reads a frame that is no event; `undefined` for what is malformed or means nothing to this client. */
export function decodeAccessNotice(value: Record<string, unknown>): AccessNotice | undefined {
  // Most of what comes are events: they must not pay for this.
  if (!TYPES.has(value['type'])) return undefined;
  const parsed = v.safeParse(noticeSchema, value);
  return parsed.success ? parsed.output : undefined;
}
