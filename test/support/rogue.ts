import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HELLO } from './scriptedServer.ts';

/*
 * A room server that means harm, as a process of its own, so that what it does to a client is not what it does to
 * itself. What it does is the name of the room that is joined. Writes one line of JSON once it listens: `url` of the
 * rogue, `redirecting` of a server that sends everybody to a third, and `counts`, where HTTP tells what became of it:
 * how many came to that third, and how many bytes of the last attack were taken.
 */

type Attack = (client: Client) => void;

const HOSTILE = '[click me](command:workbench.action.quit) $(trash) <b>x</b> \u202Egnp.exe';
const user = { id: 'u_ada', name: 'Ada', guest: false };
const eve = { id: 'u_eve', name: HOSTILE, guest: false };

const counts = { sunk: 0, taken: 0, connections: 0, asked: 0, settled: true };

/** A WebSocket written by hand: whatever no library would send can be sent. */
class Client {
  readonly #socket: Duplex;
  readonly answers = new Map<string, (request: Record<string, unknown>) => object | undefined>();
  #rest = Buffer.alloc(0);
  #ended = false;

  constructor(socket: Duplex) {
    this.#socket = socket;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#ended = true;
      counts.settled = true;
    });
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  send(frame: object): void {
    this.raw(frameOf(0x81, Buffer.from(JSON.stringify(frame))));
  }

  raw(bytes: Uint8Array): void {
    if (!this.#ended) this.#socket.write(bytes);
  }

  close(code: number): void {
    this.raw(frameOf(0x88, Buffer.from([code >> 8, code & 0xff])));
    this.#socket.end();
  }

  /** Sends what `next` gives for as long as the client takes it, up to `most` pieces. */
  pour(next: (index: number) => Uint8Array, most: number): void {
    counts.taken = 0;
    let index = 0;
    const go = (): void => {
      while (!this.#ended && index < most) {
        const piece = next(index);
        index += 1;
        counts.taken += piece.length;
        if (!this.#socket.write(piece)) {
          this.#socket.once('drain', go);
          return;
        }
      }
      counts.settled = true;
    };
    go();
  }

  #read(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const frame = readFrame(this.#rest);
      if (!frame) return;
      this.#rest = this.#rest.subarray(frame.bytes);
      if (frame.opcode === 1) this.#take(frame.payload.toString());
      if (frame.opcode === 8) this.#socket.end();
    }
  }

  #take(text: string): void {
    const request = JSON.parse(text) as { id?: string; type: string; room?: string };
    counts.asked += 1;
    if (request.type === 'connect') {
      counts.connections += 1;
      counts.settled = false;
      const attack = Object.hasOwn(ATTACKS, request.room ?? '') ? ATTACKS[request.room ?? ''] : undefined;
      const room = { room: request.room, seq: 0, members: [], events: [], read: 0, ...WELCOMES[request.room ?? ''] };
      this.send({ type: 'ok', id: request.id, user, rooms: [room] });
      attack?.(this);
      return;
    }
    const answer = this.answers.get(request.type)?.(request);
    this.send({ id: request.id, ...(answer ?? { type: 'ok' }) });
  }
}

function message(room: string, seq: number, more: object = {}): object {
  return { type: 'message', room, seq, time: 1e12 + seq, from: eve, id: `m${seq}`, text: `@Ada ${HOSTILE}`, ...more };
}

/** What a room looks like at first. */
const WELCOMES: Record<string, object> = {
  history: { seq: 9e15, events: [message('history', 9e15)] },
  gaps: { seq: 1, events: [message('gaps', 1)] },
  names: {
    topic: HOSTILE,
    members: Array.from({ length: 4_000 }, (_, index) => ({
      id: `u_${index}`,
      name: `${HOSTILE} ${index}`,
      guest: false,
      state: 'online',
    })),
  },
};

const ATTACKS: Record<string, Attack> = {
  /** Some 100,000 events and half a million frames that are none. */
  flood: (client) => {
    let seq = 0;
    client.pour((index) => {
      if (index % 6 !== 0) return frameOf(0x81, Buffer.from('{"type":"nonsense","room":"flood"}'));
      seq += 1;
      return frameOf(0x81, Buffer.from(JSON.stringify(message('flood', seq))));
    }, 300_000);
  },
  /** One frame of a GiB, as it says, and as much of it as is taken. */
  huge: (client) => {
    const header = Buffer.alloc(10);
    header.set([0x81, 127]);
    header.writeBigUInt64BE(2n ** 30n, 2);
    client.raw(header);
    const piece = Buffer.alloc(65_536, 'x');
    client.pour(() => piece, 16_384);
  },
  /** A message that is continued and continued. */
  endless: (client) => {
    const piece = Buffer.alloc(16_384, 'x');
    client.pour((index) => frameOf(index === 0 ? 0x01 : 0x00, piece), 65_536);
  },
  /** Compressed, though that was not agreed on; of no known kind; a control frame that is too long. */
  malformed: (client) => client.raw(frameOf(0xc1, Buffer.from([1, 2, 3]))),
  unknown: (client) => client.raw(frameOf(0x8b, Buffer.from('x'))),
  control: (client) => client.raw(frameOf(0x89, Buffer.alloc(200))),
  pings: (client) => client.pour(() => frameOf(0x89, Buffer.alloc(125)), 100_000),
  fuzz: (client) => {
    const random = randomFrom(1);
    client.pour(() => frameOf(0x81, Buffer.from(damaged(random))), 30_000);
  },
  names: (client) => {
    client.pour((index) => {
      const file = {
        id: `f${index}`,
        name: HOSTILE + '/../'.repeat(index % 9),
        size: 1,
        type: 'image/png',
        sha256: '0',
      };
      const event = { type: 'file', room: 'names', seq: index + 1, time: 1e12, from: eve, id: `m${index}`, file };
      return frameOf(0x81, Buffer.from(JSON.stringify(event)));
    }, 2_000);
  },
  history: (client) => {
    client.answers.set('history', (request) => {
      const before = (request['before'] as number | undefined) ?? 9e15;
      const events = Array.from({ length: 100 }, (_, index) => message('history', before - 100 + index));
      return { type: 'ok', room: 'history', events, more: true };
    });
    counts.settled = true;
  },
  gaps: (client) => {
    client.answers.set('history', () => ({ type: 'ok', room: 'gaps', events: [], more: true }));
    client.pour((index) => {
      return frameOf(0x81, Buffer.from(JSON.stringify(message('gaps', 1_000 * (index + 1)))));
    }, 3_000);
  },
  /** Lets in and throws out, again and again. */
  revolving: (client) => client.close(4000),
};

function frameOf(first: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const header =
    length < 126
      ? [length]
      : length < 65_536
        ? [126, length >> 8, length & 0xff]
        : [127, 0, 0, 0, 0, ...bytes4(length)];
  return Buffer.concat([Buffer.from([first, ...header]), payload]);
}

function bytes4(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

function readFrame(bytes: Buffer): { opcode: number; payload: Buffer; bytes: number } | undefined {
  if (bytes.length < 6) return undefined;
  const short = (bytes[1] ?? 0) & 0x7f;
  const at = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < at + 4) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < at + 4 + length) return undefined;
  const mask = bytes.subarray(at, at + 4);
  const payload = Buffer.from(bytes.subarray(at + 4, at + 4 + length)).map((byte, i) => byte ^ (mask[i % 4] ?? 0));
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload: Buffer.from(payload), bytes: at + 4 + length };
}

/** A small generator of numbers from 0 to 1 (mulberry32), so that what was sent can be sent again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A frame that a server might send, with something wrong in it. */
function damaged(random: () => number): string {
  const types = [
    'message',
    'file',
    'edit',
    'delete',
    'react',
    'join',
    'leave',
    'topic',
    'presence',
    'typing',
    'ok',
    'error',
    'read',
  ];
  const values = [
    null,
    true,
    -1,
    0,
    1e308,
    'x',
    '',
    [],
    {},
    [[]],
    HOSTILE,
    'general',
    2 ** 53,
    { id: 1 },
    eve,
    '\u0000',
  ];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const frame: Record<string, unknown> = { ...message('fuzz', Math.floor(random() * 50)), type: pick(types) };
  for (let changes = Math.floor(random() * 4); changes >= 0; changes -= 1) {
    const key = pick([...Object.keys(frame), '__proto__', 'constructor', 'user', 'state', 'rooms', 'members', 'file']);
    frame[key] = pick(values);
  }
  const text = JSON.stringify(frame);
  return random() < 0.1 ? text.slice(0, Math.floor(random() * text.length)) : text;
}

function accept(request: IncomingMessage, socket: Duplex): void {
  const key = request.headers['sec-websocket-key'] ?? '';
  const proof = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Accept: ${proof}\r\n\r\n`,
  );
  new Client(socket).send(HELLO);
}

const rogue = createServer((request, response) => {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(request.url === '/counts' ? counts : {}));
});
rogue.on('upgrade', (request, socket) => accept(request, socket));
const sink = createServer().on('connection', (socket: Socket) => {
  counts.sunk += 1;
  socket.destroy();
});
const redirecting = createServer();
redirecting.on('upgrade', (_request, socket) => {
  const { port } = sink.address() as AddressInfo;
  socket.end(`HTTP/1.1 307 Temporary Redirect\r\nLocation: ws://127.0.0.1:${port}/\r\nContent-Length: 0\r\n\r\n`);
});
const ports = [rogue, redirecting, sink].map(async (server) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return (server.address() as AddressInfo).port;
});
const [one, two] = await Promise.all(ports);
console.log(
  JSON.stringify({
    url: `ws://127.0.0.1:${one}`,
    redirecting: `ws://127.0.0.1:${two}`,
    counts: `http://127.0.0.1:${one}/counts`,
  }),
);
// Gone with whoever started it.
process.stdin.resume().on('end', () => process.exit());
