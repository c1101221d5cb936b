import { type FanoutFigures, OURS, talk } from './fanout.ts';
import { startRoomChat } from './peers/roomChat.ts';
import { type Scenario, withFolder } from './scenario.ts';
import { pairedRatio, pairedRatios, spread } from './statistics.ts';

const MEMBERS = 5;
const IN_FLIGHT = 32;

export const rooms: Scenario = {
  title: 'Many rooms at once',
  async run({ quick, report }) {
    const many = quick ? 100 : 1_000;
    const one: FanoutFigures[] = [];
    const all: FanoutFigures[] = [];
    await withFolder(async (folder) => {
      const peer = await startRoomChat(folder);
      const load = { dialect: OURS.dialect, url: peer.url, pid: peer.pid, members: MEMBERS, inFlight: IN_FLIGHT };
      try {
        for (let round = 0; round < (quick ? 1 : 5); round += 1) {
          one.push(await talk({ ...load, rooms: 1, seconds: quick ? 1 : 2 }));
          all.push(await talk({ ...load, rooms: many, seconds: quick ? 1 : 2 }));
        }
      } finally {
        await peer.stop();
      }
    });
    report.say(
      `${MEMBERS} people in each of ${many.toLocaleString('en')} rooms, all of whom speak in turn, with ${IN_FLIGHT} ` +
        'messages on the way; beside the same in one room. In one room several messages share a write to a socket; in ' +
        'many rooms none can.',
    );
    const cpu = (rounds: FanoutFigures[]): number[] => rounds.map(({ cpuMicroseconds }) => cpuMicroseconds);
    const row = (name: string, rounds: FanoutFigures[]): string[] => [
      name,
      spread(cpu(rounds), 1),
      spread(pairedRatios(cpu(rounds), cpu(one)), 2),
      spread(
        rounds.map(({ p99 }) => p99),
        1,
      ),
    ];
    report.table(
      ['', 'CPU µs a delivery', 'of one room', 'p99 ms'],
      [row('one room', one), row(`${many.toLocaleString('en')} rooms`, all)],
    );
    report.goals([
      { what: 'CPU a delivery, of one room', value: pairedRatio(cpu(all), cpu(one)), limit: { most: 1.5 } },
    ]);
  },
};
