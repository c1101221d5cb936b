import { isUtf8 } from 'node:buffer';
import type { SecretFinding } from './findSecrets.ts';

/** Bytes seen as text in a way that can be taken back exactly. */
export interface SecretText {
  text: string;
  /** What stands for a character that is hidden: a mark that the encoding has. */
  mark: string;
  encode(text: string): Buffer;
}

/** Zero bytes before here say that something is not text. */
const LOOKED_AT = 8_192;

/** The text in `bytes` by their byte order mark, else as UTF-8, else as one character a byte; `undefined` in binaries. */
export function secretText(bytes: Buffer): SecretText | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes, (buffer) => buffer);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes, (buffer) => buffer.swap16());
  if (bytes.subarray(0, LOOKED_AT).includes(0)) return undefined;
  return isUtf8(bytes)
    ? { text: bytes.toString('utf8'), mark: '▮', encode: (text) => Buffer.from(text, 'utf8') }
    : { text: bytes.toString('latin1'), mark: '*', encode: (text) => Buffer.from(text, 'latin1') };
}

/** `text` with each finding made unreadable: as many marks as it has characters, its line breaks kept. */
export function redact(text: string, findings: readonly SecretFinding[], mark: string): string {
  let redacted = '';
  let from = 0;
  for (const { start, end } of findings) {
    redacted += text.slice(from, start) + text.slice(start, end).replaceAll(/[^\r\n]/gu, mark);
    from = end;
  }
  return redacted + text.slice(from);
}

/** @param order turns the bytes of a copy into little endian, and back */
function utf16(bytes: Buffer, order: (buffer: Buffer) => Buffer): SecretText {
  const even = bytes.length - (bytes.length % 2);
  const rest = bytes.subarray(even);
  return {
    text: order(Buffer.from(bytes.subarray(0, even))).toString('utf16le'),
    mark: '▮',
    encode: (text) => Buffer.concat([order(Buffer.from(text, 'utf16le')), rest]),
  };
}
