import { FRAMED, type FanoutFigures, type FanoutWay, OURS, talk } from './fanout.ts';
import { interleave } from './interleave.ts';
import { type Scenario, withFolder } from './scenario.ts';
import { pairedRatio, pairedRatios, spread } from './statistics.ts';

const MEMBERS = 5;
const IN_FLIGHT = 32;

interface Figures {
  one: FanoutFigures;
  many: FanoutFigures;
}

export const rooms: Scenario = {
  title: 'Many rooms at once',
  async run({ quick, report }) {
    const count = quick ? 100 : 1_000;
    const seconds = quick ? 1 : 2;
    const { figures } = await withFolder((folder) =>
      interleave<FanoutWay, Figures>(
        [OURS, FRAMED],
        { folder, rounds: quick ? 1 : 5, warm: !quick },
        async ({ dialect }, { url, pid }) => {
          const load = { dialect, url, pid, members: MEMBERS, inFlight: IN_FLIGHT, seconds };
          return { one: await talk({ ...load, rooms: 1 }), many: await talk({ ...load, rooms: count }) };
        },
      ),
    );
    const named = count.toLocaleString('en');
    report.say(
      `${MEMBERS} people in each of ${named} rooms, all of whom speak in turn, with ${IN_FLIGHT} messages on the way; ` +
        'beside the same in one room. In one room several messages share a read and a write of a socket; in many rooms ' +
        'none can, which is all that the bare server pays for.',
    );
    const cpu = (way: FanoutWay, which: keyof Figures): number[] =>
      (figures.get(way.name) ?? []).map((round) => round[which].cpuMicroseconds);
    const row = (way: FanoutWay, which: keyof Figures): string[] => [
      `${way.name}, ${which === 'one' ? 'one room' : `${named} rooms`}`,
      spread(cpu(way, which), 1),
      spread(pairedRatios(cpu(way, which), cpu(way, 'one')), 2),
      spread(
        (figures.get(way.name) ?? []).map((round) => round[which].p99),
        1,
      ),
    ];
    report.table(
      ['', 'CPU µs a delivery', 'of one room', 'p99 ms'],
      [row(OURS, 'one'), row(OURS, 'many'), row(FRAMED, 'one'), row(FRAMED, 'many')],
    );
    report.goals([
      {
        what: 'CPU a delivery, of one room',
        value: pairedRatio(cpu(OURS, 'many'), cpu(OURS, 'one')),
        limit: { most: 1.5 },
      },
    ]);
  },
};
