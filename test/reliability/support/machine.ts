import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Below the ports that the system gives to those who dial: a client that waits for a server cannot meet itself there. */
const PORTS = { from: 20_000, to: 30_000 };

/** A port that a server can have more than once. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
    const server = createServer();
    server.listen(port, '127.0.0.1');
    const isFree = await Promise.race([
      once(server, 'listening').then(() => true),
      once(server, 'error').then(() => false),
    ]);
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
  throw new Error('No free port was found.');
}

/** How many files and sockets this process, and the servers that it starts, may have open. */
export function openFilesAllowed(): number {
  const line = /^Max open files\s+(?<soft>\d+|unlimited)/mu.exec(readFileSync('/proc/self/limits', 'utf8'));
  const soft = line?.groups?.['soft'];
  return soft === 'unlimited' ? Infinity : Number(soft);
}
