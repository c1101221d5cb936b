import type { ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { endGroup, listening, runQuietly, spawnTethered } from '../processes.ts';
import type { CodeServer } from './codeServer.ts';
import { editorEnvironment, QUIET_SETTINGS } from './settings.ts';

const RESTRICTED = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/** One person's VS Code, served to browsers on 127.0.0.1. */
export interface BrowserEditor {
  /** Where a browser opens it, with its folder. */
  url: string;
  process: ChildProcess;
  /** Ends the server and its extension hosts; may be called again. */
  close(): Promise<void>;
}

export interface BrowserEditorOptions {
  /** A folder of this editor's own for its user data and extensions. */
  home: string;
  /** The folder that the window opens. */
  folder: string;
  /** A `.code-workspace` of that folder, to open in its place. */
  workspace?: string;
  /** Installed before the start. */
  vsix: string;
  /** Other extensions of this person, as VSIX. */
  otherExtensions?: readonly string[];
  /** User settings beside {@link QUIET_SETTINGS}. */
  settings?: Record<string, unknown>;
  /** The folder is not trusted: the window is in Restricted Mode, without a question. */
  restricted?: boolean;
  /** What it is shown in, as `de`; English where absent. Extensions speak it, its own words stay English. */
  language?: string;
  /** Port on 127.0.0.1; a free one where absent. */
  port?: number;
  /** Beside the environment of this process. */
  env?: NodeJS.ProcessEnv;
  /** Called with each line that the server writes. */
  log?: (line: string) => void;
  /** How long the server waits for a window that went away, in seconds; VS Code's own is three hours. */
  reconnectionGraceS?: number;
}

/** Installs the extension for one person and serves their editor until it is closed. */
export async function startBrowserEditor(
  codeServer: CodeServer,
  options: BrowserEditorOptions,
): Promise<BrowserEditor> {
  const userData = path.join(options.home, 'data');
  await mkdir(path.join(userData, 'User'), { recursive: true });
  const config = path.join(options.home, 'config.yaml');
  await writeFile(config, '');
  await writeFile(
    path.join(userData, 'User', 'settings.json'),
    JSON.stringify(
      { ...QUIET_SETTINGS, ...(options.restricted === true && RESTRICTED), ...options.settings },
      undefined,
      2,
    ),
  );
  if (options.language !== undefined) await addLanguage(userData, options.language);

  const env = editorEnvironment(options.env);
  const common = [
    codeServer.entry,
    `--config=${config}`,
    `--user-data-dir=${userData}`,
    `--extensions-dir=${path.join(options.home, 'extensions')}`,
  ];
  const installs = [options.vsix, ...(options.otherExtensions ?? [])].map((vsix) => `--install-extension=${vsix}`);
  await runQuietly(codeServer.node, [...common, ...installs, '--force'], { env });

  const child = spawnTethered(
    codeServer.node,
    [
      ...common,
      '--auth=none',
      `--bind-addr=127.0.0.1:${options.port ?? 0}`,
      '--disable-telemetry',
      '--disable-update-check',
      ...(options.language === undefined ? [] : [`--locale=${options.language}`]),
      ...(options.restricted === true ? [] : ['--disable-workspace-trust']),
      '--disable-getting-started-override',
      ...(options.reconnectionGraceS === undefined ? [] : [`--reconnection-grace-time=${options.reconnectionGraceS}`]),
    ],
    env,
  );
  const origin = await listening(child, /HTTP server listening on (http:\S+?)\/?$/, options.log);
  const opens =
    options.workspace === undefined
      ? { folder: options.folder }
      : { workspace: path.join(options.folder, options.workspace) };
  return {
    url: `${origin}/?${new URLSearchParams(opens).toString()}`,
    process: child,
    close: () => endGroup(child, 'SIGTERM'),
  };
}

/**
 * Makes the editor take this for an installed language, by a pack without a word: Microsoft's are only to be had from its
 * marketplace. Extensions then speak the language, and what the pack does not have, all of it, the editor says in English.
 */
async function addLanguage(userData: string, language: string): Promise<void> {
  const pack = path.join(userData, 'no-words.i18n.json');
  await writeFile(pack, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: `room-chat.no-words-${language}` }, version: '1.0.0' }];
  const packs = { [language]: { hash: 'no-words', label: language, extensions, translations: { vscode: pack } } };
  await writeFile(path.join(userData, 'languagepacks.json'), JSON.stringify(packs));
}
