/*
 * A room of `socket.io` as its documentation has it, over WebSocket alone and without compression. Stores nothing.
 * `node socketIo.ts <folder of packages>`
 */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { listen } from './listen.ts';

interface IoSocket {
  handshake: { query: Record<string, string | undefined> };
  join(room: string): void;
  on(event: 'message', listener: (message: { id: string; text: string }) => void): void;
  emit(event: string, body: object): void;
  to(room: string): { emit(event: string, body: object): void };
}
type IoServerClass = new (
  http: object,
  options: object,
) => { on(event: 'connection', listener: (socket: IoSocket) => void): void };

const [packages = '.'] = process.argv.slice(2);
const require = createRequire(path.join(packages, 'package.json'));
const { Server } = require('socket.io') as { Server: IoServerClass };

const http = createServer();
let seq = 0;
new Server(http, { transports: ['websocket'], perMessageDeflate: false }).on('connection', (socket) => {
  const room = socket.handshake.query['room'] ?? '';
  socket.join(room);
  socket.on('message', ({ id, text }) => {
    seq += 1;
    const from = { id: 'g_0123456789abcdef', name: 'somebody' };
    socket.to(room).emit('message', { seq, time: Date.now(), from, id, text });
    socket.emit('stored', { id, seq });
  });
});
listen(http, 'ws');
