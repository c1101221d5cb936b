import path from 'node:path';
import { interleave, type Way } from './interleave.ts';
import type { AckResult } from './load/ackLoad.ts';
import { runLoad } from './loadProcess.ts';
import { type Peer, startScript } from './peers/peer.ts';
import { startRedis } from './peers/redis.ts';
import { startRoomChat } from './peers/roomChat.ts';
import { type Scenario, type ScenarioOptions, withFolder } from './scenario.ts';
import { median, pairedRatio, pairedRatios, spread } from './statistics.ts';
import { comparison } from './tables.ts';

const IN_FLIGHT = 64;
const PER_SECOND = 200;

interface AckWay extends Way {
  dialect: string;
}

interface AckFigures extends AckResult {
  /** CPU of the server, in microseconds for each acknowledgement. */
  cpuMicroseconds: number;
}

const OURS = 'Room Chat';
const WAYS: readonly AckWay[] = [
  { name: OURS, dialect: 'room-chat', start: (folder) => startRoomChat(folder) },
  {
    name: 'a commit for each message (ws, node:sqlite)',
    dialect: 'bare',
    start: (folder) => startScript('commitPerMessage.ts', [folder]),
  },
  { name: 'redis-server, appendfsync always', dialect: 'redis', start: startRedis },
];

export const acknowledgements: Scenario = {
  title: 'Durable acknowledgements',
  async run(options) {
    await throughput(options);
    await latency(options);
  },
};

async function throughput({ quick, report }: ScenarioOptions): Promise<void> {
  const found = await withFolder((folder) =>
    interleave(WAYS, { folder, rounds: quick ? 1 : 5, warm: !quick }, (way, peer) =>
      acknowledge(peer, { dialect: way.dialect, url: peer.url, seconds: quick ? 1 : 2, inFlight: IN_FLIGHT }),
    ),
  );
  report.say(
    `One sender with ${IN_FLIGHT} messages of 100 characters on the way; each is acknowledged when it is synced to the ` +
      'disk. Room Chat also gives it a place in its room, makes it searchable and would tell others; the other two only ' +
      'store it.',
  );
  const { head, rows } = comparison(found, OURS, [
    { head: 'acknowledgements/s', of: ({ messages, seconds }) => messages / seconds, digits: 0 },
    { head: 'CPU µs each', of: ({ cpuMicroseconds }) => cpuMicroseconds, digits: 0 },
    { head: 'p50 ms', of: ({ p50 }) => p50, digits: 1 },
    { head: 'p99 ms', of: ({ p99 }) => p99, digits: 1 },
  ]);
  report.table(head, rows);
  const rateOf = (way: AckWay | undefined): number[] =>
    (found.figures.get(way?.name ?? '') ?? []).map(({ messages, seconds }) => messages / seconds);
  const [ours, commits, redis] = WAYS.map(rateOf);
  report.goals([
    { what: 'times a commit for each', value: pairedRatio(ours ?? [], commits ?? []), limit: { least: 5 } },
    { what: 'times redis-server', value: pairedRatio(ours ?? [], redis ?? []), limit: { least: 0.5 } },
  ]);
  report.chart({
    name: 'acknowledgements',
    kind: 'bars',
    title: `Durable acknowledgements a second, ${IN_FLIGHT} in flight (more is better)`,
    bars: [...found.figures].map(([label, rounds]) => ({
      label,
      values: rounds.map(({ messages, seconds }) => messages / seconds),
      ours: label === OURS,
    })),
  });
  if (found.versions.length > 0) report.say(`Versions: ${found.versions.join(', ')}.`);
}

/** An even 200 a second beside the time that the disk itself takes. */
async function latency({ quick, report }: ScenarioOptions): Promise<void> {
  const rounds = quick ? 1 : 5;
  const seconds = quick ? 2 : 5;
  const acks: AckResult[] = [];
  const syncs: AckResult[] = [];
  const loop: number[] = [];
  await withFolder(async (folder) => {
    const peer = await startRoomChat(folder);
    try {
      for (let round = 0; round < rounds; round += 1) {
        const file = path.join(folder, 'bare');
        syncs.push((await runLoad<AckResult>('syncLoad.ts', { file, seconds, perSecond: PER_SECOND })).result);
        await eventLoopDelay(peer);
        acks.push(await acknowledge(peer, { dialect: 'room-chat', url: peer.url, seconds, perSecond: PER_SECOND }));
        loop.push(await eventLoopDelay(peer));
      }
    } finally {
      await peer.stop();
    }
  });
  report.say(`### ${PER_SECOND} a second`);
  const p50 = (results: AckResult[]): number[] => results.map((result) => result.p50);
  const p99 = (results: AckResult[]): number[] => results.map((result) => result.p99);
  report.table(
    ['', 'p50 ms', 'p99 ms', 'p99 of the bare sync'],
    [
      ['bare write and fdatasync of a page', spread(p50(syncs), 2), spread(p99(syncs), 2), '1'],
      [
        'Room Chat, to the acknowledgement',
        spread(p50(acks), 2),
        spread(p99(acks), 2),
        spread(pairedRatios(p99(acks), p99(syncs)), 1),
      ],
      ['how late its event loop is', '', spread(loop, 2), ''],
    ],
  );
  report.goals([
    { what: 'p99, of the sync', value: pairedRatio(p99(acks), p99(syncs)), limit: { most: 2 } },
    { what: 'event loop p99, ms', value: median(loop), limit: { most: 5 } },
  ]);
}

async function acknowledge(peer: Peer, load: object): Promise<AckFigures> {
  const { result, cpuSeconds } = await runLoad<AckResult>('ackLoad.ts', load, peer.pid);
  return { ...result, cpuMicroseconds: (cpuSeconds * 1e6) / result.messages };
}

/** Since the last time asked, in milliseconds. */
async function eventLoopDelay(peer: Peer): Promise<number> {
  const text = await (await fetch(`${peer.url.replace(/^ws/u, 'http')}/metrics`)).text();
  const value = /^room_chat_event_loop_delay_p99_seconds (?<seconds>\S+)$/mu.exec(text)?.groups?.['seconds'];
  return Number(value) * 1_000;
}
