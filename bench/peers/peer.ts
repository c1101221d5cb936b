import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { NODE, ROOT } from '../../scripts/paths.ts';
import { endGroup, listening, spawnTethered } from '../../scripts/processes.ts';

/** Something that is measured beside the room server, in a process of its own. */
export interface Peer {
  /** Where it listens. */
  url: string;
  /** The process whose time and memory count. */
  pid: number;
  /** Where it says one. */
  version?: string;
  stop(): Promise<void>;
}

/** A peer that cannot be had on this machine: its row says so. */
export class PeerMissingError extends Error {
  readonly code = 'peer_missing';

  constructor(why: string, options?: ErrorOptions) {
    super(why, options);
    this.name = 'PeerMissingError';
  }
}

/**
 * Makes JavaScript of a script of this folder, as the room server is made. A process that takes the types off by itself
 * begins with megabytes that were freed, in which sessions seem to take no memory.
 *
 * @returns the file
 */
export async function compiled(script: string): Promise<string> {
  // Within the project, so that its packages are found.
  const outfile = path.join(ROOT, '.cache', 'bench-peers', script.replace(/\.ts$/u, '.mjs'));
  const entryPoints = [path.join(ROOT, 'bench', 'peers', script)];
  await build({ entryPoints, outfile, bundle: true, packages: 'external', platform: 'node', format: 'esm' });
  return outfile;
}

/**
 * Runs a script of this folder on the project's Node; it prints the address that it listens on as its first line.
 * @param script its name, or where it was compiled to
 */
export async function startScript(
  script: string,
  args: readonly string[],
  nodeFlags: readonly string[] = [],
): Promise<Peer> {
  const file = path.resolve(ROOT, 'bench', 'peers', script);
  // Its input ends with this process, and it with that.
  const child = spawn(NODE, [...nodeFlags, file, ...args], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const url = await listening(child, /^([a-z]+:\/\/\S+)$/u);
  return { url, pid: child.pid ?? 0, stop: () => endGroup(child, 'SIGTERM') };
}

/** Runs a program of the system that listens at `url` once it says `ready`, a pattern with one group. */
export async function startProgram(
  command: string,
  args: readonly string[],
  ready: RegExp,
  url: string,
): Promise<Peer> {
  const tether = spawnTethered(command, args, process.env);
  await listening(tether, ready);
  return { url, pid: await childOf(tether.pid ?? 0), stop: () => endGroup(tether, 'SIGTERM') };
}

/** The first process that another has started. */
export async function childOf(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return Number(children.trim().split(' ')[0]);
}
