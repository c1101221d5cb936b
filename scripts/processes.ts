import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { NODE } from './paths.ts';

/** A command ended with another status than 0, or could not be started. */
export class CommandFailed extends Error {
  readonly code = 'command_failed';

  constructor(command: string, status: number | null) {
    super(`${command} ended with status ${status ?? 'none'}`);
    this.name = 'CommandFailed';
  }
}

/** Runs a command with this process's terminal and resolves with its exit status (1 where a signal ended it). */
export async function runStatus(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  const [status] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return status ?? 1;
}

/** As `runStatus`; throws {@link CommandFailed} for any status but 0. */
export async function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<void> {
  const status = await runStatus(command, args, options);
  if (status !== 0) throw new CommandFailed([command, ...args].join(' '), status);
}

/** As `run`, for a command whose talk is of interest only where it fails: then all of it is shown. */
export async function runQuietly(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<void> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  if (status === 0) return;
  process.stderr.write(Buffer.concat(said));
  throw new CommandFailed([command, ...args].join(' '), status);
}

/** Starts a command in a group of its own that ends with this process, however that ends; `endGroup` ends it before. */
export function spawnTethered(command: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(NODE, [path.join(import.meta.dirname, 'tether.ts'), command, ...args], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
}

/** Reads what a server says until a line holds its address; throws with all it said where it ends before. */
export async function listening(child: ChildProcess, pattern: RegExp, log?: (line: string) => void): Promise<string> {
  const said: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      log?.(line);
      if (said.length < 200) said.push(line);
      const address = pattern.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
  }
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The server ended before it listened:\n${said.join('\n')}`);
  });
  return Promise.race([promise, ended]);
}

/** npm as it was called: through its own entry where a script of npm runs, so that no shell stands between. */
export function npmCommand(): [command: string, ...args: string[]] {
  const entry = process.env['npm_execpath'];
  return entry?.endsWith('.js') ? [process.execPath, entry] : ['npm'];
}

/**
 * Ends a child that was spawned with `detached: true` and everything it started: first `signal`, and after
 * `graceMs` the sort that cannot be refused.
 */
export async function endGroup(child: ChildProcess, signal: NodeJS.Signals, graceMs = 5_000): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  signalGroup(pid, signal);
  const deadline = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
  await exited;
  clearTimeout(deadline);
  // The leader is gone; whoever it left behind in its group goes too.
  signalGroup(pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // No such group: all of it has ended.
  }
}
