import { interleave, type Way } from './interleave.ts';
import type { StormLoad, StormResult } from './load/stormLoad.ts';
import { runLoad } from './loadProcess.ts';
import { startScript } from './peers/peer.ts';
import { startRoomChat } from './peers/roomChat.ts';
import { type Scenario, withFolder } from './scenario.ts';
import { pairedRatio } from './statistics.ts';
import { comparison } from './tables.ts';

const CLIENTS = 200;
const MISSED = 50;
const OURS = 'Room Chat';

interface StormWay extends Way {
  dialect: StormLoad['dialect'];
}

const WAYS: readonly StormWay[] = [
  { name: OURS, dialect: 'room-chat', start: (folder) => startRoomChat(folder) },
  {
    name: 'bare handshake and query (ws, node:sqlite)',
    dialect: 'bare-resume',
    start: (folder) => startScript('bareResume.ts', [folder]),
  },
];

export const storm: Scenario = {
  title: 'Everybody comes back at once',
  async run({ quick, report }) {
    const found = await withFolder((folder) =>
      interleave(WAYS, { folder, rounds: quick ? 1 : 7, warm: !quick }, async (way, peer) => {
        const load: StormLoad = { dialect: way.dialect, url: peer.url, clients: CLIENTS, missed: MISSED };
        const { result, cpuSeconds } = await runLoad<StormResult>('stormLoad.ts', load, peer.pid);
        return { ...result, cpuMilliseconds: cpuSeconds * 1_000 };
      }),
    );
    report.say(
      `${CLIENTS} clients of one room lost their connection and missed ${MISSED} messages; all come back in the same ` +
        'moment, say where they were and get what they missed. Room Chat also checks who they are, gives each a new ' +
        'token for the next time, which it stores, and tells everybody in the room who is there.',
    );
    const { head, rows } = comparison(found, OURS, [
      { head: 'CPU ms of all', of: ({ cpuMilliseconds }) => cpuMilliseconds, digits: 0 },
      { head: 'until all have all, ms', of: ({ seconds }) => seconds * 1_000, digits: 0 },
      { head: 'messages lost', of: ({ lost }) => lost, digits: 0 },
      { head: 'doubled', of: ({ doubled }) => doubled, digits: 0 },
    ]);
    report.table(head, rows);
    const [ours, bare] = WAYS.map(({ name }) => found.figures.get(name) ?? []);
    const cpu = (rounds: typeof ours = []): number[] => rounds.map(({ cpuMilliseconds }) => cpuMilliseconds);
    report.goals([
      { what: 'CPU, of the bare handshake and query', value: pairedRatio(cpu(ours), cpu(bare)), limit: { most: 2 } },
      {
        what: 'messages lost or doubled',
        value: (ours ?? []).reduce((sum, { lost, doubled }) => sum + lost + doubled, 0),
        limit: { most: 0 },
        digits: 0,
      },
    ]);
  },
};
