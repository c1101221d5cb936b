import type { Server } from 'node:net';

/** Listens on any port of 127.0.0.1, writes the address, and ends the process with whoever started it. */
export function listen(server: Server, scheme: string): void {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object' && address) console.log(`${scheme}://127.0.0.1:${address.port}`);
  });
  process.stdin.resume().on('end', () => process.exit(0));
}
