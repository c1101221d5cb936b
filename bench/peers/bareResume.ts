/*
 * The least that lets clients catch up: a handshake of `ws`, one query of SQLite by place, one frame with what it found.
 * `node bareResume.ts <folder>`; the frame `{"after":n}` asks, `{"say":{…}}` stores one.
 */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { listen } from './listen.ts';
import { MessagesDatabase } from './messagesDatabase.ts';

const [folder = '.'] = process.argv.slice(2);
const messages = new MessagesDatabase(folder);
const after = messages.database.prepare(
  'SELECT seq, id, time, text FROM messages WHERE seq > ? ORDER BY seq LIMIT 500',
);

const http = createServer();
new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (socket) => {
  socket.on('message', (frame: Buffer) => {
    const asked = JSON.parse(frame.toString()) as { after?: number; say?: { id: string; text: string } };
    if (asked.say) {
      const seq = messages.add(asked.say.id, Date.now(), asked.say.text);
      socket.send(JSON.stringify({ type: 'ok', seq }));
    } else socket.send(JSON.stringify({ type: 'ok', events: after.all(asked.after ?? 0) }));
  });
});
listen(http, 'ws');
