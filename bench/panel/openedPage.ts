import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import type { PageCommand } from '../../extension/panel/timelinePages.ts';
import type { Command, HostMessage } from '../../webview/protocol/messages.ts';
import type { LongRoom } from './longRoom.ts';

/** As wide as a side bar, as high as a window. */
const VIEWPORT = { width: 320, height: 800 };

const PAGE_COMMANDS: readonly string[] = [
  'loadOlder',
  'loadNewer',
  'showAround',
  'showNewest',
  'window',
] satisfies PageCommand['type'][];

export interface Painted {
  /** From the start of the navigation to the first paint of the rows, in milliseconds. */
  sinceNavigation: number;
  /** From the snapshot, which is posted as soon as the page says that it is ready, in milliseconds. */
  sinceSnapshot: number;
}

/** A page that is given a room as the extension gives it, and answered while one scrolls. */
export class OpenedPage {
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly painted: Painted;
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page, cdp: CDPSession, painted: Painted) {
    this.#context = context;
    this.page = page;
    this.cdp = cdp;
    this.painted = painted;
  }

  /** Opens the page in a profile of its own, with nothing in its caches, and waits for its first paint. */
  static async open(browser: Browser, url: string, room: LongRoom): Promise<OpenedPage> {
    const context = await browser.newContext({ viewport: VIEWPORT, timezoneId: 'UTC' });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await page.exposeFunction('tellBench', (command: PageCommand) => {
      void room.answer(command);
    });
    const snapshot: HostMessage = { type: 'snapshot', snapshot: room.snapshot() };
    await page.addInitScript(
      ({ message, told }) => {
        window.addEventListener('posted', (event) => {
          const command = (event as CustomEvent<Command>).detail;
          if (told.includes(command.type)) void window.tellBench(command as PageCommand);
          if (command.type !== 'ready') return;
          // As from a host, in a turn of its own: posted from within the page's script, the browser would look up where
          // in it that was, for which it parses all of it once more.
          setTimeout(() => {
            window.snapshotAt = performance.now();
            window.postMessage(message, '*');
          });
        });
      },
      { message: snapshot, told: PAGE_COMMANDS },
    );
    await page.goto(url);
    const painted = await page.evaluate(async () => {
      const { promise, resolve } = Promise.withResolvers<number>();
      const observer = new PerformanceObserver((list) => {
        const first = list.getEntries().find(({ name }) => name === 'first-contentful-paint');
        if (first) resolve(first.startTime);
      });
      observer.observe({ type: 'paint', buffered: true });
      const sinceNavigation = await promise;
      return { sinceNavigation, sinceSnapshot: sinceNavigation - window.snapshotAt };
    });
    room.post = (message) => void page.evaluate((posted) => window.postMessage(posted, '*'), message);
    return new OpenedPage(context, page, cdp, painted);
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}

declare global {
  interface Window {
    /** When the snapshot was posted, in milliseconds since the navigation. */
    snapshotAt: number;
    tellBench(command: PageCommand): Promise<void>;
  }
}
