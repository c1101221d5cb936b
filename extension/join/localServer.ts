import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Emitter } from '../emitter.ts';
import type { Logger } from '../log.ts';
import { ServerStartError } from './serverStartError.ts';

/** How long the server may take until it listens, in milliseconds. */
const START_TIMEOUT_MS = 15_000;
/** How long it may take to close once asked, before it is killed. */
const STOP_TIMEOUT_MS = 6_000;
const READY = /^Room Chat server listening on (wss?:\/\/\S+)$/u;

export interface LocalServerOptions {
  /** Path of the bundled server. */
  script: string;
  /** Folder of its data; it makes it where there is none. */
  dataFolder: string;
  /** Port to try first; where it is taken, any free one. */
  port: number;
  log: Logger;
  /** Takes what the server writes to its own log. */
  onLogLine(line: string): void;
}

/**
 * The bundled room server as a child of this window: reachable from this computer only, and gone with the window, even
 * one that crashes, since it ends when its standard input does.
 */
export class LocalServer {
  /** Fires when it began or ceased to run. */
  readonly changes = new Emitter<undefined>();
  readonly #options: LocalServerOptions;
  #child: ChildProcess | undefined;
  #url: string | undefined;
  #starting: Promise<string> | undefined;

  constructor(options: LocalServerOptions) {
    this.#options = options;
  }

  /** Its address while it runs. */
  get url(): string | undefined {
    return this.#url;
  }

  /**
   * Starts the server, or answers with the address of the one that runs.
   *
   * @throws ServerStartError
   */
  start(): Promise<string> {
    if (this.#url !== undefined) return Promise.resolve(this.#url);
    this.#starting ??= this.#startOnAnyPort().finally(() => (this.#starting = undefined));
    return this.#starting;
  }

  /** Stops it gracefully; kills it where it does not end in time. Idempotent. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.stdin?.end();
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(killer);
  }

  async #startOnAnyPort(): Promise<string> {
    try {
      return await this.#spawn(this.#options.port);
    } catch (error) {
      if (!(error instanceof ServerStartError) || !error.message.startsWith('This port is taken')) throw error;
      return this.#spawn(0);
    }
  }

  #spawn(port: number): Promise<string> {
    const { script, dataFolder, log } = this.#options;
    const child = spawn(
      process.execPath,
      [script, '--host', '127.0.0.1', '--port', String(port), '--data', dataFolder, '--exit-with-parent'],
      { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true },
    );
    this.#child = child;
    let lastLine = '';
    createInterface({ input: child.stderr }).on('line', (line) => {
      lastLine = line;
      this.#options.onLogLine(line);
    });
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new ServerStartError('timeout', lastLine));
      }, START_TIMEOUT_MS);
      createInterface({ input: child.stdout }).on('line', (line) => {
        const url = READY.exec(line)?.[1];
        if (url === undefined) return;
        clearTimeout(deadline);
        this.#url = url;
        log.info('server.started', { url });
        this.changes.emit(undefined);
        resolve(url);
      });
      child.once('error', (error) => {
        clearTimeout(deadline);
        reject(new ServerStartError('exited', error.message));
      });
      // `close` comes after the last line of its log, `exit` may not.
      child.once('close', (code) => {
        clearTimeout(deadline);
        if (this.#child === child) {
          this.#child = undefined;
          this.#url = undefined;
          this.changes.emit(undefined);
        }
        log.info('server.exited', { code: code ?? -1 });
        const locked = lastLine.includes('in use by another Room Chat server');
        reject(new ServerStartError(locked ? 'in_use' : 'exited', sentenceOf(lastLine)));
      });
    });
  }
}

/** What a line of the server's log says to a person: the `msg` of its JSON, or the line itself. */
function sentenceOf(line: string): string {
  try {
    const record = JSON.parse(line) as { msg?: unknown };
    return typeof record.msg === 'string' ? record.msg : line;
  } catch {
    return line;
  }
}
