/*
 * How messages are stored where nobody groups them: each by a transaction of its own before it is acknowledged, in
 * SQLite with the same promise as the room server's (WAL, `synchronous=FULL`), over a bare `ws`. No index for search.
 * `node commitPerMessage.ts <folder>`
 */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { listen } from './listen.ts';
import { MessagesDatabase } from './messagesDatabase.ts';

const [folder = '.'] = process.argv.slice(2);
const messages = new MessagesDatabase(folder);

const http = createServer();
new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (socket) => {
  socket.on('message', (frame: Buffer) => {
    const { id, text } = JSON.parse(frame.toString()) as { id: string; text: string };
    const time = Date.now();
    const seq = messages.add(id, time, text);
    socket.send(JSON.stringify({ type: 'ok', id, seq, time }));
  });
});
listen(http, 'ws');
