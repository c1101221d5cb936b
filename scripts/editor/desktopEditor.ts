import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runQuietly } from '../processes.ts';
import { editorEnvironment, QUIET_SETTINGS } from './settings.ts';

/** A window of the VS Code that is installed on this machine, apart from the person's own. */
export interface DesktopEditor {
  process: ChildProcess;
  close(): Promise<void>;
}

export interface DesktopEditorOptions {
  /** The `code` command. */
  command: string;
  /** A folder of this editor's own for its user data and extensions. */
  home: string;
  folder: string;
  vsix: string;
  settings: Record<string, unknown>;
}

/** The `code` command on PATH, unless it is that of a remote session, which cannot open windows of its own. */
export function findDesktopEditor(): string | undefined {
  if (process.env['VSCODE_IPC_HOOK_CLI'] !== undefined) return undefined;
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const places = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, name));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Opens a window with the extension installed; its user data, extensions and settings are its own. */
export async function openDesktopEditor(options: DesktopEditorOptions): Promise<DesktopEditor> {
  const userData = path.join(options.home, 'data');
  await mkdir(path.join(userData, 'User'), { recursive: true });
  const settings = JSON.stringify({ ...QUIET_SETTINGS, ...options.settings }, undefined, 2);
  await writeFile(path.join(userData, 'User', 'settings.json'), settings);
  const common = [`--user-data-dir=${userData}`, `--extensions-dir=${path.join(options.home, 'extensions')}`];
  const spawnOptions = { env: editorEnvironment(), shell: process.platform === 'win32' };
  await runQuietly(options.command, [...common, `--install-extension=${options.vsix}`, '--force'], spawnOptions);
  const child = spawn(options.command, [...common, '--new-window', '--wait', '--disable-updates', options.folder], {
    ...spawnOptions,
    stdio: 'ignore',
  });
  return {
    process: child,
    close: async () => {
      // The command only waits for the window; the editor itself writes down its process.
      const pid = Number(await readFile(path.join(userData, 'code.lock'), 'utf8').catch(() => ''));
      for (const target of [pid, child.pid]) {
        try {
          if (target !== undefined && target > 0) process.kill(target, 'SIGTERM');
        } catch {
          // It has ended.
        }
      }
    },
  };
}
