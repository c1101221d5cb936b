import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from './freePort.ts';
import { type Peer, PeerMissingError, startProgram } from './peer.ts';

/** nats-server with its WebSocket listener, without compression, JetStream or log: it stores nothing. */
export async function startNats(folder: string): Promise<Peer> {
  const version = spawnSync('nats-server', ['--version'], { encoding: 'utf8' });
  if (version.error) throw new PeerMissingError('nats-server is not installed (Debian: nats-server)');
  const port = await freePort();
  const file = path.join(folder, 'nats.conf');
  await writeFile(
    file,
    [
      `listen: 127.0.0.1:${await freePort()}`,
      `websocket { listen: "127.0.0.1:${port}", no_tls: true, compression: false }`,
      '',
    ].join('\n'),
  );
  const peer = await startProgram('nats-server', ['-c', file], /(Server is ready)/u, `ws://127.0.0.1:${port}`);
  return { ...peer, version: version.stdout.replace(/^nats-server: v/u, '').trim() };
}
