import type { Browser } from 'playwright-core';
import { installChromium, launchChromium } from '../scripts/chromium.ts';
import { ROOT } from '../scripts/paths.ts';
import { npmCommand, runQuietly } from '../scripts/processes.ts';
import { PanelSite } from '../test/support/panelPage.ts';
import { BareSite } from './panel/barePage.ts';
import { hostCost, type HostCost } from './panel/hostCost.ts';
import { LongRoom } from './panel/longRoom.ts';
import { OpenedPage, type Painted } from './panel/openedPage.ts';
import {
  appendCost,
  keystrokes,
  movedByOlder,
  nodesOf,
  scrollFrames,
  type AppendCost,
  type Nodes,
} from './panel/pageCost.ts';
import type { Report } from './report.ts';
import { withFolder, type Scenario } from './scenario.ts';
import { median, pairedRatio, pairedRatios, quantile, spread } from './statistics.ts';

/** Messages a second that come while one types. */
const FLOOD = 500;

/** First paints of both pages, the same number of each. */
interface Paints {
  bare: Painted[];
  ours: Painted[];
}

/** What one look at a page found. */
interface Look {
  frames: number[];
  nodes: Nodes;
}

interface PanelLook extends Look {
  /** In a room where each message has all that one can have. */
  rich: Nodes;
  append: AppendCost;
  moved: number;
  quiet: number[];
  flooded: number[];
  arrived: number;
}

interface Sizes {
  messages: number;
  small: number;
  rounds: number;
  /** How often each page is opened for its first paint, which falls into another frame each time. */
  openings: number;
  appended: number;
  pages: number;
  keys: number;
}

export const panel: Scenario = {
  title: 'The panel in a long room',
  async run({ quick, report }) {
    const sizes: Sizes = quick
      ? { messages: 5_000, small: 1_000, rounds: 1, openings: 3, appended: 30, pages: 5, keys: 20 }
      : { messages: 100_000, small: 1_000, rounds: 5, openings: 21, appended: 100, pages: 20, keys: 40 };
    const [npm, ...npmArgs] = npmCommand();
    await runQuietly(npm, [...npmArgs, 'run', '--silent', 'build:webview'], { cwd: ROOT });
    await installChromium();
    await withFolder(async (folder) => {
      await reportPage(report, sizes, folder);
      await reportHost(report, sizes, folder);
    });
  },
};

async function reportPage(report: Report, sizes: Sizes, folder: string): Promise<void> {
  const bare: Look[] = [];
  const ours: PanelLook[] = [];
  const sites = { bare: await BareSite.start(), panel: await PanelSite.start() };
  const browser = await launchChromium();
  let paints: Paints;
  try {
    paints = await firstPaints(browser, sites, sizes, folder);
    for (let round = 0; round < sizes.rounds; round += 1) {
      const looks = [
        async () => void bare.push(await lookAtBare(browser, sites.bare, sizes, folder)),
        async () => void ours.push(await lookAtPanel(browser, sites.panel, sizes, folder)),
      ];
      for (const look of round % 2 === 0 ? looks : looks.reverse()) await look();
    }
  } finally {
    await browser.close();
    await sites.panel.close();
    await sites.bare.close();
  }
  report.say(
    `The shipped panel in a room of ${sizes.messages.toLocaleString('en')} messages, 320 by 800 pixels, in Chromium ` +
      `${browser.version()}, beside a bare page that is given the same 200 entries and shows each as one plain row.`,
  );
  reportPaints(report, paints);
  reportComparison(report, bare, ours);
  reportFloods(report, ours);
  const typed = ours.flatMap(({ flooded }) => flooded);
  const frames = ours.flatMap((look) => look.frames);
  const appended = ours.map(({ append }) => append.script + append.layout);
  report.goals([
    {
      what: 'first paint since the snapshot, of the bare page',
      value: pairedRatio(since(paints.ours, 'sinceSnapshot'), since(paints.bare, 'sinceSnapshot')),
      limit: { most: 1.5 },
    },
    { what: 'script and layout for an appended message, ms', value: median(appended), limit: { most: 4 } },
    {
      what: 'elements',
      value: Math.max(...ours.map(({ nodes }) => nodes.elements)),
      limit: { most: 3_000 },
      digits: 0,
    },
    {
      what: 'nodes of every kind',
      value: Math.max(...ours.map(({ nodes }) => nodes.all)),
      limit: { most: 3_000 },
      digits: 0,
    },
    {
      what: 'nodes of every kind where each message has Markdown, a quote, reactions',
      value: Math.max(...ours.map(({ rich }) => rich.all)),
      limit: { most: 3_000 },
      digits: 0,
    },
    { what: 'time between frames of scrolling, median, ms', value: median(frames), limit: { most: 17 }, digits: 1 },
    {
      what: 'time between frames of scrolling, p95, ms',
      value: quantile(frames, 0.95),
      limit: { most: 17 },
      digits: 1,
    },
    {
      what: 'pixels by which older rows move what one reads',
      value: Math.max(...ours.map(({ moved }) => moved)),
      limit: { most: 0.99 },
    },
    {
      what: `keystroke to paint at ${FLOOD} messages a second, p95, ms`,
      value: quantile(typed, 0.95),
      limit: { most: 50 },
      digits: 1,
    },
  ]);
}

function since(paints: readonly Painted[], what: keyof Painted): number[] {
  return paints.map((painted) => painted[what]);
}

function reportPaints(report: Report, { bare, ours }: Paints): void {
  const row = (name: string, what: keyof Painted): string[] => {
    const [one, other] = [since(ours, what), since(bare, what)];
    return [name, spread(one, 1), spread(other, 1), spread(pairedRatios(one, other), 2)];
  };
  report.table(
    [`first paint, ${ours.length} openings of each in turn`, 'panel', 'bare page', 'ratio'],
    [row('ms since the snapshot', 'sinceSnapshot'), row('ms since the navigation', 'sinceNavigation')],
  );
}

function reportComparison(report: Report, bare: Look[], ours: PanelLook[]): void {
  const row = (name: string, of: (look: Look) => number, digits: number): string[] => {
    const [one, other] = [ours.map(of), bare.map(of)];
    return [name, spread(one, digits), spread(other, digits), spread(pairedRatios(one, other), 2)];
  };
  report.table(
    ['', 'panel', 'bare page', 'ratio'],
    [
      row('between frames of scrolling, ms, median', ({ frames }) => median(frames), 1),
      row('between frames of scrolling, ms, p95', ({ frames }) => quantile(frames, 0.95), 1),
      row('elements', ({ nodes }) => nodes.elements, 0),
      row('nodes of every kind', ({ nodes }) => nodes.all, 0),
    ],
  );
}

function reportFloods(report: Report, ours: PanelLook[]): void {
  const row = (name: string, of: (look: PanelLook) => number, digits: number): string[] => [
    name,
    spread(ours.map(of), digits),
  ];
  report.table(
    ['', 'panel'],
    [
      row('elements where each message has Markdown, a quote, reactions', ({ rich }) => rich.elements, 0),
      row('script for an appended message, ms', ({ append }) => append.script, 2),
      row('style and layout for an appended message, ms', ({ append }) => append.layout, 2),
      row('furthest that older rows moved what one reads, px', ({ moved }) => moved, 2),
      row('keystroke to paint in a quiet room, ms, p95', ({ quiet }) => quantile(quiet, 0.95), 1),
      row(`keystroke to paint in a flood, ms, median`, ({ flooded }) => median(flooded), 1),
      row('keystroke to paint in a flood, ms, p95', ({ flooded }) => quantile(flooded, 0.95), 1),
      row('messages a second in that flood', ({ arrived }) => arrived, 0),
    ],
  );
}

/** Opens both pages in turn, each in a profile of its own and with nothing else going on. */
async function firstPaints(
  browser: Browser,
  sites: { bare: BareSite; panel: PanelSite },
  sizes: Sizes,
  folder: string,
): Promise<Paints> {
  const room = longRoom(folder, sizes.messages);
  const paint = async (url: string): Promise<Painted> => {
    const opened = await OpenedPage.open(browser, url, room);
    await opened.close();
    return opened.painted;
  };
  const pages = { bare: sites.bare.origin, ours: `${sites.panel.origin}/?theme=dark` };
  const paints: Paints = { bare: [], ours: [] };
  // A first page pays for what the browser does once; it is not counted.
  for (const url of Object.values(pages)) await paint(url);
  for (let opening = 0; opening < sizes.openings; opening += 1) {
    const turn = opening % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const);
    for (const page of turn) paints[page].push(await paint(pages[page]));
  }
  return paints;
}

async function lookAtBare(browser: Browser, site: BareSite, sizes: Sizes, folder: string): Promise<Look> {
  const room = longRoom(folder, sizes.messages);
  const opened = await OpenedPage.open(browser, site.origin, room);
  try {
    return { nodes: await nodesOf(opened), frames: await scrollFrames(opened) };
  } finally {
    await opened.close();
  }
}

async function lookAtPanel(browser: Browser, site: PanelSite, sizes: Sizes, folder: string): Promise<PanelLook> {
  const rich = await nodesOfRich(browser, site, sizes, folder);
  const room = longRoom(folder, sizes.messages);
  const opened = await OpenedPage.open(browser, `${site.origin}/?theme=dark`, room);
  try {
    const news = room.events(sizes.messages + 1, sizes.appended).flatMap((event) => room.arrive(event));
    const append = await appendCost(opened, news);
    const quiet = await keystrokes(opened, room, { keys: sizes.keys, perSecond: 0 });
    const flood = await keystrokes(opened, room, { keys: sizes.keys, perSecond: FLOOD });
    const frames = await scrollFrames(opened);
    const moved = await movedByOlder(opened, sizes.pages);
    return {
      append,
      nodes: await nodesOf(opened),
      rich,
      quiet: quiet.times,
      flooded: flood.times,
      arrived: flood.arrived,
      frames,
      moved,
    };
  } finally {
    await opened.close();
  }
}

async function nodesOfRich(browser: Browser, site: PanelSite, sizes: Sizes, folder: string): Promise<Nodes> {
  const room = new LongRoom(folder);
  room.fill(room.richEvents(1, sizes.small));
  const opened = await OpenedPage.open(browser, `${site.origin}/?theme=dark`, room);
  try {
    await scrollFrames(opened);
    return await nodesOf(opened);
  } finally {
    await opened.close();
  }
}

function longRoom(folder: string, messages: number): LongRoom {
  const room = new LongRoom(folder);
  room.fill(room.events(1, messages));
  return room;
}

async function reportHost(report: Report, sizes: Sizes, folder: string): Promise<void> {
  const small: HostCost[] = [];
  const large: HostCost[] = [];
  for (let round = 0; round < sizes.rounds; round += 1) {
    small.push(await hostCost(folder, sizes.small));
    large.push(await hostCost(folder, sizes.messages));
  }
  report.say('What the same costs the extension host, where all of the room is at hand:');
  const row = (name: string, of: (cost: HostCost) => number): string[] => [
    name,
    spread(small.map(of), 3),
    spread(large.map(of), 3),
    spread(pairedRatios(large.map(of), small.map(of)), 2),
  ];
  report.table(
    ['ms', `${sizes.small.toLocaleString('en')} messages`, sizes.messages.toLocaleString('en'), 'ratio'],
    [
      row('a message that comes', ({ arrival }) => arrival),
      row('the snapshot of a view that opens', ({ snapshot }) => snapshot),
      row('an older page', ({ older }) => older),
      row('what surrounds a search hit', ({ around }) => around),
    ],
  );
}
