import { cp } from 'node:fs/promises';
import path from 'node:path';
import { startRoomServer } from '../scripts/roomServer.ts';
import { RoomPerson } from './load/roomPerson.ts';
import { cpuSeconds } from './processCost.ts';
import { type Scenario, withFolder } from './scenario.ts';
import { pairedRatio, pairedRatios, spread } from './statistics.ts';

interface Started {
  listening: number;
  answering: number;
  cpu: number;
}

export const start: Scenario = {
  title: 'Start of the server',
  async run({ quick, report, corpora }) {
    const messages = quick ? 20_000 : 1_000_000;
    const corpus = await corpora.of(messages);
    const rounds = quick ? 1 : 9;
    const empty: Started[] = [];
    const full: Started[] = [];
    await withFolder(async (folder) => {
      const data = path.join(folder, 'full');
      await cp(corpus.folder, data, { recursive: true });
      for (let round = 0; round < rounds; round += 1) {
        empty.push(await startOnce(path.join(folder, `empty-${round}`)));
        full.push(await startOnce(data));
      }
    });
    report.say(
      `From the start of the process until it listens, and until somebody has joined a room, with no data and with ` +
        `${messages.toLocaleString('en')} messages.`,
    );
    const row = (name: string, of: (started: Started) => number): string[] => [
      name,
      spread(empty.map(of), 0),
      spread(full.map(of), 0),
      spread(pairedRatios(full.map(of), empty.map(of)), 2),
    ];
    report.table(
      ['', 'no messages', messages.toLocaleString('en'), 'ratio'],
      [
        row('ms until it listens', ({ listening }) => listening),
        row('ms until somebody has joined', ({ answering }) => answering),
        row('CPU ms', ({ cpu }) => cpu),
      ],
    );
    const times = (all: Started[]): number[] => all.map(({ listening }) => listening);
    report.goals([{ what: 'until it listens', value: pairedRatio(times(full), times(empty)), limit: { most: 2 } }]);
  },
};

async function startOnce(data: string): Promise<Started> {
  const started = performance.now();
  const server = await startRoomServer({ data });
  const listening = performance.now() - started;
  try {
    const person = await RoomPerson.join(server.url);
    const answering = performance.now() - started;
    const cpu = cpuSeconds(server.process.pid ?? 0) * 1_000;
    person.close();
    return { listening, answering, cpu };
  } finally {
    await server.close();
  }
}
