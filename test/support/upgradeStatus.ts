import { type OutgoingHttpHeaders, request, type RequestOptions } from 'node:http';

type Options = Omit<RequestOptions, 'headers'> & { headers: OutgoingHttpHeaders };

/** What asks for a WebSocket. */
const WEB_SOCKET = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** The status of a request; 101 where it became a WebSocket. */
export async function statusOf(options: Options): Promise<number> {
  return await new Promise((resolve, reject) => {
    const asked = request({ agent: false, ...options });
    asked.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** The same of a request for a WebSocket. */
export function upgradeStatus(options: Options): Promise<number> {
  return statusOf({ ...options, headers: { ...WEB_SOCKET, ...options.headers } });
}
