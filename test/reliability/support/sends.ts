import { createHash } from 'node:crypto';
import { Seeded, seedOf } from './seeded.ts';

/** What a client sends, and the bytes of it: both follow from the id alone, so nothing has to be kept to check them. */
export interface Send {
  id: string;
  kind: 'message' | 'upload';
}

/** One of so many sends is a file. */
const UPLOAD_EVERY = 16;

/** The `number`th send of a writer. Its id ends in a letter, so that it can be found among any bytes. */
export function sendOf(writer: string, number: number): Send {
  return { id: `${writer}-${number}x`, kind: isUploadNumber(number) ? 'upload' : 'message' };
}

export function isUploadNumber(number: number): boolean {
  return number % UPLOAD_EVERY === 7;
}

/** The request that carries it. */
export function requestOf(send: Send, room: string): Record<string, unknown> {
  const { id, kind } = send;
  return kind === 'message'
    ? { type: 'message', id, room, text: textOf(id) }
    : { type: 'upload', id, room, name: `${id}.bin`, data: bytesOf(id).toString('base64') };
}

export function textOf(id: string): string {
  const random = new Seeded(seedOf(id));
  const filler = 'zażółć gęślą jaźń 你好 🙂 the quick brown fox ';
  return `${id} ${filler.repeat(random.logWhole(1, 12)).slice(0, random.logWhole(1, 400)).toWellFormed()}`;
}

/** The bytes of an upload: they say whose they are, so that they can be found in what the server writes. */
export function bytesOf(id: string): Buffer {
  const random = new Seeded(seedOf(id));
  const bytes = Buffer.alloc(random.logWhole(64, random.chance(0.05) ? 65_536 : 4_096));
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = random.whole(0, 255);
  bytes.write(`bytes of ${id}`);
  return bytes;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
