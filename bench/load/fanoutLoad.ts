/*
 * Talk in rooms, in a process of its own. `node fanoutLoad.ts '{"dialect":…}'` enters all rooms, prints `ready`, waits for
 * a line, talks for as long as it was told, and prints a JSON line of what it saw. A message is in flight until
 * everybody else in its room has it.
 */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { DIALECTS, type Dialect } from './dialects.ts';
import { MARK, MarkCounter } from './marks.ts';
import type { RawSocket } from './rawSocket.ts';

export interface FanoutLoad {
  dialect: string;
  url: string;
  rooms: number;
  /** In each room; the first of them speaks, or all in turn where there is more than one room. */
  members: number;
  /** Messages that are on the way at once, in all rooms together. */
  inFlight: number;
  seconds: number;
}

export interface FanoutResult {
  messages: number;
  deliveries: number;
  seconds: number;
  /** From a message's sending until the last of its room has it, in milliseconds. */
  p50: number;
  p99: number;
}

/** Sockets that enter at once. */
const ENTERING = 50;
/** What is still on the way at the end has to be there by then. */
const DRAIN_MS = 30_000;
const FILLING = 'the quick brown fox jumps over the lazy dog and says so to everyone who wants to hear it in here';

class TalkingRoom {
  readonly name: string;
  readonly sockets: RawSocket[] = [];
  readonly #dialect: Dialect;
  readonly #done: (milliseconds: number) => void;
  /** When each message went, and how many have it. */
  readonly #sentAt: number[] = [];
  readonly #reached: number[] = [];
  #everybodySpeaks: boolean;
  #had: number[] = [];
  deliveries = 0;

  constructor(name: string, dialect: Dialect, everybodySpeaks: boolean, done: (milliseconds: number) => void) {
    this.name = name;
    this.#dialect = dialect;
    this.#everybodySpeaks = everybodySpeaks;
    this.#done = done;
  }

  /** From here on every mark that comes is a delivery. */
  count(): void {
    this.#had = this.sockets.map(() => 0);
    this.sockets.forEach((socket, member) => {
      const marks = new MarkCounter();
      socket.listen((bytes) => this.#take(member, marks.count(bytes)));
    });
  }

  speak(): void {
    const message = this.#sentAt.length;
    const speaker = this.#everybodySpeaks ? message % this.sockets.length : 0;
    const socket = this.sockets[speaker];
    if (!socket) throw new Error('Nobody is here.');
    // Who speaks does not hear itself: it has the message already.
    this.#sentAt.push(performance.now());
    this.#reached.push(1);
    if (this.#everybodySpeaks) this.#had[speaker] = message + 1;
    this.#dialect.say(socket, this.name, `${this.name}-${RUN}-${message}`, `${FILLING} ${MARK}`);
  }

  #take(member: number, messages: number): void {
    const had = this.#had[member] ?? 0;
    this.#had[member] = had + messages;
    this.deliveries += messages;
    for (let message = had; message < had + messages; message += 1) {
      const reached = (this.#reached[message] ?? 0) + 1;
      this.#reached[message] = reached;
      if (reached === this.sockets.length) this.#done(performance.now() - (this.#sentAt[message] ?? 0));
    }
  }
}

const RUN = Date.now().toString(36);
const load = JSON.parse(process.argv[2] ?? '{}') as FanoutLoad;
const dialect = DIALECTS[load.dialect];
if (!dialect) throw new Error(`No such dialect: ${load.dialect}.`);
const times: number[] = [];
let inFlight = 0;
let over = false;
let finished: () => void = () => undefined;

const rooms: TalkingRoom[] = [];
for (let index = 0; index < load.rooms; index += 1) {
  const room: TalkingRoom = new TalkingRoom(`room${index}`, dialect, load.rooms > 1, (milliseconds) => {
    times.push(milliseconds);
    inFlight -= 1;
    if (over) {
      if (inFlight === 0) finished();
      return;
    }
    next();
  });
  rooms.push(room);
}

/** Rooms take turns, so that with many of them each has one message in flight at most. */
let turn = 0;
function next(): void {
  inFlight += 1;
  rooms[turn % rooms.length]?.speak();
  turn += 1;
}

const places = rooms.flatMap((room) => Array.from({ length: load.members }, (_, member) => ({ room, member })));
for (let start = 0; start < places.length; start += ENTERING) {
  await Promise.all(
    places.slice(start, start + ENTERING).map(async ({ room, member }) => {
      const socket = await dialect.join(load.url, room.name, `${room.name} ${member}`);
      room.sockets[member] = socket;
      socket.onClose((last) => {
        throw new Error(`The server at ${load.url} (${load.dialect}) closed a connection; the last it said: ${last}`);
      });
    }),
  );
}
// Who came is told to those who are here; that is not to be counted.
await delay(load.dialect === 'nats' ? 3_000 : 500);
for (const room of rooms) room.count();
console.log('ready');
await once(process.stdin, 'data');
const started = performance.now();
for (let index = 0; index < load.inFlight; index += 1) next();
await delay(load.seconds * 1_000);
const drained = new Promise<void>((resolve) => (finished = resolve));
over = true;
const late = setTimeout(() => {
  throw new Error(`${inFlight} messages never reached all of their rooms.`);
}, DRAIN_MS);
await drained;
clearTimeout(late);
const seconds = (performance.now() - started) / 1_000;
times.sort((one, other) => one - other);
const at = (share: number): number => times[Math.floor(times.length * share)] ?? Number.NaN;
const deliveries = rooms.reduce((sum, room) => sum + room.deliveries, 0);
const expected = times.length * (load.members - 1);
if (deliveries !== expected) throw new Error(`${deliveries} deliveries where ${expected} were due.`);
const result: FanoutResult = { messages: times.length, deliveries, seconds, p50: at(0.5), p99: at(0.99) };
console.log(JSON.stringify(result));
process.exit(0);
