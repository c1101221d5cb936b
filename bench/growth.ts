import { OURS, talk } from './fanout.ts';
import { startRoomChat } from './peers/roomChat.ts';
import { type Scenario, type ScenarioOptions, withFolder } from './scenario.ts';
import { spread } from './statistics.ts';
import { growthOfHistory } from './historyGrowth.ts';

export const growth: Scenario = {
  title: 'How cost grows',
  async run(options) {
    const { quick } = options;
    await growthOf(options, {
      name: 'sessions',
      heading: 'Sessions in one room',
      text:
        'CPU of the server for each message that everybody in the room gets, 8 on the way: with ten times the ' +
        'sessions it is to be ten times as much or less.',
      sizes: quick ? [10, 100] : [10, 100, 1_000, 5_000],
      load: (size) => ({ rooms: 1, members: size, inFlight: 8 }),
      figure: {
        head: 'CPU µs a message',
        of: ({ cpuMicroseconds, deliveries, messages }) => (cpuMicroseconds * deliveries) / messages,
      },
    });
    await growthOf(options, {
      name: 'rooms',
      heading: 'Rooms of five',
      text: 'CPU of the server for each delivery, one message on the way: how many rooms there are is to matter little.',
      sizes: quick ? [1, 10] : [1, 10, 100, 1_000],
      load: (size) => ({ rooms: size, members: 5, inFlight: 1 }),
      figure: { head: 'CPU µs a delivery', of: ({ cpuMicroseconds }) => cpuMicroseconds },
    });
    await growthOfHistory(options);
  },
};

interface Growth {
  name: string;
  heading: string;
  text: string;
  sizes: readonly number[];
  load: (size: number) => { rooms: number; members: number; inFlight: number };
  figure: { head: string; of: (figures: Awaited<ReturnType<typeof talk>>) => number };
}

async function growthOf({ quick, report }: ScenarioOptions, growing: Growth): Promise<void> {
  const found = new Map<number, number[]>(growing.sizes.map((size) => [size, []]));
  await withFolder(async (folder) => {
    const peer = await startRoomChat(folder);
    try {
      for (let round = 0; round < (quick ? 1 : 3); round += 1) {
        for (const size of growing.sizes) {
          const load = { dialect: OURS.dialect, url: peer.url, pid: peer.pid, ...growing.load(size) };
          found.get(size)?.push(growing.figure.of(await talk({ ...load, seconds: quick ? 1 : 2 })));
        }
      }
    } finally {
      await peer.stop();
    }
  });
  report.say(`### ${growing.heading}`);
  report.say(growing.text);
  report.table(
    [growing.name, growing.figure.head],
    [...found].map(([size, values]) => [size.toLocaleString('en'), spread(values, 1)]),
  );
  report.chart({
    name: `growth-${growing.name}`,
    kind: 'lines',
    title: `${growing.heading}: ${growing.figure.head}`,
    xTitle: growing.name,
    logarithmic: growing.name === 'sessions',
    lines: [{ label: 'Room Chat', points: [...found].map(([x, values]) => ({ x, values })) }],
  });
}
