import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { NODE, ROOT } from '../scripts/paths.ts';
import { RoomPerson } from './load/roomPerson.ts';
import { startNginx } from './peers/nginx.ts';
import { peerPackages } from './peers/packages.ts';
import { type Peer, PeerMissingError, startScript } from './peers/peer.ts';
import { startRoomChat } from './peers/roomChat.ts';
import { cpuSeconds, peakMemoryMiB } from './processCost.ts';
import type { Report } from './report.ts';
import { type Scenario, withFolder } from './scenario.ts';
import { pairedRatio, pairedRatios, quantile, spread } from './statistics.ts';

const MIB = 1_048_576;
const run = promisify(execFile);
const LOAD = path.join(ROOT, 'bench', 'load', 'transferLoad.ts');

/** One way to move a file. */
interface Way {
  name: string;
  load: string;
  start(folder: string): Promise<Peer>;
}

interface Figures {
  mibPerSecond: number[];
  /** CPU of the receiving (for downloads: the sending) process, in seconds for each GiB. */
  cpuPerGib: number[];
}

const ROOM_CHAT: Way = { name: 'Room Chat: tus, hashed, synced', load: 'room-up', start: startOurs };
const RAW_SYNCED: Way = {
  name: 'raw TCP, hashed, written, synced',
  load: 'tcp-up',
  start: (folder) => startScript('rawTcp.ts', [folder]),
};
const BASE64: Way = {
  name: 'Base64 in JSON over ws, hashed, synced',
  load: 'base64-up',
  start: (folder) => startScript('base64Socket.ts', [folder]),
};
const UPLOADS: readonly Way[] = [
  ROOM_CHAT,
  { name: 'raw TCP, hashed, thrown away', load: 'tcp-up', start: () => startScript('rawTcp.ts', []) },
  RAW_SYNCED,
  { name: 'nginx PUT: no hash, no sync', load: 'put-up', start: startNginx },
  { name: '@tus/server: no hash, no sync', load: 'tus-up', start: startTusServer },
  BASE64,
];

export const transfer: Scenario = {
  title: 'Transfers',
  async run({ quick, report }) {
    const bytes = quick ? 32 * MIB : 1_024 * MIB;
    const rounds = quick ? 1 : 5;
    await withFolder((folder) => uploads(report, folder, bytes, rounds));
    await withFolder((folder) => downloads(report, folder, bytes, rounds));
    await withFolder((folder) => chatBeside(report, folder, bytes, rounds));
    await memory(report, quick ? [16 * MIB, 32 * MIB] : [256 * MIB, 1_024 * MIB]);
  },
};

async function uploads(report: Report, folder: string, bytes: number, rounds: number): Promise<void> {
  const { figures, missing } = await interleave(UPLOADS, folder, bytes, rounds);
  const ours = figures.get(ROOM_CHAT) ?? { mibPerSecond: [], cpuPerGib: [] };
  const rows = UPLOADS.map((way) => {
    const found = figures.get(way);
    if (!found) return [way.name, missing.get(way) ?? '', '', ''];
    const ratio = pairedRatios(ours.mibPerSecond, found.mibPerSecond);
    return [way.name, spread(found.mibPerSecond, 0), spread(found.cpuPerGib, 2), spread(ratio, 2)];
  });
  report.say(`Uploads of ${bytes / MIB} MiB, ${rounds} interleaved rounds, median (least to most).`);
  report.table(['upload', 'MiB/s', 'CPU s/GiB of the receiver', 'Room Chat / this'], rows);
  const synced = figures.get(RAW_SYNCED)?.mibPerSecond ?? [];
  report.goals([
    {
      what: 'upload, of raw TCP that hashes, writes and syncs',
      value: pairedRatio(ours.mibPerSecond, synced),
      limit: { least: 0.85 },
    },
  ]);
}

async function downloads(report: Report, folder: string, bytes: number, rounds: number): Promise<void> {
  const file = path.join(folder, 'nginx', 'www', 'bench.bin');
  const ours: Way = { name: 'Room Chat', load: 'room-down', start: startOurs };
  const nginx: Way = {
    name: 'nginx, sendfile',
    load: 'get-down',
    start: async (own) => {
      const peer = await startNginx(own);
      return { ...peer, url: `${peer.url}/bench.bin` };
    },
  };
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, Buffer.alloc(bytes, 7));
  const { figures, missing } = await interleave([ours, nginx], folder, bytes, rounds, async (way, peer) => {
    if (way === ours) await load('room-keep', peer.url, bytes);
  });
  const own = figures.get(ours)?.mibPerSecond ?? [];
  const rows = [ours, nginx].map((way) => {
    const found = figures.get(way);
    if (!found) return [way.name, missing.get(way) ?? '', '', ''];
    const ratio = pairedRatios(own, found.mibPerSecond);
    return [way.name, spread(found.mibPerSecond, 0), spread(found.cpuPerGib, 2), spread(ratio, 2)];
  });
  report.say(`Downloads of ${bytes / MIB} MiB by a client that throws them away.`);
  report.table(['download', 'MiB/s', 'CPU s/GiB of the sender', 'Room Chat / this'], rows);
  report.goals([
    {
      what: 'download, of nginx',
      value: pairedRatio(own, figures.get(nginx)?.mibPerSecond ?? []),
      limit: { least: 0.7 },
    },
  ]);
}

/** Acknowledgements of a chat with 100 messages a second, with and without an upload beside it. */
async function chatBeside(report: Report, folder: string, bytes: number, rounds: number): Promise<void> {
  const server = await startOurs(folder);
  const idle: number[] = [];
  const beside: number[] = [];
  try {
    const person = await RoomPerson.join(server.url);
    for (let round = 0; round < rounds; round += 1) {
      idle.push(quantile(await talk(person, delay(3_000)), 0.99));
      beside.push(quantile(await talk(person, load('room-up', server.url, bytes)), 0.99));
    }
    person.close();
  } finally {
    await server.stop();
  }
  report.say(`Acknowledgement of messages, 100 a second, while ${bytes / MIB} MiB are uploaded, p99 of each round.`);
  const row = (name: string, values: number[], ratio: string): string[] => [name, spread(values, 1), ratio];
  report.table(
    ['chat', 'p99 ms', 'of idle'],
    [row('idle', idle, '1'), row('beside an upload', beside, spread(pairedRatios(beside, idle), 2))],
  );
  report.goals([
    { what: 'chat p99 beside an upload, of idle', value: pairedRatio(beside, idle), limit: { most: 2.5 } },
  ]);
}

async function talk(person: RoomPerson, until: Promise<unknown>): Promise<number[]> {
  const times: Promise<number>[] = [];
  const over = new AbortController();
  const ended = until.finally(() => over.abort());
  while (!over.signal.aborted) {
    const started = performance.now();
    times.push(person.ask({ type: 'message', text: 'How is it going?' }).then(() => performance.now() - started));
    await delay(10);
  }
  await ended;
  return Promise.all(times);
}

async function memory(report: Report, sizes: readonly number[]): Promise<void> {
  const rows: string[][] = [];
  for (const bytes of sizes) {
    await withFolder(async (folder) => {
      const server = await startOurs(folder);
      try {
        const before = peakMemoryMiB(server.pid);
        await load('room-keep', server.url, bytes);
        await load('room-down', server.url, bytes);
        const peak = peakMemoryMiB(server.pid);
        rows.push([`${bytes / MIB} MiB`, before.toFixed(0), peak.toFixed(0), (peak - before).toFixed(0)]);
      } finally {
        await server.stop();
      }
    });
  }
  report.say('Memory of the server that takes a file and gives it back, resident.');
  report.table(['file', 'MiB before', 'MiB at most', 'more'], rows);
}

/** Each way once a round, in another order each time; every way keeps its process over all rounds. */
async function interleave(
  ways: readonly Way[],
  folder: string,
  bytes: number,
  rounds: number,
  prepare?: (way: Way, peer: Peer) => Promise<void>,
): Promise<{ figures: Map<Way, Figures>; missing: Map<Way, string> }> {
  const peers = new Map<Way, Peer>();
  const figures = new Map<Way, Figures>();
  const missing = new Map<Way, string>();
  try {
    for (const way of ways) {
      try {
        const own = path.join(folder, way.load.startsWith('get') ? 'nginx' : `way-${peers.size + missing.size}`);
        await mkdir(own, { recursive: true });
        const peer = await way.start(own);
        peers.set(way, peer);
        figures.set(way, { mibPerSecond: [], cpuPerGib: [] });
        await prepare?.(way, peer);
      } catch (error) {
        if (!(error instanceof PeerMissingError)) throw error;
        missing.set(way, `not measured: ${error.message}`);
      }
    }
    for (let round = 0; round < rounds; round += 1) {
      const order = [...peers];
      for (const [way, peer] of [...order.slice(round % order.length), ...order.slice(0, round % order.length)]) {
        const before = cpuSeconds(peer.pid);
        const seconds = await load(way.load, peer.url, bytes);
        const cpu = cpuSeconds(peer.pid) - before;
        figures.get(way)?.mibPerSecond.push(bytes / MIB / seconds);
        figures.get(way)?.cpuPerGib.push((cpu * 1_024 * MIB) / bytes);
      }
    }
  } finally {
    for (const peer of peers.values()) await peer.stop();
  }
  return { figures, missing };
}

/** Runs the load in a process of its own. @returns the seconds that the transfer took */
async function load(kind: string, url: string, bytes: number): Promise<number> {
  const { stdout } = await run(NODE, [LOAD, kind, url, String(bytes)]);
  return Number(stdout);
}

function startOurs(folder: string): Promise<Peer> {
  return startRoomChat(folder, { flags: ['--user-file-bytes', '0', '--room-file-bytes', '0'] });
}

async function startTusServer(folder: string): Promise<Peer> {
  const packages = await peerPackages('tus-server', ['@tus/server@2.4.5', '@tus/file-store@2.1.1']);
  return startScript('tusServer.ts', [packages, folder]);
}
