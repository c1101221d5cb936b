import fc from 'fast-check';

/** One thing that a fuzzing session puts on the wire. */
export type FuzzFrame =
  /** A JSON object; `id` is given by who sends it, so that answers can be told apart. */
  | { kind: 'object'; fields: Record<string, unknown>; hasId: boolean }
  /** Text of a frame that is anything else. */
  | { kind: 'text'; text: string }
  | { kind: 'binary'; bytes: Uint8Array };

/** What one session does: greets or not, sends frames, and may end with bytes that are no WebSocket frame at all. */
export interface FuzzScript {
  room: string;
  greets: boolean;
  frames: FuzzFrame[];
  tail: Uint8Array | null;
}

/** Rooms that fuzzing sessions enter, and one that they only ever name in requests for those inside. */
export const ROOMS = ['fuzz 0', 'fuzz 1', 'Fuzz 1 ', 'fuzz 2'];
export const SEALED = 'sealed';

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.nat({ max: 20_000 }).map((length) => 'é'.repeat(length)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ' ', '\u0000', '\ud800', '"', "'; DROP TABLE events; --", '__proto__', '%s%n'),
  },
);
const joinable = fc.constantFrom(...ROOMS);
const named = fc.oneof(
  { weight: 8, arbitrary: joinable },
  { weight: 3, arbitrary: fc.constantFrom(SEALED, 'SEALED', ' sealed ') },
  { weight: 1, arbitrary: text },
);
const seq = fc.oneof(fc.nat({ max: 60 }), fc.constantFrom(-1, 0.5, 2 ** 53, 1e308, Number.MAX_SAFE_INTEGER));
const room = fc.option(named, { nil: undefined });
const data = fc.oneof(
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64')) },
  { weight: 1, arbitrary: text },
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

/** Requests of every type, mostly well formed. Nobody joins the sealed room. */
const requests: fc.Arbitrary<Record<string, unknown>>[] = [
  fc.record({ type: fc.constant('connect'), name: text, room: maybe(joinable), token: maybe(text), after: maybe(seq) }),
  fc.record({ type: fc.constant('join'), room: joinable, after: maybe(seq), epoch: maybe(text) }),
  fc.record({ type: fc.constant('leave'), room: maybe(joinable) }),
  fc.record({ type: fc.constant('rooms') }),
  fc.record({ type: fc.constant('message'), room, text, replyTo: maybe(seq) }),
  fc.record({
    type: fc.constant('message'),
    room,
    text,
    snippet: fc.record({ path: text, startLine: seq, endLine: seq, languageId: text, text }),
  }),
  fc.record({ type: fc.constant('edit'), room, target: seq, text }),
  fc.record({ type: fc.constant('delete'), room, target: seq }),
  fc.record({ type: fc.constant('react'), room, target: seq, emoji: text, on: fc.boolean() }),
  fc.record({ type: fc.constant('topic'), room, topic: text }),
  fc.record({ type: fc.constant('upload'), room, name: text, data, replyTo: maybe(seq) }),
  fc.record({ type: fc.constant('download'), room, file: text }),
  fc.record({ type: fc.constant('history'), room, before: maybe(seq), after: maybe(seq), limit: maybe(seq) }),
  fc.record({ type: fc.constant('search'), room, query: text, limit: maybe(seq), before: maybe(text) }),
  fc.record({ type: fc.constant('read'), room, seq }),
  fc.record({ type: fc.constant('presence'), state: fc.constantFrom('online', 'away', 'offline') }),
  fc.record({ type: fc.constant('typing'), room, on: fc.boolean() }),
  fc.record({ type: fc.constant('ping') }),
];

/** Types that a client has no business to send. */
const FORGED = ['ok', 'error', 'hello', 'file', 'member', 'invite', 'kick', 'constructor', '__proto__', ''];
const forged = fc.record({
  type: fc.constantFrom(...FORGED),
  room,
  seq,
  from: fc.record({ id: text, name: text }),
  time: seq,
});

/** A request with one field taken away, or given a value of any sort; a room to enter stays what it is. */
const mutated = fc
  .tuple(fc.oneof(...requests), fc.nat(), fc.boolean(), fc.jsonValue({ maxDepth: 3 }))
  .map(([request, at, isRemoved, value]) => {
    const names = Object.keys(request).filter((name) => name !== 'room' || request['type'] !== 'join');
    const name = names[at % names.length] ?? 'type';
    if (!isRemoved) return { ...request, [name]: value };
    return Object.fromEntries(Object.entries(request).filter(([field]) => field !== name));
  });

const object: fc.Arbitrary<FuzzFrame> = fc
  .tuple(
    fc.oneof(
      { weight: 12, arbitrary: fc.oneof(...requests) },
      { weight: 3, arbitrary: mutated },
      { weight: 1, arbitrary: forged },
    ),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([fields, first, second]) => ({ kind: 'object', fields, hasId: first || second }));

const raw: fc.Arbitrary<FuzzFrame> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }).map((value) => ({ kind: 'text' as const, text: value })),
  fc.json({ maxDepth: 4 }).map((value) => ({ kind: 'text' as const, text: value })),
  fc
    .tuple(fc.oneof(...requests), fc.nat({ max: 200 }))
    .map(([request, length]) => ({ kind: 'text' as const, text: JSON.stringify(request).slice(0, length) })),
  fc.nat({ max: 5_000 }).map((depth) => ({ kind: 'text' as const, text: '['.repeat(depth) })),
  fc.nat({ max: 5_000 }).map((depth) => ({ kind: 'text' as const, text: '{"type":'.repeat(depth) })),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => ({ kind: 'binary' as const, bytes })),
);

export const script: fc.Arbitrary<FuzzScript> = fc.record({
  room: joinable,
  greets: fc.boolean().chain((first) => (first ? fc.constant(true) : fc.constantFrom(true, true, false))),
  frames: fc.array(fc.oneof({ weight: 5, arbitrary: object }, { weight: 1, arbitrary: raw }), {
    minLength: 1,
    maxLength: 40,
    size: 'max',
  }),
  tail: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }) },
  ),
});
