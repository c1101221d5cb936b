import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built server, as its users run it: `npm run build:server` makes it. */
const SERVER = fileURLToPath(new URL('../../dist/server.js', import.meta.url));
const LISTENING = /^Room Chat server listening on (?<url>wss?:\/\/\S+)\n/u;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface SpawnOptions {
  /** A data folder to use; one of its own, which goes with `dispose`, where none is given. */
  data?: string;
  args?: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** What runs the server, such as `['strace', '-f']`; Node where nothing is given. */
  wrapper?: readonly string[];
  /** Node's binary, to run the server on another release of it. */
  node?: string;
  /** Another server that takes the same flags, to hold it to the same tests: the whole command. */
  command?: readonly string[];
  /** The server's file, to hold another build to the same tests. */
  server?: string;
}

/** A room server in a process of its own, on a free port. */
export class ServerProcess {
  /** `ws://127.0.0.1:PORT`, with TLS `wss://…` */
  readonly url: string;
  readonly data: string;
  readonly child: ChildProcess;
  /** Of the server itself, also where a wrapper such as strace runs it. */
  readonly pid: number;
  /** Resolves when the process has ended. */
  readonly exited: Promise<Exit>;
  readonly #output: Output;
  readonly #ownsData: boolean;

  /** Starts a server and waits until it listens. @throws Error with what it wrote, where it does not */
  static async start(options: SpawnOptions = {}): Promise<ServerProcess> {
    const data = options.data ?? newDataFolder();
    const run = spawnServer(['--port', '0', '--data', data, '--exit-with-parent', ...(options.args ?? [])], options);
    const listening = await run.listening;
    if (listening === undefined) {
      if (options.data === undefined) rmSync(data, { recursive: true, force: true });
      throw new Error(`The server did not start: ${run.output.stderr}`);
    }
    return new ServerProcess(listening, data, run, options);
  }

  private constructor(url: string, data: string, run: Run, options: SpawnOptions) {
    this.url = url;
    this.data = data;
    this.child = run.child;
    this.exited = run.exited;
    this.#output = run.output;
    this.#ownsData = options.data === undefined;
    this.pid = (options.wrapper && serverPid(data)) ?? run.child.pid ?? 0;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** `http://127.0.0.1:PORT`, with TLS `https://…` */
  get httpUrl(): string {
    return this.url.replace(/^ws/u, 'http');
  }

  /** What it has written so far. */
  get stdout(): string {
    return this.#output.stdout;
  }

  get stderr(): string {
    return this.#output.stderr;
  }

  /** Lines of the log, parsed. */
  get log(): Record<string, unknown>[] {
    const lines = this.stderr.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Asks it to stop, as a system does. */
  async stop(): Promise<Exit> {
    this.#signal('SIGTERM');
    return await this.exited;
  }

  /** Asks it to read its certificate again. */
  hangUp(): void {
    this.#signal('SIGHUP');
  }

  /** Takes its life without a word: `kill -9`. */
  async kill(): Promise<Exit> {
    this.#signal('SIGKILL');
    return await this.exited;
  }

  /** Ends it in whatever state it is, and removes a data folder of its own. */
  async dispose(): Promise<void> {
    await this.kill();
    if (this.#ownsData) rmSync(this.data, { recursive: true, force: true });
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    try {
      process.kill(this.pid, signal);
    } catch (error) {
      // Gone already, though its wrapper is not.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}

/** Runs the server to its end, for commands such as `--check` and for starts that fail. */
export async function runServer(args: readonly string[], options: SpawnOptions = {}): Promise<Exit & Output> {
  const run = spawnServer(args, options);
  const exit = await run.exited;
  return { ...exit, ...run.output };
}

export function newDataFolder(): string {
  return mkdtempSync(join(tmpdir(), 'room-chat-'));
}

/** What the server says of itself in its folder; nothing where a wrapper keeps that folder to itself. */
function serverPid(data: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(data, 'server.pid'), 'utf8'), 10);
  } catch {
    return undefined;
  }
}

interface Output {
  stdout: string;
  stderr: string;
}

interface Run {
  child: ChildProcess;
  output: Output;
  exited: Promise<Exit>;
  /** The address; `undefined` where the process ended first. */
  listening: Promise<string | undefined>;
}

function spawnServer(args: readonly string[], options: SpawnOptions): Run {
  const [command = '', ...rest] = [
    ...(options.wrapper ?? []),
    ...(options.command ?? [options.node ?? process.execPath, options.server ?? SERVER]),
    ...args,
  ];
  const child = spawn(command, rest, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  const output: Output = { stdout: '', stderr: '' };
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const listening = new Promise<string | undefined>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output.stdout += chunk.toString();
      const url = LISTENING.exec(output.stdout)?.groups?.['url'];
      if (url !== undefined) resolve(url);
    });
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    exited.then(
      () => resolve(undefined),
      () => resolve(undefined),
    );
  });
  return { child, output, exited, listening };
}
