/*
 * The load of the transfer benchmark, in a process of its own: moves `bytes` once and prints the seconds that it took, as
 * a number. `node transferLoad.ts <kind> <url> <bytes>`
 *
 * What is sent is one random mebibyte over and over, with another beginning each time, so that nobody has it already.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import type { Writable } from 'node:stream';
import WebSocket from 'ws';
import { RoomPerson } from './roomPerson.ts';

const PIECE = randomBytes(1_048_576);
/** One request of the extension carries as much. */
const PATCH_BYTES = 67_108_864;
/** Frames on the way at once; each holds 768 KiB, 1 MiB as Base64. */
const BASE64_WINDOW = 4;
const BASE64_BYTES = 786_432;

type Run = (url: string, bytes: number) => Promise<number>;

const RUNS: Record<string, Run> = {
  async 'tcp-up'(url, bytes) {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    await once(socket, 'connect');
    return timed(async () => {
      const answered = once(socket, 'data');
      await pour(socket, bytes);
      socket.end();
      await answered;
      socket.destroy();
    });
  },

  async 'base64-up'(url, bytes) {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await once(socket, 'open');
    return timed(async () => {
      const closed = once(socket, 'close');
      let waiting = 0;
      let wake: (() => void) | undefined;
      socket.on('message', () => {
        waiting -= 1;
        wake?.();
      });
      for (let sent = 0; sent < bytes; sent += BASE64_BYTES) {
        const data = PIECE.toString('base64', 0, Math.min(BASE64_BYTES, bytes - sent));
        socket.send(JSON.stringify({ type: 'upload', data, last: sent + BASE64_BYTES >= bytes }));
        waiting += 1;
        while (waiting >= BASE64_WINDOW) await new Promise<void>((resolve) => (wake = resolve));
      }
      await closed;
    });
  },

  async 'put-up'(url, bytes) {
    const target = `${url}/${randomUUID()}`;
    const seconds = await timed(() => send(target, { method: 'PUT' }, bytes));
    await send(target, { method: 'DELETE' }, 0);
    return seconds;
  },

  async 'tus-up'(url, bytes) {
    let location = '';
    const seconds = await timed(async () => {
      location = await create(url, bytes, {});
      await patch(location, 0, bytes, bytes, {});
    });
    await send(location, { method: 'DELETE', headers: TUS }, 0);
    return seconds;
  },

  async 'room-up'(url, bytes) {
    const person = await RoomPerson.join(url);
    const { seconds, seq } = await share(person, bytes);
    // The others take theirs away, too: the next one finds the memory and the disk as they did.
    await person.ask({ type: 'delete', target: seq });
    person.close();
    return seconds;
  },

  async 'room-keep'(url, bytes) {
    const person = await RoomPerson.join(url);
    const { seconds } = await share(person, bytes);
    person.close();
    return seconds;
  },

  'get-down': (url, bytes) => timed(() => drain(url, {}, bytes)),

  async 'room-down'(url, bytes) {
    const person = await RoomPerson.join(url);
    const file = await person.newestFile();
    const headers = { Authorization: `Bearer ${person.token}` };
    const seconds = await timed(() => drain(`${person.httpUrl}/files/${file}`, { headers }, bytes));
    person.close();
    return seconds;
  },
};

const TUS = { 'Tus-Resumable': '1.0.0' };

const [kind = '', url = '', bytes = '0'] = process.argv.slice(2);
const run = RUNS[kind];
if (!run) throw new Error(`No such load: ${kind}. There are ${Object.keys(RUNS).join(', ')}.`);
PIECE.writeBigUInt64BE(BigInt(process.pid) ^ BigInt(Date.now()));
console.log(await run(url, Number(bytes)));
process.exit(0);

/** Shares a file in the room, by requests of the size that the extension makes. */
async function share(person: RoomPerson, bytes: number): Promise<{ seconds: number; seq: number }> {
  const headers = { Authorization: `Bearer ${person.token}` };
  const metadata = { room: 'bench', filename: 'bench.bin', id: randomUUID() };
  const list = Object.entries(metadata).map(([name, text]) => `${name} ${Buffer.from(text).toString('base64')}`);
  let event = '';
  const seconds = await timed(async () => {
    const location = await create(`${person.httpUrl}/files`, bytes, { ...headers, 'Upload-Metadata': list.join(',') });
    for (let offset = 0; offset < bytes; offset += PATCH_BYTES) {
      event = await patch(location, offset, Math.min(PATCH_BYTES, bytes - offset), bytes, headers);
    }
  });
  return { seconds, seq: (JSON.parse(event) as { seq: number }).seq };
}

async function create(endpoint: string, bytes: number, headers: Record<string, string>): Promise<string> {
  const all = { ...TUS, 'Upload-Length': String(bytes), ...headers };
  const answer = await send(endpoint, { method: 'POST', headers: all }, 0);
  return new URL(answer.headers.location ?? '', endpoint).href;
}

/** @returns what the answer says of the event, if this was the end */
async function patch(
  location: string,
  offset: number,
  bytes: number,
  total: number,
  headers: Record<string, string>,
): Promise<string> {
  const all = {
    ...TUS,
    ...headers,
    'Content-Type': 'application/offset+octet-stream',
    'Content-Length': String(bytes),
    'Upload-Offset': String(offset),
  };
  const answer = await send(location, { method: 'PATCH', headers: all }, bytes);
  const reached = Number(answer.headers['upload-offset']);
  if (reached !== offset + bytes) throw new Error(`The server is at ${reached} of ${total}.`);
  return String(answer.headers['room-chat-event'] ?? '');
}

async function send(target: string, options: RequestOptions, bytes: number): Promise<IncomingMessage> {
  const outgoing = request(target, options);
  const answered = once(outgoing, 'response');
  await pour(outgoing, bytes);
  outgoing.end();
  const [answer] = (await answered) as [IncomingMessage];
  const text: string[] = [];
  for await (const piece of answer) text.push(String(piece));
  if ((answer.statusCode ?? 500) >= 300) throw new Error(`${answer.statusCode} ${text.join('')}`);
  return answer;
}

async function pour(target: Writable, bytes: number): Promise<void> {
  for (let sent = 0; sent < bytes; sent += PIECE.length) {
    const piece = sent + PIECE.length <= bytes ? PIECE : PIECE.subarray(0, bytes - sent);
    if (!target.write(piece)) await once(target, 'drain');
  }
}

async function drain(target: string, options: RequestOptions, bytes: number): Promise<void> {
  const outgoing = request(target, options).end();
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  let taken = 0;
  answer.on('data', (piece: Buffer) => (taken += piece.length));
  await once(answer, 'end');
  if (answer.statusCode !== 200 || taken !== bytes) throw new Error(`${answer.statusCode}, ${taken} bytes`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
