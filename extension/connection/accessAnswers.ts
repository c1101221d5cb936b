import * as v from 'valibot';
import { ROLES, type DeviceInfo, type InviteInfo, type Knock, type Restriction } from '../../server/protocol/model.ts';

/*
 * Answers of a server about who may what, as a client reads them: it is not trusted, so each passes a schema, and lists
 * end where nobody looks any further.
 */

/** Longest list that is shown. */
const MOST_LISTED = 500;

const shortText = v.pipe(v.string(), v.maxLength(1_024));
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Unix milliseconds that a `Date` can hold. */
const time = v.pipe(whole, v.maxValue(8_640_000_000_000_000));
const author = v.object({ id: shortText, name: shortText });
/** As it may stand in a link. */
const secret = v.pipe(v.string(), v.regex(/^[\w-]{16,256}$/u));

const refusalSchema = v.object({ code: shortText, message: shortText });

/** Why somebody who was let in may not enter the room that they came for ([GR3]). */
export function decodeRefusal(value: unknown): { code: string; message: string } | undefined {
  return read(refusalSchema, value);
}

const madeSchema = v.object({ invite: secret, expires: time });

/** An invite that was just made: the one time that its secret is told. */
export function decodeMadeInvite(body: unknown): { invite: string; expires: number } | undefined {
  return read(madeSchema, body);
}

const inviteSchema = v.object({
  inviteId: shortText,
  rooms: v.array(shortText),
  role: v.picklist(ROLES),
  uses: whole,
  left: whole,
  created: time,
  expires: time,
  by: author,
});

export function decodeInvites(body: Record<string, unknown>): InviteInfo[] | undefined {
  return readList(inviteSchema, body['invites']);
}

const deviceSchema = v.object({
  device: shortText,
  label: shortText,
  created: time,
  lastSeen: time,
  current: v.boolean(),
});

export function decodeDevices(body: Record<string, unknown>): DeviceInfo[] | undefined {
  return readList(deviceSchema, body['devices']);
}

const knockSchema = v.object({
  user: v.object({ ...author.entries, guest: v.optional(v.boolean(), false) }),
  time,
});

export function decodeKnocks(body: Record<string, unknown>): Knock[] | undefined {
  return readList(knockSchema, body['knocks']);
}

const restrictionSchema = v.object({ user: author, kind: v.picklist(['ban', 'mute']), time, by: author });

export function decodeBans(body: Record<string, unknown>): Restriction[] | undefined {
  return readList(restrictionSchema, body['bans']);
}

/** What is malformed in a list is left out of it; what is no list is no answer. */
function readList<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S>[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return (value as unknown[])
    .slice(0, MOST_LISTED)
    .map((one) => read(schema, one))
    .filter((one) => one !== undefined);
}

function read<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> | undefined {
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : undefined;
}
