/*
 * The least that fans out over `ws`, and stores nothing. `node bareSocket.ts plain`: each event is made into JSON once
 * and sent to each socket by `send`. `node bareSocket.ts framed`: it is framed once, too, and what one turn of the event
 * loop has for a socket leaves in one write. The query of the address is the room.
 */
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { encodeFrame } from '../../server/frame.ts';

interface Said {
  from: Duplex;
  frame: Buffer;
}

class BareRoom {
  readonly sockets = new Map<Duplex, WebSocket>();
  #seq = 0;
  #said: Said[] = [];

  take(from: Duplex, text: string): void {
    const { id, text: words } = JSON.parse(text) as { id: string; text: string };
    this.#seq += 1;
    const person = { id: 'g_0123456789abcdef', name: 'somebody' };
    const json = JSON.stringify({ type: 'message', seq: this.#seq, time: Date.now(), from: person, id, text: words });
    this.sockets.get(from)?.send(`{"type":"ok","id":"${id}","seq":${this.#seq}}`);
    if (mode === 'plain') {
      for (const [stream, socket] of this.sockets) if (stream !== from) socket.send(json);
      return;
    }
    if (this.#said.length === 0) setImmediate(() => this.#flush());
    this.#said.push({ from, frame: encodeFrame(json).bytes });
  }

  #flush(): void {
    const said = this.#said;
    this.#said = [];
    const all = Buffer.concat(said.map(({ frame }) => frame));
    const speakers = new Set(said.map(({ from }) => from));
    for (const stream of this.sockets.keys()) {
      if (!speakers.has(stream)) stream.write(all);
      else stream.write(Buffer.concat(said.filter(({ from }) => from !== stream).map(({ frame }) => frame)));
    }
  }
}

const [mode] = process.argv.slice(2);
const rooms = new Map<string, BareRoom>();
const http = createServer();
const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });
http.on('upgrade', (request, stream, head) => {
  server.handleUpgrade(request, stream, head, (socket) => {
    request.socket.setNoDelay(true);
    const name = request.url ?? '';
    const room = rooms.get(name) ?? new BareRoom();
    rooms.set(name, room);
    room.sockets.set(stream, socket);
    socket.on('message', (frame: Buffer) => room.take(stream, frame.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => room.sockets.delete(stream));
  });
});
http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  if (typeof address === 'object' && address) console.log(`ws://127.0.0.1:${address.port}`);
});
process.stdin.resume().on('end', () => process.exit(0));
