import type { ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { endGroup, listening, spawnTethered } from '../processes.ts';
import type { CodeServer } from './codeServer.ts';
import { editorEnvironment, QUIET_SETTINGS } from './settings.ts';

/** What a window's extension host loads and runs. */
export interface HostRun {
  /** The folder that the window opens. */
  folder: string;
  /** The folder of an extension in development. */
  extension: string;
  /** A module whose `run()` is called in the extension host. */
  tests: string;
}

/** VS Code's own server, whose windows run a module in their extension host. */
export class HostEditor {
  readonly #process: ChildProcess;
  readonly #port: number;

  /**
   * @param home a folder of its own for its data and extensions
   * @param env for the extension hosts, beside the environment of this process
   */
  static async start(codeServer: CodeServer, home: string, env: NodeJS.ProcessEnv): Promise<HostEditor> {
    // A server's own settings: those of its machine, since the user's lie in the browser.
    const machine = path.join(home, 'server', 'data', 'Machine');
    await mkdir(machine, { recursive: true });
    await writeFile(path.join(machine, 'settings.json'), JSON.stringify(QUIET_SETTINGS));
    const child = spawnTethered(
      codeServer.node,
      [
        codeServer.vscodeEntry,
        ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'],
        ...['--telemetry-level', 'off', '--disable-workspace-trust', '--enable-smoke-test-driver'],
        ...['--server-data-dir', path.join(home, 'server')],
        ...['--user-data-dir', path.join(home, 'user'), '--extensions-dir', path.join(home, 'extensions')],
      ],
      editorEnvironment(env),
    );
    return new HostEditor(child, Number(await listening(child, /Extension host agent listening on (\d+)/)));
  }

  private constructor(child: ChildProcess, port: number) {
    this.#process = child;
    this.#port = port;
  }

  /** Opens a window of a new browser profile; resolves with the status that its run ends with, and closes it. */
  async run(browser: Browser, { folder, extension, tests }: HostRun): Promise<number> {
    const context = await browser.newContext();
    try {
      const page = await context.newPage();
      const { promise: exit, resolve } = Promise.withResolvers<number>();
      // The whole editor talks here; what a run has to say stands in its report.
      const log: unknown[][] = [];
      await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => log.push(args));
      await page.exposeFunction('codeAutomationExit', (code: number) => {
        if (code !== 0) for (const args of log.slice(-30)) console.error(...args);
        resolve(code);
      });
      const remote = `vscode-remote://127.0.0.1:${this.#port}`;
      const payload = [
        ['extensionDevelopmentPath', `${remote}${extension}`],
        ['extensionTestsPath', `${remote}${tests}`],
        ['skipWelcome', 'true'],
      ];
      const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
      await page.goto(`http://127.0.0.1:${this.#port}/?${query.toString()}`);
      return await exit;
    } finally {
      await context.close();
    }
  }

  async close(): Promise<void> {
    await endGroup(this.#process, 'SIGTERM');
  }
}
