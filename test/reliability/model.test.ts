import assert from 'node:assert/strict';
import fc from 'fast-check';
import { eventsOf, type Received, WireClient } from '../support/wireClient.ts';
import { report } from './support/figures.ts';
import { type Act, comparable, RoomModel } from './support/roomModel.ts';
import { endServers, startServer } from './support/serverUnderTest.ts';
import { patience, size } from './support/sizes.ts';

const RUNS = size('MODEL_RUNS', { short: 200, long: 2_000 });
/** Kept: the first run of each is the same for ever. */
const SEED = 20_261_123;
const NAMES = ['Ada', 'Grace', 'Linus'];

/** What a run does: an act of somebody, a page of history, or a loss of the connection and a resume from anywhere. */
type Step =
  | { kind: 'act'; by: number; act: Act }
  | { kind: 'page'; by: number; way: 'before' | 'after'; place: number; limit: number }
  | { kind: 'resume'; by: number; back: number };

const by = fc.nat({ max: NAMES.length - 1 });
const target = fc.integer({ min: 1, max: 30 });
const text = fc.oneof(
  fc.constantFrom('one', 'two', '三'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('message' as const),
      id: fc.nat({ max: 15 }).map((number) => `m${number}`),
      text,
      replyTo: fc.option(target, { nil: undefined, freq: 5 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('edit' as const), target, text }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('delete' as const), target }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('react' as const),
      target,
      emoji: fc.constantFrom('👍', '🎉', '❤️'),
      on: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('topic' as const), topic: fc.constantFrom('a', 'b', 'c') }) },
);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('act' as const), by, act }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('page' as const),
        by,
        way: fc.constantFrom('before' as const, 'after' as const),
        place: fc.integer({ min: 1, max: 40 }),
        limit: fc.integer({ min: 1, max: 12 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('resume' as const), by, back: fc.nat({ max: 30 }) }) },
  ),
  { minLength: 1, maxLength: 50, size: 'max' },
);

describe('A room over the wire', function () {
  this.timeout(patience({ short: 2, long: 20 }));
  afterEach(endServers);

  it(`[RM2] [RM3] [MSG2] [MSG3] [MSG6] [MSG7] answers ${RUNS} random courses as a simple list would`, async () => {
    const server = await startServer();
    const tokens: unknown[] = [];
    for (const name of NAMES) {
      const client = await WireClient.open(server.url);
      tokens.push((await client.ask({ type: 'connect', name, remember: true }))['token']);
      await client.close();
    }
    let runs = 0;
    let taken = 0;

    const course = fc.asyncProperty(steps, async (list) => {
      runs += 1;
      const room = `model ${runs}`;
      const model = new RoomModel();
      const clients: WireClient[] = [];
      const ids: string[] = [];
      const enter = async (who: number, place: object): Promise<Received> => {
        const client = await WireClient.open(server.url);
        clients[who] = client;
        const answer = await client.ask({ type: 'connect', name: NAMES[who], token: tokens[who], room, ...place });
        ids[who] = (answer['user'] as { id: string }).id;
        return answer;
      };
      for (const [who] of NAMES.entries()) {
        await enter(who, {});
        model.join(ids[who]!);
      }
      for (const step of list) {
        taken += 1;
        const client = clients[step.by]!;
        if (step.kind === 'act') {
          const answer = await client.reply({ ...step.act });
          const expected = model.act(ids[step.by]!, step.act);
          if (typeof expected === 'string') assert.equal(answer['code'], expected);
          else if (expected > 0) assert.equal(answer['seq'], expected, JSON.stringify(answer));
          else assert.equal(answer['unchanged'], true);
        } else if (step.kind === 'page') {
          const { way, place, limit } = step;
          const answer = await client.ask({ type: 'history', [way]: place, limit });
          const all = model.shown();
          const expected = way === 'after' ? all.slice(place, place + limit) : all.slice(0, place - 1).slice(-limit);
          assert.deepEqual(eventsOf(answer).map(comparable), expected);
          assert.equal(
            answer['more'],
            way === 'after' ? place + limit < all.length : Math.min(place - 1, all.length) > limit,
          );
        } else {
          await client.cut();
          const after = Math.max(0, model.entries.length - step.back);
          const answer = await enter(step.by, { after });
          assert.deepEqual(eventsOf(answer).map(comparable), model.shown(after));
        }
      }
      for (const [who, client] of clients.entries()) {
        await client.settled();
        assertHeard(client.events, model, ids[who]!);
        await client.close();
      }
    });
    await fc.assert(course, { seed: SEED, numRuns: RUNS, endOnFailure: false });
    report('model', { runs, steps: taken, differences: 0 });
  });
});

/** What came live is in the order of the log, and of others alone: one's own acts are answers. */
function assertHeard(events: readonly Received[], model: RoomModel, self: string): void {
  let last = 0;
  for (const event of events) {
    const seq = event['seq'] as number;
    const entry = model.entries[seq - 1];
    assert.ok(seq > last, `${seq} came after ${last}`);
    assert.deepEqual([event.type, (event['from'] as { id: string }).id], [entry?.type, entry?.from]);
    assert.notEqual(entry?.from, self);
    last = seq;
  }
}
