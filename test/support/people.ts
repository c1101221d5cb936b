import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { startBrowserEditor, type BrowserEditor } from '../../scripts/editor/browserEditor.ts';
import { installCodeServer } from '../../scripts/editor/codeServer.ts';
import { endHostedServers } from '../../scripts/editor/hostedServers.ts';
import { CACHE, ROOT, VSIX } from '../../scripts/paths.ts';
import { launchChromium } from './chromium.ts';
import { EditorWindow } from './editorWindow.ts';

/** Somebody at an editor of their own, with the packaged extension installed. */
export class Person {
  readonly name: string;
  /** The folder that their window has open. */
  readonly folder: string;
  readonly window: EditorWindow;

  constructor(name: string, folder: string, window: EditorWindow) {
    this.name = name;
    this.folder = folder;
    this.window = window;
  }

  /** Joins a room by the palette, as a newcomer does, and waits until the chat is there. */
  async join(server: { url: string }, room = 'general'): Promise<void> {
    const { quickInput, chat } = this.window;
    await quickInput.runCommand('Room Chat: Join Chat Room');
    await quickInput.choose('globe  Enter an address');
    await quickInput.answer('Address of the room server', server.url);
    await quickInput.answer('Your name', this.name);
    await quickInput.enterRoom(room);
    // The cursor comes into the composer last: what is opened before that, it would close.
    await chat.frame.locator(`chat-composer textarea[aria-label="Message ${room}"]:focus`).waitFor();
  }
}

export interface PersonOptions {
  name: string;
  /** In their folder before the window opens: its watcher sees nothing for a while. */
  files?: Record<string, string | Uint8Array>;
  /** Does more to their folder before the window opens. */
  prepare?: (folder: string) => Promise<void>;
  settings?: Record<string, unknown>;
  /** Their folder is not trusted. */
  restricted?: boolean;
  /** A `.code-workspace` of their folder, which the window opens in its place. */
  workspace?: string;
  /** What their editor is shown in, as `de`. */
  language?: string;
  /** Other extensions that they have, as VSIX. */
  otherExtensions?: readonly string[];
}

/** People at real editors, each with user data, extensions and a folder of their own; `close` leaves nothing behind. */
export class People {
  readonly #home: string;
  readonly #browser: Browser;
  readonly #editors: BrowserEditor[] = [];
  readonly #people: Person[] = [];

  private constructor(home: string, browser: Browser) {
    this.#home = home;
    this.#browser = browser;
  }

  static async gather(): Promise<People> {
    return new People(await mkdtemp(path.join(tmpdir(), 'room-chat-people-')), await launchChromium());
  }

  /** A folder that is removed at the end, for what is nobody's own. */
  folder(name: string): string {
    return path.join(this.#home, name);
  }

  async seat(options: PersonOptions): Promise<Person> {
    const home = path.join(this.#home, options.name.toLowerCase());
    const folder = path.join(home, 'project');
    await mkdir(folder, { recursive: true });
    for (const [name, content] of Object.entries(options.files ?? {}))
      await writeFile(path.join(folder, name), content);
    await options.prepare?.(folder);
    const codeServer = await installCodeServer();
    const editor = await startBrowserEditor(codeServer, {
      home: path.join(home, 'editor'),
      folder,
      vsix: VSIX,
      ...(options.restricted === true && { restricted: true }),
      ...(options.workspace !== undefined && { workspace: options.workspace }),
      ...(options.language !== undefined && { language: options.language }),
      ...(options.otherExtensions && { otherExtensions: options.otherExtensions }),
      settings: {
        'workbench.colorTheme': 'Default Dark Modern',
        'window.autoDetectColorScheme': false,
        ...options.settings,
      },
      // Nothing is looked up outside this machine, and a closed window's extensions end soon.
      env: { EXTENSIONS_GALLERY: '{"serviceUrl":""}' },
      reconnectionGraceS: 10,
    });
    this.#editors.push(editor);
    const join = options.language === undefined ? undefined : await joinTitle(options.language);
    const person = new Person(options.name, folder, await EditorWindow.open(this.#browser, editor.url, join));
    this.#people.push(person);
    return person;
  }

  /** Keeps what each window shows, under this name, for whoever has to find out why a test failed. */
  async photograph(name: string): Promise<void> {
    const folder = path.join(CACHE, 'test-results', 'screenshots');
    await mkdir(folder, { recursive: true });
    const stem = name.replaceAll(/[^\w]+/g, '-').slice(0, 80);
    for (const person of this.#people) {
      await person.window.page.screenshot({ path: path.join(folder, `${stem}-${person.name}.png`) });
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await Promise.all(this.#editors.map((editor) => editor.close()));
    await endHostedServers(this.#home);
    await rm(this.#home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What the palette of an editor in another language calls joining a room. */
async function joinTitle(language: string): Promise<string> {
  const names = JSON.parse(await readFile(path.join(ROOT, `package.nls.${language}.json`), 'utf8')) as {
    category: string;
    'command.joinRoom': string;
  };
  return `${names.category}: ${names['command.joinRoom']}`;
}
