import { once } from 'node:events';
import type net from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** What a scripted server answers to a request, and what it sends besides. */
export type Script = (request: Record<string, unknown>, socket: WebSocket) => Record<string, unknown> | undefined;

export const HELLO = {
  type: 'hello',
  protocol: [1, 1],
  server: 'scripted/1',
  epoch: 'e1',
  access: 'open',
  heartbeatMs: 25_000,
  limits: {
    textBytes: 16_384,
    inlineFileBytes: 262_144,
    fileBytes: 262_144,
    frameBytes: 393_216,
    messagesPerSecond: 0,
    roomsPerSession: 10,
  },
  features: [],
};

/** A server that does what a test says, for what a well-behaved one never does. */
export async function startScriptedServer(script: Script, hello: object | (() => object) = HELLO) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    socket.send(JSON.stringify(typeof hello === 'function' ? (hello as () => object)() : hello));
    socket.on('message', (data: Buffer) => {
      const request = JSON.parse(data.toString()) as Record<string, unknown>;
      const answer = script(request, socket);
      if (answer) socket.send(JSON.stringify({ id: request['id'], ...answer }));
    });
  });
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
