import { readFileSync } from 'node:fs';
import { ServerProcess, type SpawnOptions } from '../../support/serverProcess.ts';

/** Rigs send as fast as they can: the limits on that are held by tests of their own. */
const NO_LIMITS = ['--messages-per-second', '0', '--log-level', 'warn'];
/** All of them come from one address. Not by flags, which a server that knows none of these would stumble over. */
const ONE_ADDRESS = { ROOM_CHAT_SOCKETS_PER_ADDRESS: '0', ROOM_CHAT_UPGRADES_PER_SECOND: '0' };

const running = new Set<ServerProcess>();

/**
 * Starts the server that these tests are about: the built one, or what `ROOM_CHAT_SERVER` names, a command that takes the
 * same flags and writes the same line when it listens.
 */
export async function startServer(options: SpawnOptions = {}): Promise<ServerProcess> {
  const command = process.env['ROOM_CHAT_SERVER']?.split(' ');
  const server = await ServerProcess.start({
    ...options,
    ...(command && { command }),
    args: [...NO_LIMITS, ...(options.args ?? [])],
    env: { ...ONE_ADDRESS, ...options.env },
  });
  running.add(server);
  void server.exited.then(() => running.delete(server));
  return server;
}

/** Ends what a test left running, and removes data folders that were made for it. */
export async function endServers(): Promise<void> {
  await Promise.all(Array.from(running, (server) => server.dispose()));
}

/** Memory that a process holds now, in bytes ("VmRSS"). */
export function residentBytes(pid: number): number {
  const line = /^VmRSS:\s+(?<kilobytes>\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.groups?.['kilobytes']) * 1_024;
}
