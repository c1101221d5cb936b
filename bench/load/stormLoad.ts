/*
 * Everybody comes back at once, in a process of its own: clients that are `missed` messages behind open a socket, ask for
 * what they missed and count it. `node stormLoad.ts '{"dialect":…}'`.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { RawSocket } from './rawSocket.ts';

export interface StormLoad {
  dialect: 'room-chat' | 'bare-resume';
  url: string;
  clients: number;
  missed: number;
}

export interface StormResult {
  seconds: number;
  /** Messages that some client should have got and did not, and those that one got twice. */
  lost: number;
  doubled: number;
}

interface Frame {
  type: string;
  seq?: number;
  id?: string;
  events?: Frame[];
  rooms?: { seq: number; events: Frame[]; members?: { name: string }[] }[];
}

const load = JSON.parse(process.argv[2] ?? '{}') as StormLoad;
/** Nobody of an earlier round has these names. */
const RUN = Date.now().toString(36);
const TEXT = 'the quick brown fox jumps over the lazy dog and says so to everyone who wants to hear it in here';

/** Reads whole text frames of a server, which are not masked. */
function readFrames(socket: RawSocket, listener: (frame: Frame) => void): void {
  let kept: Buffer = Buffer.alloc(0);
  socket.listen((bytes) => {
    kept = kept.length === 0 ? bytes : Buffer.concat([kept, bytes]);
    for (;;) {
      if (kept.length < 4) return;
      const short = (kept[1] ?? 0) & 0x7f;
      if (short === 127 && kept.length < 10) return;
      const [header, length] =
        short < 126 ? [2, short] : short === 126 ? [4, kept.readUInt16BE(2)] : [10, Number(kept.readBigUInt64BE(2))];
      if (kept.length < header + length) return;
      const opcode = (kept[0] ?? 0) & 0x0f;
      const text = kept.toString('utf8', header, header + length);
      kept = kept.subarray(header + length);
      if (opcode === 1) listener(JSON.parse(text) as Frame);
    }
  });
}

/** Says `count` messages and waits until all are stored. @returns their ids, and the place before the first */
async function say(count: number): Promise<{ ids: string[]; after: number }> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const socket = await RawSocket.open(load.url);
  const places: number[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.onClose(() => reject(new Error('The server closed the connection.')));
    const speak = (): void => {
      for (const id of ids) {
        const body = { id, text: TEXT };
        socket.send(JSON.stringify(load.dialect === 'room-chat' ? { type: 'message', ...body } : { say: body }));
      }
    };
    readFrames(socket, (frame) => {
      if (frame.type === 'error') throw new Error(JSON.stringify(frame));
      if (frame.type === 'ok' && frame.id === 'c') speak();
      else if (frame.type === 'ok' && frame.seq !== undefined) places.push(frame.seq);
      if (places.length === count) resolve();
    });
    if (load.dialect === 'room-chat') {
      socket.send(JSON.stringify({ type: 'connect', id: 'c', name: `Speaker ${RUN}`, room: 'bench' }));
    } else speak();
  });
  socket.cut();
  return { ids, after: Math.min(...places) - 1 };
}

/** One client comes back; resolves with the ids of all messages that it got. */
async function comeBack(number: number, after: number): Promise<{ ids: string[]; socket: RawSocket }> {
  const socket = await RawSocket.open(load.url);
  const ids: string[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.onClose(() => reject(new Error('The server closed the connection.')));
    readFrames(socket, (frame) => {
      if (frame.type === 'error') throw new Error(JSON.stringify(frame));
      const events = frame.rooms?.[0]?.events ?? frame.events ?? [];
      for (const { id } of events.filter((event) => event.id !== undefined)) ids.push(id ?? '');
      if (frame.type === 'ok') resolve();
    });
    const connect = { type: 'connect', id: 'c', name: `Client ${RUN} ${number}`, room: 'bench', after };
    socket.send(JSON.stringify(load.dialect === 'room-chat' ? connect : { after }));
  });
  return { ids, socket };
}

/** Resolves when the server has noticed that all clients are gone: their names are free then. */
async function allGone(): Promise<void> {
  for (let round = 0; ; round += 1) {
    const socket = await RawSocket.open(load.url);
    const gone = await new Promise<boolean>((resolve) => {
      readFrames(socket, ({ type, rooms }) => {
        if (type === 'ok') resolve(!rooms?.[0]?.members?.some(({ name }) => name.startsWith(`Client ${RUN}`)));
      });
      socket.send(JSON.stringify({ type: 'connect', id: 'w', name: `Watcher ${RUN} ${round}`, room: 'bench' }));
    });
    socket.cut();
    if (gone) return;
    await delay(100);
  }
}

async function everybody(after: number): Promise<{ ids: string[]; socket: RawSocket }[]> {
  return Promise.all(Array.from({ length: load.clients }, (_, number) => comeBack(number, after)));
}

// All were there before and are members: what follows is coming back, and no first visit.
for (const { socket } of await everybody(0)) socket.cut();
const { ids: said, after } = await say(load.missed);
if (load.dialect === 'room-chat') await allGone();
// What is told of who went is over by then.
await delay(500);
console.log('ready');
await once(process.stdin, 'data');
const started = performance.now();
const back = await everybody(after);
const seconds = (performance.now() - started) / 1_000;
const result: StormResult = { seconds, lost: 0, doubled: 0 };
for (const { ids } of back) {
  const different = new Set(ids);
  result.lost += said.filter((id) => !different.has(id)).length;
  result.doubled += ids.length - different.size;
}
console.log(JSON.stringify(result));
process.exit(0);
