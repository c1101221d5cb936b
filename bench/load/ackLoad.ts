/*
 * Messages that have to be acknowledged as stored, in a process of its own. `node ackLoad.ts '{"dialect":…}'` keeps
 * `inFlight` of them on the way, or sends `perSecond` of them whatever comes back, and prints what it saw.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { DIALECTS } from './dialects.ts';
import { MARK, MarkCounter } from './marks.ts';

export interface AckLoad {
  /** One of `DIALECTS`, or `redis`. */
  dialect: string;
  url: string;
  seconds: number;
  /** Messages on the way at once; not with `perSecond`. */
  inFlight?: number;
  /** Messages a second, evenly. */
  perSecond?: number;
}

export interface AckResult {
  messages: number;
  seconds: number;
  /** From sending to acknowledgement, in milliseconds. */
  p50: number;
  p99: number;
}

interface Line {
  /** Sends a message whose acknowledgement holds one mark. */
  send(id: string): void;
  onMark(listener: () => void): void;
}

const TEXT = 'the quick brown fox jumps over the lazy dog and says so to everyone who wants to hear it in here';

async function openLine({ dialect, url }: AckLoad): Promise<Line> {
  if (dialect === 'redis') return redis(url);
  const speak = DIALECTS[dialect];
  if (!speak) throw new Error(`No such dialect: ${dialect}.`);
  const socket = await speak.join(url, 'bench', 'Bench');
  return {
    // The acknowledgement repeats the id.
    send: (id) => speak.say(socket, 'bench', `${id}${MARK}`, TEXT),
    onMark: (listener) => {
      const marks = new MarkCounter();
      socket.listen((bytes) => repeat(marks.count(bytes), listener));
    },
  };
}

async function redis(url: string): Promise<Line> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  await once(socket, 'connect');
  return {
    send: (id) => {
      const parts = ['XADD', 'bench', '*', 'id', id, 'from', 'Bench', 'text', TEXT];
      socket.write(`*${parts.length}\r\n${parts.map((part) => `$${part.length}\r\n${part}\r\n`).join('')}`);
    },
    // The answer is the id of the entry, a bulk string.
    onMark: (listener) =>
      socket.on('data', (bytes) => repeat(bytes.toString('latin1').split('$').length - 1, listener)),
  };
}

function repeat(times: number, call: () => void): void {
  for (let time = 0; time < times; time += 1) call();
}

const load = JSON.parse(process.argv[2] ?? '{}') as AckLoad;
const line = await openLine(load);
await delay(300);
const run = Date.now().toString(36);
const sentAt: number[] = [];
const times: number[] = [];
let over = false;
let finished: () => void = () => undefined;

function send(): void {
  sentAt.push(performance.now());
  line.send(`${run}-${sentAt.length}`);
}

// Acknowledgements of one sender come in the order of its messages.
line.onMark(() => {
  times.push(performance.now() - (sentAt[times.length] ?? 0));
  if (over && times.length === sentAt.length) finished();
  else if (!over && load.inFlight !== undefined) send();
});
console.log('ready');
await once(process.stdin, 'data');
const started = performance.now();
if (load.perSecond === undefined) {
  for (let index = 0; index < (load.inFlight ?? 1); index += 1) send();
  await delay(load.seconds * 1_000);
} else {
  for (let index = 0; index < load.perSecond * load.seconds; index += 1) {
    const wait = started + (index * 1_000) / load.perSecond - performance.now();
    if (wait > 0) await delay(wait);
    send();
  }
}
const drained = new Promise<void>((resolve) => (finished = resolve));
over = true;
if (times.length < sentAt.length) await drained;
const seconds = (performance.now() - started) / 1_000;
times.sort((one, other) => one - other);
const at = (share: number): number => times[Math.floor(times.length * share)] ?? Number.NaN;
const result: AckResult = { messages: times.length, seconds, p50: at(0.5), p99: at(0.99) };
console.log(JSON.stringify(result));
process.exit(0);
