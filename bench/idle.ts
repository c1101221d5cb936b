import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../scripts/paths.ts';
import { interleave, type Way } from './interleave.ts';
import type { IdleLoad } from './load/idleLoad.ts';
import { holdLoad } from './loadProcess.ts';
import { packageVersion, startSocketIo } from './peers/packages.ts';
import { compiled, type Peer, startScript } from './peers/peer.ts';
import { startRoomChat } from './peers/roomChat.ts';
import { residentBytes } from './processCost.ts';
import { type Scenario, withFolder } from './scenario.ts';
import { pairedRatio } from './statistics.ts';
import { comparison } from './tables.ts';

/** Sessions that are there before what is measured comes, so that what is made once is made: compiled code above all. */
const WARM = 1_500;

interface IdleWay extends Way {
  dialect: string;
}

interface Found {
  /** Resident memory a session, after a collection and before. */
  kept: number;
  grown: number;
}

const OURS = 'Room Chat';

export const idle: Scenario = {
  title: 'Memory of idle sessions',
  async run({ quick, report }) {
    const sessions = quick ? 500 : 1_000;
    // Lets this bench have the garbage collected, in all of them alike.
    const nodeFlags = ['--expose-gc', '--import', pathToFileURL(await compiled('collect.ts')).href];
    const [bareSocket, socketIo] = [await compiled('bareSocket.ts'), await compiled('socketIo.ts')];
    const ways: readonly IdleWay[] = [
      { name: OURS, dialect: 'room-chat', start: (folder) => startRoomChat(folder, { nodeFlags }) },
      {
        name: 'bare ws',
        dialect: 'bare',
        start: async () => {
          const peer = await startScript(bareSocket, ['framed'], nodeFlags);
          return { ...peer, version: packageVersion(ROOT, 'ws') };
        },
      },
      { name: 'socket.io', dialect: 'socket.io', start: () => startSocketIo(nodeFlags, socketIo) },
    ];
    const found = await withFolder((folder) =>
      interleave(ways, { folder, rounds: quick ? 1 : 5, freshEachRound: true }, (way, peer) =>
        measure(way, peer, sessions),
      ),
    );
    report.say(
      `What ${sessions} more sessions take beside ${WARM} that are there already, in rooms of 50, when nobody says anything: ` +
        'resident memory of the server after its garbage was collected, and before, with what their coming left behind.',
    );
    const { head, rows } = comparison(found, OURS, [
      { head: 'KiB a session', of: ({ kept }) => kept / 1_024, digits: 1 },
      { head: 'before a collection', of: ({ grown }) => grown / 1_024, digits: 1 },
    ]);
    report.table(head, rows);
    const bytesOf = (name: string): number[] => (found.figures.get(name) ?? []).map(({ kept }) => kept);
    report.goals([
      {
        what: 'memory a session, of bare ws',
        value: pairedRatio(bytesOf(OURS), bytesOf('bare ws')),
        limit: { most: 1.5 },
      },
      { what: 'of socket.io', value: pairedRatio(bytesOf(OURS), bytesOf('socket.io')), limit: { most: 0.8 } },
    ]);
    report.say(`Versions: ${found.versions.join(', ')}.`);
  },
};

async function measure(way: IdleWay, peer: Peer, sessions: number): Promise<Found> {
  const load: IdleLoad = { dialect: way.dialect, url: peer.url, sessions: WARM, perRoom: 50, prefix: 'warm' };
  const warm = await holdLoad('idleLoad.ts', load);
  try {
    const before = await settled(peer);
    const more = await holdLoad('idleLoad.ts', { ...load, sessions, prefix: 'more' });
    try {
      const uncollected = residentBytes(peer.pid);
      return { kept: ((await settled(peer)) - before) / sessions, grown: (uncollected - before) / sessions };
    } finally {
      await more.end();
    }
  } finally {
    await warm.end();
  }
}

/** Resident bytes after two collections. */
async function settled(peer: Peer): Promise<number> {
  for (let time = 0; time < 2; time += 1) {
    await delay(300);
    process.kill(peer.pid, 'SIGUSR2');
  }
  await delay(700);
  return residentBytes(peer.pid);
}
