import * as v from 'valibot';

/*
 * What a server and the windows of the person who hosts it say to each other: lines of JSON over a loopback port that is
 * no part of the chat. A window finds it by the record, a file that only its person may read. Neither side ever sends
 * the secret of it: each proves to the other that it knows it (`CONTROL_PROOFS`), so that what listens there by chance,
 * or a page that finds the port, learns nothing and is told nothing.
 */

/** Longest line, in characters, in either direction. */
export const CONTROL_LINE_CHARACTERS = 65_536;
/** How long a window may take until it has proved who it is. */
export const CONTROL_GREETING_MS = 5_000;
/** How long a server goes on without a window, unless it is told otherwise: time for a window to load again. */
export const LINGER_MS = 60_000;
/** What an HMAC-SHA-256 under the secret is made of, before the other side's nonce. */
export const CONTROL_PROOFS = { server: 'room-chat server ', window: 'room-chat window ' } as const;

const nonce = v.pipe(v.string(), v.regex(/^[0-9a-f]{32,64}$/u));
const proof = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const lingerMs = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(600_000));
const name = v.pipe(v.string(), v.maxLength(1_024));

/** The record: where the server of this person is, and what proves that it is that one. */
export const controlRecordSchema = v.object({
  version: v.literal(1),
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  port,
  secret: v.pipe(v.string(), v.regex(/^[\w-]{43}$/u)),
});
export type ControlRecord = v.InferOutput<typeof controlRecordSchema>;

/** A window's first line, the server's answer, and the window's second line. */
export const controlHelloSchema = v.object({ nonce });
export const controlProofSchema = v.object({ proof, nonce });
export const controlAttendSchema = v.object({ proof, keep: v.boolean(), lingerMs: v.optional(lingerMs) });

const role = v.picklist(['owner', 'member', 'guest']);
/** An invite as its person asks for it; what is left out is the server's own choice. */
const controlInviteSchema = v.object({
  role: v.optional(role),
  rooms: v.optional(v.pipe(v.array(name), v.maxLength(64))),
  uses: v.optional(count),
  expiresMs: v.optional(count),
});
export type ControlInvite = v.InferOutput<typeof controlInviteSchema>;

/** What a window asks for once it attends; each is answered once, by its `id`. */
export const controlAskSchema = v.variant('ask', [
  v.object({ ask: v.literal('stop'), id: count }),
  v.object({ ask: v.literal('keep'), id: count, on: v.boolean() }),
  v.object({ ask: v.literal('announce'), id: count, name: v.nullable(name) }),
  v.object({ ask: v.literal('invite'), id: count, ...controlInviteSchema.entries }),
]);
export type ControlAsk = v.InferOutput<typeof controlAskSchema>;

/** What does not change while a server runs. */
const hostedServerSchema = v.object({
  /** As it listens, by its loopback address. */
  url: v.pipe(v.string(), v.regex(/^wss?:\/\/127\.0\.0\.1:\d{1,5}$/u)),
  port,
  pid: count,
  version: v.pipe(v.string(), v.maxLength(64)),
  access: v.picklist(['open', 'invite']),
  /** Whether other computers reach it. */
  network: v.boolean(),
  /** SHA-256 of a certificate that nobody vouches for, as hexadecimal digits. */
  pin: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u))),
});
export type HostedServer = v.InferOutput<typeof hostedServerSchema>;

const hostStatusSchema = v.object({
  /** Who is there, each person once, at most 100. */
  people: v.pipe(v.array(v.object({ name, rooms: v.pipe(v.array(name), v.maxLength(20)) })), v.maxLength(100)),
  /** All sessions, also those beyond the people above. */
  sessions: count,
  keep: v.boolean(),
  announced: v.boolean(),
  /** Of all windows one is it: what every window would say, that one says. */
  leading: v.boolean(),
});
export type HostStatus = v.InferOutput<typeof hostStatusSchema>;

/** What a server tells a window. */
export const controlTellSchema = v.union([
  v.object({ tell: v.literal('server'), server: hostedServerSchema }),
  v.object({ tell: v.literal('status'), status: hostStatusSchema }),
  v.object({ tell: v.literal('stopping') }),
  v.object({ id: count, ok: v.optional(v.object({ invite: v.string(), expires: v.optional(count) })) }),
  v.object({ id: count, error: v.object({ code: v.string(), message: v.string() }) }),
]);
export type ControlTell = v.InferOutput<typeof controlTellSchema>;

/** Reads one line by a schema; `undefined` where it is not that. */
export function readControlLine<T extends v.GenericSchema>(schema: T, line: string): v.InferOutput<T> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : undefined;
}
