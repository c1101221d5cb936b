/*
 * How messages are stored where nobody groups them: each by a transaction of its own before it is acknowledged, in
 * SQLite with the same promise as the room server's (WAL, `synchronous=FULL`), over a bare `ws`. No index for search.
 * `node commitPerMessage.ts <folder>`
 */
import { createServer } from 'node:http';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { WebSocketServer } from 'ws';

const [folder = '.'] = process.argv.slice(2);
const database = new DatabaseSync(path.join(folder, 'messages.db'));
database.exec(`
  PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE messages (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, time INTEGER NOT NULL, text TEXT NOT NULL);
`);
const insert = database.prepare('INSERT INTO messages (id, time, text) VALUES (?, ?, ?)');

const http = createServer();
new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (socket) => {
  socket.on('message', (frame: Buffer) => {
    const { id, text } = JSON.parse(frame.toString()) as { id: string; text: string };
    const time = Date.now();
    const seq = Number(insert.run(id, time, text).lastInsertRowid);
    socket.send(JSON.stringify({ type: 'ok', id, seq, time }));
  });
});
http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  if (typeof address === 'object' && address) console.log(`ws://127.0.0.1:${address.port}`);
});
process.stdin.resume().on('end', () => process.exit(0));
