import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { panelHtml } from '../../extension/panel/panelHtml.ts';
import type { ChatSnapshot, Command, HostMessage } from '../../webview/protocol/messages.ts';

export const THEMES = ['dark', 'light', 'hc-black', 'hc-light'] as const;
type Theme = (typeof THEMES)[number];

const BODY_CLASS: Readonly<Record<Theme, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  'hc-black': 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast vscode-high-contrast-light',
};

const ROOT = join(import.meta.dirname, '..', '..');
const THEME_FOLDER = join(ROOT, 'test', 'integration', 'panel', 'themes');
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  js: 'text/javascript',
  png: 'image/png',
};

/** Serves the built panel as the editor does: same policy, same page, the theme's variables, a stand-in for the host. */
export class PanelSite {
  readonly #server: Server;
  /** Pictures that cards may show, by name. */
  readonly pictures = new Map<string, Buffer>();

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.writeHead(404).end());
    });
  }

  static async start(): Promise<PanelSite> {
    const site = new PanelSite();
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    return site;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    if (url.pathname === '/favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    if (url.pathname === '/') {
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(this.#page(url.searchParams));
      return;
    }
    const [, folder, name = ''] = url.pathname.split('/');
    const body = folder === 'pictures' ? this.pictures.get(name) : await readFile(this.#pathOf(folder, name));
    if (body === undefined) throw new Error(`nothing at ${url.pathname}`);
    response.setHeader('Content-Type', CONTENT_TYPES[name.split('.').pop() ?? ''] ?? 'application/octet-stream');
    response.end(body);
  }

  #pathOf(folder: string | undefined, name: string): string {
    if (!/^[\w-]+\.\w+$/u.test(name)) throw new Error(`not a name: ${name}`);
    if (folder === 'dist') return join(ROOT, 'dist', name);
    if (folder === 'themes') return join(THEME_FOLDER, name);
    throw new Error('no such folder');
  }

  /** The page that ships, with what the editor adds to it: the theme, its class, and the interface to the host. */
  #page(search: URLSearchParams): string {
    const nonce = randomBytes(16).toString('base64');
    const theme = THEMES.find((name) => name === search.get('theme')) ?? 'dark';
    const page = panelHtml({
      cspSource: this.origin,
      nonce,
      scriptUri: `${this.origin}/dist/webview.js`,
      styleUri: `${this.origin}/dist/webview.css`,
      language: search.get('lang') ?? 'en',
      title: 'Chat',
      surface: search.get('surface') === 'editor' ? 'editor' : 'view',
      l10n: JSON.parse(search.get('bundle') ?? '{}') as Record<string, string>,
    });
    const dir = search.get('dir') ?? 'ltr';
    return page
      .replace('<html ', `<html dir="${dir}" `)
      .replace('<link ', `<link rel="stylesheet" href="${this.origin}/themes/${theme}.css"><link `)
      .replace('<body>', `<body class="${BODY_CLASS[theme]}"><script nonce="${nonce}">${EDITOR}</script>`);
  }
}

/** What the editor puts into every webview, as far as the panel uses it; what the tests read of it is on `window`. */
const EDITOR = `
window.posted = [];
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  violations.push(event.violatedDirective + ' ' + event.blockedURI);
});
window.acquireVsCodeApi = () => {
  window.acquireVsCodeApi = () => { throw new Error('acquired twice'); };
  return {
    postMessage: (message) => {
      posted.push(message);
      window.dispatchEvent(new CustomEvent('posted', { detail: message }));
    },
    getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
  };
};`;

export interface PanelOptions {
  theme?: Theme;
  width?: number;
  height?: number;
  lang?: string;
  dir?: 'ltr' | 'rtl';
  /** The l10n bundle's contents. */
  bundle?: Readonly<Record<string, string>>;
}

/** One panel in a page of its own, with what it asked of the network. */
export class Panel {
  readonly page: Page;
  /** Addresses asked for beyond the page itself. */
  readonly requests: string[] = [];
  /** What the page logged as an error, and what it threw. */
  readonly errors: string[] = [];
  readonly #origin: string;

  private constructor(page: Page, origin: string) {
    this.page = page;
    this.#origin = origin;
  }

  /** Opens the panel and waits until it said that it is ready. */
  static async open(browser: Browser, site: PanelSite, options: PanelOptions = {}): Promise<Panel> {
    const viewport = { width: options.width ?? 320, height: options.height ?? 640 };
    const context = await browser.newContext({ viewport, timezoneId: 'UTC' });
    const page = await context.newPage();
    const panel = new Panel(page, site.origin);
    page.on('request', (request) => panel.requests.push(request.url()));
    page.on('pageerror', (error) => panel.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') panel.errors.push(message.text());
    });
    const search = new URLSearchParams({ theme: options.theme ?? 'dark', lang: options.lang ?? 'en' });
    if (options.dir !== undefined) search.set('dir', options.dir);
    if (options.bundle !== undefined) search.set('bundle', JSON.stringify(options.bundle));
    await page.goto(`${site.origin}/?${search.toString()}`);
    await panel.posted('ready');
    return panel;
  }

  /** Loads the page anew, as the editor does after it was hidden; what was kept by `setState` is still there. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.posted('ready');
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** What the page asked for that is not part of the panel. */
  get strayRequests(): string[] {
    const own = [`${this.#origin}/?`, `${this.#origin}/dist/`, `${this.#origin}/themes/`, `${this.#origin}/favicon`];
    return this.requests.filter((url) => !own.some((prefix) => url.startsWith(prefix)));
  }

  /** Posts messages as the host does, and waits until they, and whatever a person did before, are rendered. */
  async post(...messages: HostMessage[]): Promise<void> {
    await this.page.evaluate(async (all) => {
      for (const message of all) window.postMessage(message, '*');
      // Messages are delivered in order, frames follow: what was posted is on the screen then.
      await new Promise((resolve) => {
        window.addEventListener('message', (event) => event.data === 'posted' && resolve(undefined));
        window.postMessage('posted', '*');
      });
      // After a costly frame the panel takes its time with what others say.
      await document.querySelector<PanelElement>('room-chat-app')?.updateComplete;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }, messages);
  }

  async show(snapshot: ChatSnapshot): Promise<void> {
    await this.post({ type: 'snapshot', snapshot });
  }

  /** Every command of a type so far, waiting for `count` of them. */
  async posted<T extends Command['type']>(type: T, count = 1): Promise<Extract<Command, { type: T }>[]> {
    await this.page.waitForFunction(
      ([name, least]) => window.posted.filter((command) => command.type === name).length >= least,
      [type, count] as const,
    );
    return this.commands(type);
  }

  /** Every command of a type so far. */
  async commands<T extends Command['type']>(type: T): Promise<Extract<Command, { type: T }>[]> {
    const all = await this.page.evaluate(() => window.posted);
    return all.filter((command): command is Extract<Command, { type: T }> => command.type === type);
  }

  /** What the content security policy forbade so far. */
  violations(): Promise<string[]> {
    return this.page.evaluate(() => window.violations);
  }
}

/** As far as it matters here: the tests import no part of the page. */
type PanelElement = HTMLElement & { updateComplete: Promise<boolean> };

declare global {
  interface Window {
    posted: Command[];
    violations: string[];
  }
}
