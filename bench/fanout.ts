import { ROOT } from '../scripts/paths.ts';
import { type Interleaved, interleave, type Way } from './interleave.ts';
import type { FanoutLoad, FanoutResult } from './load/fanoutLoad.ts';
import { runLoad } from './loadProcess.ts';
import { startNats } from './peers/natsServer.ts';
import { packageVersion, startSocketIo } from './peers/packages.ts';
import { startScript } from './peers/peer.ts';
import { startRoomChat } from './peers/roomChat.ts';
import type { Report } from './report.ts';
import { type Scenario, withFolder } from './scenario.ts';
import { pairedRatio } from './statistics.ts';
import { comparison } from './tables.ts';

const RECEIVERS = 200;

/** A server that fans out, and how its clients talk. */
export interface FanoutWay extends Way {
  dialect: string;
}

export interface FanoutFigures extends FanoutResult {
  /** CPU of the server, in microseconds for each delivery. */
  cpuMicroseconds: number;
}

export const OURS: FanoutWay = {
  name: 'Room Chat',
  dialect: 'room-chat',
  start: (folder) => startRoomChat(folder),
};
const SOCKET_IO: FanoutWay = { name: 'socket.io', dialect: 'socket.io', start: () => startSocketIo() };
const PLAIN: FanoutWay = {
  name: 'bare ws, made into JSON once',
  dialect: 'bare',
  start: async () => ({ ...(await startScript('bareSocket.ts', ['plain'])), version: packageVersion(ROOT, 'ws') }),
};
export const FRAMED: FanoutWay = {
  name: 'bare ws, framed once, one write a tick',
  dialect: 'bare',
  start: () => startScript('bareSocket.ts', ['framed']),
};
/** What is left to be gained: the least that stores what it sends. */
const STORED: FanoutWay = {
  name: 'the same, and a commit a turn to one table',
  dialect: 'bare',
  start: (folder) => startScript('bareSocket.ts', ['stored', folder]),
};
const NATS: FanoutWay = { name: 'nats-server over WebSocket', dialect: 'nats', start: startNats };

const GOALS: Readonly<Record<'many' | 'one', readonly (readonly [FanoutWay, number])[]>> = {
  many: [
    [SOCKET_IO, 0.3],
    [NATS, 1],
    [FRAMED, 2],
  ],
  one: [
    [SOCKET_IO, 0.7],
    [FRAMED, 1.3],
  ],
};

export const fanout: Scenario = {
  title: 'Fan-out to 200 receivers',
  async run({ quick, report }) {
    report.say(
      `One room with one who speaks and ${RECEIVERS} who hear. A message is in flight until all have it. Only Room Chat ` +
        'stores what is said: its messages are synced to the disk and indexed for search before anybody gets them.',
    );
    for (const inFlight of [32, 1]) {
      const found = await withFolder((folder) =>
        interleave(
          [OURS, FRAMED, STORED, PLAIN, SOCKET_IO, NATS],
          { folder, rounds: quick ? 1 : 5, warm: !quick },
          (way, peer) =>
            talk({
              dialect: way.dialect,
              url: peer.url,
              pid: peer.pid,
              rooms: 1,
              members: RECEIVERS + 1,
              inFlight,
              seconds: quick ? 1 : 2,
            }),
        ),
      );
      tell(report, found, inFlight);
    }
  },
};

/** Runs one talk against a server. */
export async function talk({ pid, ...load }: FanoutLoad & { pid: number }): Promise<FanoutFigures> {
  const { result, cpuSeconds } = await runLoad<FanoutResult>('fanoutLoad.ts', load, pid);
  return { ...result, cpuMicroseconds: (cpuSeconds * 1e6) / result.deliveries };
}

function tell(report: Report, found: Interleaved<FanoutFigures>, inFlight: number): void {
  const { head, rows } = comparison(found, OURS.name, [
    { head: 'CPU µs a delivery', of: ({ cpuMicroseconds }) => cpuMicroseconds, digits: 2 },
    { head: 'thousand deliveries/s', of: ({ deliveries, seconds }) => deliveries / seconds / 1_000, digits: 0 },
    { head: 'p50 ms', of: ({ p50 }) => p50, digits: 1 },
    { head: 'p99 ms', of: ({ p99 }) => p99, digits: 1 },
  ]);
  report.say(`### ${inFlight === 1 ? 'One message' : `${inFlight} messages`} in flight`);
  report.table(head, rows);
  const cpuOf = (name: string): number[] =>
    (found.figures.get(name) ?? []).map(({ cpuMicroseconds }) => cpuMicroseconds);
  report.goals(
    GOALS[inFlight === 1 ? 'one' : 'many'].map(([way, most]) => ({
      what: `CPU a delivery, of ${way.name}`,
      value: pairedRatio(cpuOf(OURS.name), cpuOf(way.name)),
      limit: { most },
    })),
  );
  report.chart({
    name: `fanout-${inFlight}`,
    kind: 'bars',
    title: `CPU of the server for each delivery, ${inFlight} in flight, µs (less is better)`,
    bars: [...found.figures].map(([label, rounds]) => ({
      label,
      values: rounds.map(({ cpuMicroseconds }) => cpuMicroseconds),
      ours: label === OURS.name,
    })),
  });
  report.say(`Versions: ${found.versions.join(', ')}.`);
}
