import { isIP } from 'node:net';

/*
 * As much of DER (ITU-T X.690) as a certificate of one's own needs: written only, never read. What comes from
 * elsewhere is parsed by Node.
 */

/** A value with its tag and length. */
export function tagged(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body]);
}

export function sequence(...content: Uint8Array[]): Buffer {
  return tagged(0x30, ...content);
}

export function set(...content: Uint8Array[]): Buffer {
  return tagged(0x31, ...content);
}

/** A whole number of 0 or more, big-endian. */
export function integer(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const digits = bytes.subarray(start);
  // The first bit is the sign.
  return tagged(0x02, (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits);
}

/** DER leaves out what is as by default, so a flag of a certificate is only ever written where it is true. */
export function isTrue(): Buffer {
  return tagged(0x01, Buffer.from([0xff]));
}

export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

export function utf8(text: string): Buffer {
  return tagged(0x0c, Buffer.from(text, 'utf8'));
}

export function octets(bytes: Uint8Array): Buffer {
  return tagged(0x04, bytes);
}

/** @param unused how many bits at the end of the last byte do not count */
export function bits(bytes: Uint8Array, unused = 0): Buffer {
  return tagged(0x03, Buffer.from([unused]), bytes);
}

/** A time of a certificate, to the second: two digits of the year up to 2049, four from then on (RFC 5280, 4.1.2.5). */
export function time(unixMs: number): Buffer {
  const digits = new Date(unixMs).toISOString().replaceAll(/[-:T]|\.\d+/gu, '');
  const isEarly = Number(digits.slice(0, 4)) < 2_050;
  return tagged(isEarly ? 0x17 : 0x18, Buffer.from(isEarly ? digits.slice(2) : digits, 'ascii'));
}

/** A name that a certificate is for: an address where it is one, else a DNS name (RFC 5280, 4.2.1.6). */
export function alternativeName(name: string): Buffer {
  return isIP(name) === 0 ? tagged(0x82, Buffer.from(name, 'ascii')) : tagged(0x87, addressBytes(name));
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  // The parser of URLs writes every IPv6 address in one form: groups in hex, at most one '::'.
  const [before = '', after] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (part: string | undefined): number[] => (part ? part.split(':').map((hex) => parseInt(hex, 16)) : []);
  const [head, tail] = [groups(before), groups(after)];
  const all = [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

function lengthOf(bytes: number): number[] {
  if (bytes < 0x80) return [bytes];
  const digits: number[] = [];
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return [0x80 | digits.length, ...digits];
}

function base128(value: number): number[] {
  const digits = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift((rest % 128) | 0x80);
  return digits;
}
