import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** One request as it came, with the place in the order of all. */
export interface ScriptedRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  number: number;
  stream: IncomingMessage;
}

/** An HTTP server that does what a test says, for what a well-behaved one never does. */
export async function startScriptedHttp(
  script: (request: ScriptedRequest, response: ServerResponse) => void | Promise<void>,
) {
  const requests: ScriptedRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((stream, response) => {
    const { method = '', url: path = '', headers } = stream;
    const request = { method, path, headers, number: requests.length + 1, stream };
    requests.push(request);
    response.on('error', () => undefined);
    void script(request, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    /** As a person joins it. */
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Reads a request's body to its end, and answers how long it was; less than announced where the client went away. */
export async function bodyBytes(stream: IncomingMessage): Promise<number> {
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) bytes += chunk.length;
  } catch {
    // The client went away.
  }
  return bytes;
}
