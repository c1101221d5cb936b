import { cp } from 'node:fs/promises';
import path from 'node:path';
import { ServerProcess } from '../test/support/serverProcess.ts';
import { WireClient } from '../test/support/wireClient.ts';
import type { Corpus } from './corpora.ts';
import { roomName, seeded, wordAt, drawRank } from './messageCorpus.ts';
import { type ScenarioOptions, withFolder } from './scenario.ts';
import { spread } from './statistics.ts';

/** What is asked of a server with much history, one request after another. */
const QUESTIONS: Readonly<
  Record<string, (client: WireClient, random: () => number, last: number) => Promise<unknown>>
> = {
  'join a room': (client) => client.ask({ type: 'join', room: roomName(1) }),
  'a page from the middle': (client, random, last) =>
    client.ask({ type: 'history', before: 1 + Math.floor(random() * last), limit: 50 }),
  'a message': (client) => client.ask({ type: 'message', text: 'How is it going?' }),
  'a search for two words': (client, random) =>
    client.ask({ type: 'search', query: `${wordAt(drawRank(random))} ${wordAt(drawRank(random))}`, limit: 20 }),
};
const TIMES = 60;

/** How long requests take on a server with 1,000 to 1,000,000 messages. */
export async function growthOfHistory({ quick, report, corpora }: ScenarioOptions): Promise<void> {
  const sizes = quick ? [1_000, 20_000] : [1_000, 10_000, 100_000, 1_000_000];
  const found = new Map<string, { x: number; values: number[] }[]>();
  for (const size of sizes) {
    const times = await ask(await corpora.of(size), quick ? 1 : 3);
    for (const [question, values] of times) found.set(question, [...(found.get(question) ?? []), { x: size, values }]);
  }
  report.say('### Messages in the store');
  report.say(
    `Milliseconds for a request, over the wire, median of ${TIMES} one after another: what is asked of a store with a ` +
      'thousand times the messages is to take about as long, but for a search, which reads more where there is more.',
  );
  report.table(
    ['', ...sizes.map((size) => size.toLocaleString('en'))],
    [...found].map(([question, points]) => [question, ...points.map(({ values }) => spread(values, 2))]),
  );
  report.chart({
    name: 'growth-history',
    kind: 'lines',
    title: 'Milliseconds for a request, by messages in the store',
    xTitle: 'messages in the store',
    logarithmic: true,
    lines: [...found].map(([label, points]) => ({ label, points })),
  });
}

async function ask(corpus: Corpus, rounds: number): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  await withFolder(async (folder) => {
    const data = path.join(folder, 'data');
    await cp(corpus.folder, data, { recursive: true });
    const server = await ServerProcess.start({ data, args: ['--messages-per-second', '0', '--log-level', 'error'] });
    try {
      const client = await WireClient.join(server.url, 'Asker', { room: roomName(0) });
      const { seq } = await client.ask({ type: 'message', text: 'first' });
      for (let round = 0; round < rounds; round += 1) {
        const random = seeded(3 + round);
        for (const [question, put] of Object.entries(QUESTIONS)) {
          const times: number[] = [];
          for (let time = 0; time < TIMES; time += 1) {
            const started = performance.now();
            await put(client, random, Number(seq));
            times.push(performance.now() - started);
            client.frames.length = 0;
          }
          times.sort((one, other) => one - other);
          found.set(question, [...(found.get(question) ?? []), times[TIMES / 2] ?? Number.NaN]);
        }
      }
      await client.cut();
    } finally {
      await server.dispose();
    }
  });
  return found;
}
