import type { EntryView } from '../../webview/protocol/messages.ts';
import type { LongRoom } from './longRoom.ts';
import type { OpenedPage } from './openedPage.ts';

/** Pixels and pixels a second of one scrolling, as with a wheel that is turned fast. */
const SCROLL_PX = 12_000;
const SCROLL_SPEED = 4_000;
/** A list that is nearer to its upper end than 600 pixels asks for older rows; the cut stands well within. */
const NEAR_TOP_PX = 200;

/** What the page holds: elements alone, and with them texts and the markers of the library. */
export interface Nodes {
  elements: number;
  all: number;
}

/** What the renderer's main thread spent on each message that came at the newest, in milliseconds. */
export interface AppendCost {
  script: number;
  layout: number;
}

/** Messages that come one by one, a frame each, while the list stands at the newest. */
export async function appendCost({ page, cdp }: OpenedPage, entries: readonly EntryView[]): Promise<AppendCost> {
  const append = (posted: readonly EntryView[]): Promise<void> =>
    page.evaluate(async (all) => {
      for (const entry of all) {
        window.postMessage({ type: 'entries', upsert: [entry], remove: [] }, '*');
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }
    }, posted);
  const warmUp = Math.ceil(entries.length / 5);
  await append(entries.slice(0, warmUp));
  await cdp.send('Performance.enable');
  const before = await metrics(cdp);
  await append(entries.slice(warmUp));
  const after = await metrics(cdp);
  const spent = (name: string): number =>
    (((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 1_000) / (entries.length - warmUp);
  return { script: spent('ScriptDuration'), layout: spent('LayoutDuration') + spent('RecalcStyleDuration') };
}

/** Counts through every shadow root. */
export function nodesOf({ page }: OpenedPage): Promise<Nodes> {
  return page.evaluate(() => {
    const count = { elements: 0, all: 0 };
    const visit = (node: Node): void => {
      count.all += 1;
      if (node instanceof Element) {
        count.elements += 1;
        if (node.shadowRoot) visit(node.shadowRoot);
      }
      node.childNodes.forEach(visit);
    };
    visit(document.body);
    return count;
  });
}

/** Milliseconds between the frames in which the list moved, while it is scrolled towards the oldest. */
export async function scrollFrames({ page, cdp }: OpenedPage): Promise<number[]> {
  const scroller = page.locator('.scroller');
  const box = await scroller.boundingBox();
  const frames = await scroller.evaluateHandle((element) => {
    const seen = { deltas: [] as number[], ended: false };
    let [at, top] = [performance.now(), element.scrollTop];
    const look = (now: number): void => {
      if (element.scrollTop !== top) seen.deltas.push(now - at);
      [at, top] = [now, element.scrollTop];
      if (!seen.ended) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    return seen;
  });
  await cdp.send('Input.synthesizeScrollGesture', {
    x: (box?.x ?? 0) + (box?.width ?? 0) / 2,
    y: (box?.y ?? 0) + (box?.height ?? 0) / 2,
    yDistance: SCROLL_PX,
    speed: SCROLL_SPEED,
    gestureSourceType: 'mouse',
  });
  // The first one stands for the time before the list moved.
  return frames.evaluate((seen) => {
    seen.ended = true;
    return seen.deltas.slice(1);
  });
}

/** How far the row at the upper edge moved at most, in pixels, in any frame while older rows came in above it. */
export async function movedByOlder({ page }: OpenedPage, pages: number): Promise<number> {
  return page.locator('.scroller').evaluate(
    async (scroller, { nearTop, times }) => {
      const drawn = new MessageChannel();
      const frame = (): Promise<unknown> => {
        const { promise, resolve } = Promise.withResolvers();
        drawn.port1.onmessage = resolve;
        // A task that is queued in a frame runs when that frame is laid out and drawn.
        requestAnimationFrame(() => drawn.port2.postMessage(''));
        return promise;
      };
      const rows = (): HTMLElement[] => [...scroller.querySelectorAll<HTMLElement>('message-item')];
      let furthest = 0;
      for (let come = 0; come < times;) {
        scroller.scrollTop = nearTop;
        const edge = scroller.getBoundingClientRect().top;
        const read = rows().find((row) => row.getBoundingClientRect().top >= edge);
        const [oldest] = rows();
        if (read === undefined || oldest === undefined) throw new Error('The list is empty.');
        const top = read.getBoundingClientRect().top;
        for (let settled = 0; settled < 5;) {
          await frame();
          furthest = Math.max(furthest, Math.abs(read.getBoundingClientRect().top - top));
          settled = rows()[0] === oldest ? 0 : settled + 1;
        }
        come += 1;
      }
      return furthest;
    },
    { nearTop: NEAR_TOP_PX, times: pages },
  );
}

/**
 * Milliseconds from each keystroke to the end of the frame that shows it, while messages arrive.
 *
 * @param perSecond messages that are posted one by one; none for how it is in a quiet room
 */
export async function keystrokes(
  { page }: OpenedPage,
  room: LongRoom,
  { keys, perSecond }: { keys: number; perSecond: number },
): Promise<{ times: number[]; arrived: number }> {
  const everyMs = 80;
  const needed = Math.ceil((keys * everyMs * 3 * perSecond) / 1_000);
  const entries = room.events(room.session.state.seq + 1, needed).flatMap((event) => room.arrive(event));
  await page.locator('textarea').fill('');
  const flood = await page.evaluateHandle(
    ({ all, rate }) => {
      const seen = { times: [] as number[], posted: 0, ended: false };
      const channel = new MessageChannel();
      const started = performance.now();
      const pump = (): void => {
        const due = Math.min(all.length, ((performance.now() - started) * rate) / 1_000);
        for (; seen.posted < due; seen.posted += 1) {
          window.postMessage({ type: 'entries', upsert: [all[seen.posted]], remove: [] }, '*');
        }
        if (!seen.ended) setTimeout(pump);
      };
      pump();
      const waiting: number[] = [];
      channel.port1.onmessage = () => {
        for (const at of waiting.splice(0)) seen.times.push(performance.now() - at);
      };
      window.addEventListener(
        'keydown',
        ({ timeStamp }) => {
          if (seen.ended) return;
          // A task that is queued in a frame runs when that frame is drawn.
          requestAnimationFrame(() => {
            waiting.push(timeStamp);
            channel.port2.postMessage('');
          });
        },
        true,
      );
      return seen;
    },
    { all: entries, rate: perSecond },
  );
  const started = performance.now();
  await page.locator('textarea').focus();
  await page.keyboard.type('the quick brown fox '.repeat(Math.ceil(keys / 20)).slice(0, keys), { delay: everyMs });
  const seconds = (performance.now() - started) / 1_000;
  const { times, posted } = await flood.evaluate((seen) => {
    seen.ended = true;
    return { times: seen.times, posted: seen.posted };
  });
  return { times, arrived: posted / seconds };
}

async function metrics(cdp: OpenedPage['cdp']): Promise<Map<string, number>> {
  const { metrics: all } = await cdp.send('Performance.getMetrics');
  return new Map(all.map(({ name, value }) => [name, value]));
}
