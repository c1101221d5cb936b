import { spawnSync } from 'node:child_process';
import { freePort } from './freePort.ts';
import { type Peer, PeerMissingError, startProgram } from './peer.ts';

/** redis-server that syncs its append-only file before each answer; it keeps its data in `folder`. */
export async function startRedis(folder: string): Promise<Peer> {
  const version = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  if (version.error) throw new PeerMissingError('redis-server is not installed (Debian: redis-server)');
  const port = await freePort();
  const settings = { port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', appendfsync: 'always', save: '' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const peer = await startProgram('redis-server', args, /(Ready to accept connections)/u, `tcp://127.0.0.1:${port}`);
  return { ...peer, version: /v=(?<number>\S+)/u.exec(version.stdout)?.groups?.['number'] ?? '' };
}
