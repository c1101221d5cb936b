/*
 * The floor of an upload: bytes over TCP until the sender's end, hashed as they come, and written to a file and synced
 * where a folder is given. The answer is one byte. `node rawTcp.ts [folder]`
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import { listen } from './listen.ts';

const [folder] = process.argv.slice(2);
let files = 0;

async function take(socket: Socket): Promise<void> {
  const hash = createHash('sha256');
  socket.on('data', (bytes) => hash.update(bytes));
  if (folder === undefined) await finished(socket, { writable: false });
  else {
    files += 1;
    const file = path.join(folder, `raw-${files}`);
    // `flush` syncs before the file is closed.
    await pipeline(socket, createWriteStream(file, { flush: true, highWaterMark: 1_048_576 }), { end: true });
    await rm(file);
  }
  hash.digest('hex');
  socket.end('.');
}

const server = createServer({ allowHalfOpen: true }, (socket) => void take(socket));
listen(server, 'tcp');
