import { after, afterEach, before } from 'mocha';
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { Panel, PanelSite, type PanelOptions } from './panelPage.ts';

export interface PanelSuite {
  /** The site of the suite; there once its hooks ran. */
  readonly site: PanelSite;
  /** Opens a panel that is closed after the test. */
  open(options?: PanelOptions): Promise<Panel>;
}

/** One browser and one site for the tests of a `describe`. */
export function panelSuite(): PanelSuite {
  let browser: Browser | undefined;
  let site: PanelSite | undefined;
  const panels: Panel[] = [];

  before(async () => {
    browser = await launchChromium();
    site = await PanelSite.start();
  });
  afterEach(async () => {
    for (const panel of panels.splice(0)) await panel.close();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  return {
    get site() {
      if (site === undefined) throw new Error('The site is there only while tests run.');
      return site;
    },
    async open(options) {
      if (browser === undefined) throw new Error('The browser is there only while tests run.');
      const panel = await Panel.open(browser, this.site, options);
      panels.push(panel);
      return panel;
    },
  };
}
