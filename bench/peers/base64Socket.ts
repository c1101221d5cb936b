/*
 * How a file travels where nobody thought of its size: Base64 in JSON frames over a bare `ws`, each decoded, hashed and
 * written, the file synced at its end. `node base64Socket.ts <folder>`
 */
import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { listen } from './listen.ts';

const [folder = '.'] = process.argv.slice(2);
let files = 0;

async function take(socket: WebSocket): Promise<void> {
  const hash = createHash('sha256');
  files += 1;
  const name = path.join(folder, `base64-${files}`);
  const file = await open(name, 'wx');
  let work: Promise<unknown> = Promise.resolve();
  socket.on('message', (frame: Buffer) => {
    const { data, last } = JSON.parse(frame.toString()) as { data: string; last: boolean };
    const bytes = Buffer.from(data, 'base64');
    hash.update(bytes);
    // One frame at a time: what waits is bounded by the sender's window, as with the others.
    work = work.then(async () => {
      await file.writeFile(bytes);
      socket.send('{"type":"ok"}');
      if (!last) return;
      hash.digest('hex');
      await file.sync();
      await file.close();
      await rm(name);
      socket.close();
    });
  });
}

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false, maxPayload: 4_194_304 });
server.on('connection', (socket) => void take(socket));
listen(http, 'ws');
