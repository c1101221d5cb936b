/*
 * The least that fans out over `ws`, and stores nothing. `node bareSocket.ts plain`: each event is made into JSON once
 * and sent to each socket by `send`. `node bareSocket.ts framed`: it is framed once, too, and what one turn of the event
 * loop has for a socket leaves in one write. `node bareSocket.ts stored <folder>`: the same, and before that the messages of
 * the turn are committed to a table of SQLite, with the promise that the room server gives. The query of the address is
 * the room.
 */
import { createServer } from 'node:http';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { encodeFrame } from '../../server/frame.ts';
import { listen } from './listen.ts';

interface Said {
  from: Duplex;
  frame: Buffer;
  id: string;
  seq: number;
  json: string;
}

class Log {
  readonly #database: DatabaseSync;
  readonly #insert;

  constructor(folder: string) {
    this.#database = new DatabaseSync(path.join(folder, 'messages.db'));
    this.#database.exec(`
      PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE messages (id INTEGER PRIMARY KEY, room TEXT NOT NULL, seq INTEGER NOT NULL, json TEXT NOT NULL);
    `);
    this.#insert = this.#database.prepare('INSERT INTO messages (room, seq, json) VALUES (?, ?, ?)');
  }

  store(room: string, said: readonly Said[]): void {
    this.#database.exec('BEGIN IMMEDIATE');
    for (const { seq, json } of said) this.#insert.run(room, seq, json);
    this.#database.exec('COMMIT');
  }
}

class BareRoom {
  readonly sockets = new Map<Duplex, WebSocket>();
  #seq = 0;
  #said: Said[] = [];
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  take(from: Duplex, text: string): void {
    const { id, text: words } = JSON.parse(text) as { id: string; text: string };
    this.#seq += 1;
    const person = { id: 'g_0123456789abcdef', name: 'somebody' };
    const json = JSON.stringify({ type: 'message', seq: this.#seq, time: Date.now(), from: person, id, text: words });
    if (mode !== 'stored') this.sockets.get(from)?.send(ok(id, this.#seq));
    if (mode === 'plain') {
      for (const [stream, socket] of this.sockets) if (stream !== from) socket.send(json);
      return;
    }
    if (this.#said.length === 0) setImmediate(() => this.#flush());
    this.#said.push({ from, frame: encodeFrame(json).bytes, id, seq: this.#seq, json });
  }

  #flush(): void {
    const said = this.#said;
    this.#said = [];
    if (log) {
      log.store(this.#name, said);
      for (const { from, id, seq } of said) this.sockets.get(from)?.send(ok(id, seq));
    }
    const all = Buffer.concat(said.map(({ frame }) => frame));
    const speakers = new Set(said.map(({ from }) => from));
    for (const stream of this.sockets.keys()) {
      if (!speakers.has(stream)) stream.write(all);
      else stream.write(Buffer.concat(said.filter(({ from }) => from !== stream).map(({ frame }) => frame)));
    }
  }
}

const ok = (id: string, seq: number): string => `{"type":"ok","id":"${id}","seq":${seq}}`;

const [mode, folder = '.'] = process.argv.slice(2);
const log = mode === 'stored' ? new Log(folder) : undefined;
const rooms = new Map<string, BareRoom>();
const http = createServer();
const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });
http.on('upgrade', (request, stream, head) => {
  server.handleUpgrade(request, stream, head, (socket) => {
    request.socket.setNoDelay(true);
    const name = request.url ?? '';
    const room = rooms.get(name) ?? new BareRoom(name);
    rooms.set(name, room);
    room.sockets.set(stream, socket);
    socket.on('message', (frame: Buffer) => room.take(stream, frame.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => room.sockets.delete(stream));
  });
});
listen(http, 'ws');
