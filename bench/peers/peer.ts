import { spawn } from 'node:child_process';
import path from 'node:path';
import { NODE, ROOT } from '../../scripts/paths.ts';
import { endGroup, listening } from '../../scripts/processes.ts';

/** Something that is measured beside the room server, in a process of its own. */
export interface Peer {
  /** Where it listens. */
  url: string;
  /** The process whose time and memory count. */
  pid: number;
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

/** Runs a script of this folder on the project's Node; it prints the address that it listens on as its first line. */
export function startScript(script: string, args: readonly string[]): Promise<Peer> {
  return startPeer(NODE, [path.join(ROOT, 'bench', 'peers', script), ...args], /^([a-z]+:\/\/\S+)$/u);
}

/** Runs a program and waits until it says `pattern`, whose first group is its address. */
export async function startPeer(command: string, args: readonly string[], pattern: RegExp): Promise<Peer> {
  // Its input ends with this process, and it with that.
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const url = await listening(child, pattern);
  return { url, pid: child.pid ?? 0, stop: () => endGroup(child, 'SIGTERM') };
}
