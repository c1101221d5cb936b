/*
 * The least that lets clients catch up: a handshake of `ws`, one query of SQLite by place, one frame with what it found.
 * `node bareResume.ts <folder>`; the frame `{"after":n}` asks, `{"say":{…}}` stores one.
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
const after = database.prepare('SELECT seq, id, time, text FROM messages WHERE seq > ? ORDER BY seq LIMIT 500');

const http = createServer();
new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (socket) => {
  socket.on('message', (frame: Buffer) => {
    const asked = JSON.parse(frame.toString()) as { after?: number; say?: { id: string; text: string } };
    if (asked.say) {
      const seq = Number(insert.run(asked.say.id, Date.now(), asked.say.text).lastInsertRowid);
      socket.send(JSON.stringify({ type: 'ok', seq }));
    } else socket.send(JSON.stringify({ type: 'ok', events: after.all(asked.after ?? 0) }));
  });
});
http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  if (typeof address === 'object' && address) console.log(`ws://127.0.0.1:${address.port}`);
});
process.stdin.resume().on('end', () => process.exit(0));
