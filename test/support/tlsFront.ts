import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { TestCertificate } from './certificates.ts';

/** TLS before a server that speaks none: shows a certificate and passes on what is said within. */
export interface TlsFront {
  port: number;
  /** What clients said within TLS, all connections together. */
  readonly heard: string;
  /** Passes on to that port of 127.0.0.1 from now on; before that nothing is answered. */
  leadTo(port: number): void;
  close(): Promise<void>;
}

export async function startTlsFront(certificate: TestCertificate): Promise<TlsFront> {
  let behind: number | undefined;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  let heard = '';
  const server = createServer({ cert: certificate.cert, key: certificate.key }, (inside) => {
    inside.on('error', () => undefined);
    inside.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
    if (behind === undefined) return;
    const outside = connect(behind, '127.0.0.1');
    keep(outside);
    inside.pipe(outside).pipe(inside);
  });
  server.on('tlsClientError', () => undefined);
  server.on('connection', keep);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get heard() {
      return heard;
    },
    leadTo: (port) => (behind = port),
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
