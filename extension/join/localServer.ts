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
  /** Fires when it ended though nobody stopped it. */
  readonly crashes = new Emitter<undefined>();
  readonly #options: LocalServerOptions;
  #child: ChildProcess | undefined;
  #url: string | undefined;
  #starting: Promise<string> | undefined;
  #stopping: Promise<void> | undefined;

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

  /** Stops it gracefully, also while it starts; kills it where it does not end in time. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop().finally(() => (this.#stopping = undefined));
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const starting = this.#starting;
    const child = this.#child;
    if (child) await this.#end(child);
    // It may be about to try another port; it sees that it is to stop.
    await starting?.catch(() => undefined);
  }

  async #end(child: ChildProcess): Promise<void> {
    if (this.#url !== undefined) {
      // Whoever asks from now on is not sent to a server that is on its way out.
      this.#url = undefined;
      this.changes.emit(undefined);
    }
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.stdin?.end();
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(killer);
  }

  async #startOnAnyPort(): Promise<string> {
    // The one before still holds the data until it is gone.
    if (this.#stopping) await this.#stopping;
    try {
      return await this.#spawn(this.#options.port);
    } catch (error) {
      if (!(error instanceof ServerStartError) || !error.message.startsWith('This port is taken')) throw error;
      if (this.#stopping) throw error;
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
    // A server that died takes its end of the pipe with it: that is told by `close`.
    child.stdin.on('error', () => undefined);
    let lastLine = '';
    let ready = false;
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
        if (url === undefined || this.#stopping) return;
        clearTimeout(deadline);
        ready = true;
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
        log.info('server.exited', { code: code ?? -1 });
        const wanted = this.#url !== undefined;
        if (this.#child === child) {
          this.#child = undefined;
          this.#url = undefined;
          this.changes.emit(undefined);
          if (ready && wanted) this.crashes.emit(undefined);
        }
        if (!ready) log.warn('server.last', { line: lastLine });
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
