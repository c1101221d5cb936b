import { cp } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ServerProcess } from '../test/support/serverProcess.ts';
import { WireClient } from '../test/support/wireClient.ts';
import { drawRank, ROOM_COUNT, roomName, seeded, wordAt } from './messageCorpus.ts';
import { type Scenario, withFolder } from './scenario.ts';
import { quantile } from './statistics.ts';

/** Searches of each kind; the first tenth is not counted. */
const ROUNDS = 220;

const random = seeded(2);
const common = (): string => wordAt(Math.floor(random() * 20));
const any = (): string => wordAt(drawRank(random));
const KINDS: Record<string, () => string> = {
  'one common word': common,
  'one word': any,
  'two words': () => `${any()} ${any()}`,
  'a part of a word': () => wordAt(200 + drawRank(random)).slice(1, 5),
  'a phrase': () => `"${any()} ${common()}"`,
  'two Han characters': () => '数据',
  'a word that nobody wrote': () => 'zzxqy',
  'a common word in one room': () => `in:"${roomName(3)}" ${common()}`,
  'a common word of one author': () => `from:"Author 7" ${common()}`,
  'a common word of nobody': () => `from:Nobody ${common()}`,
};

/** How long searches take over the wire on a server with a million messages, and how large the index is. */
export const search: Scenario = {
  title: 'Search',
  async run({ quick, report, corpora }) {
    const messages = quick ? 20_000 : 1_000_000;
    const corpus = await corpora.of(messages);
    const index = indexBytes(corpus.folder);
    report.say(
      `${messages.toLocaleString('en')} messages (${mebibytes(corpus.textBytes)} MiB of text, ${ROOM_COUNT} rooms, 50 ` +
        'authors, one message in twenty in Chinese characters), searched over the wire in all rooms for the 20 newest ' +
        `hits; ${ROUNDS - ROUNDS / 10} counted searches of each kind, one after another. The database is ` +
        `${mebibytes(corpus.databaseBytes)} MiB, the index in it ${mebibytes(index)} MiB: ` +
        `${(index / corpus.textBytes).toFixed(2)} times the text.`,
    );
    const rows: string[][] = [];
    await withFolder(async (folder) => {
      const data = path.join(folder, 'data');
      await cp(corpus.folder, data, { recursive: true });
      const server = await ServerProcess.start({
        data,
        args: ['--messages-per-second', '0', '--rooms-per-session', '0'],
      });
      try {
        const client = await WireClient.join(server.url, 'Searcher', { room: roomName(0) });
        for (let room = 1; room < ROOM_COUNT; room += 1) await client.ask({ type: 'join', room: roomName(room) });
        for (const [kind, query] of Object.entries(KINDS)) rows.push([kind, ...(await measure(client, query))]);
        await client.cut();
      } finally {
        await server.dispose();
      }
    });
    report.table(['search', 'median ms', 'p99 ms', 'most ms'], rows);
    const twoWords = rows.find(([kind]) => kind === 'two words');
    report.goals([
      { what: 'two words, p99 ms', value: Number(twoWords?.[2]), limit: { most: 50 }, digits: 1 },
      { what: 'index, of the text', value: index / corpus.textBytes, limit: { most: 1.5 } },
    ]);
  },
};

async function measure(client: WireClient, query: () => string): Promise<string[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    await client.ask({ type: 'search', query: query(), limit: 20 });
    if (round >= ROUNDS / 10) times.push(performance.now() - started);
  }
  return [0.5, 0.99, 1].map((share) => quantile(times, share).toFixed(1));
}

function indexBytes(data: string): number {
  const database = new DatabaseSync(path.join(data, 'roomchat.db'), { readOnly: true });
  const row = database.prepare("SELECT sum(pgsize) AS bytes FROM dbstat WHERE name GLOB 'search_*'").get();
  database.close();
  return Number(row?.['bytes'] ?? 0);
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
