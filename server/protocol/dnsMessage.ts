/*
 * As much of DNS (RFC 1035) as finding a service in the local network takes (RFC 6762, RFC 6763): questions, and the four
 * kinds of records that answer them. Whoever is in the network may send anything, so reading never throws, follows no
 * pointer twice, and is bounded by the packet.
 */

/** A name, label by label, without the root. */
export type DnsName = readonly string[];

export const DNS_TYPES = { A: 1, PTR: 12, TXT: 16, SRV: 33, ANY: 255 } as const;
const INTERNET = 1;
/** In a question: an answer to the asker alone will do. In a record: this is all that there is of that name. */
const TOP_BIT = 0x8000;
const RESPONSE = 0x8000;
const AUTHORITATIVE = 0x0400;
const NAME_BYTES = 255;
const LABEL_BYTES = 63;
/** A packet that asks or says more than this is not about us. */
const MOST_ENTRIES = 128;

interface DnsQuestion {
  name: DnsName;
  type: number;
  /** Whether an answer to the asker alone will do. */
  unicast: boolean;
}

export type DnsRecord = { name: DnsName; ttl: number } & (
  | { type: 'A'; address: string }
  | { type: 'PTR'; target: DnsName }
  | { type: 'SRV'; port: number; target: DnsName }
  | { type: 'TXT'; entries: readonly string[] }
);

export interface DnsMessage {
  id: number;
  response: boolean;
  questions: readonly DnsQuestion[];
  records: readonly DnsRecord[];
}

export function sameName(a: DnsName, b: DnsName): boolean {
  return a.length === b.length && a.every((label, index) => label.toLowerCase() === b[index]?.toLowerCase());
}

/** @throws RangeError where a label or a text is longer than DNS takes */
export function encodeDns({ id, response, questions, records }: DnsMessage): Uint8Array {
  const bytes: number[] = [];
  const short = (value: number): void => void bytes.push((value >> 8) & 0xff, value & 0xff);
  for (const value of [id, response ? RESPONSE | AUTHORITATIVE : 0, questions.length, records.length, 0, 0])
    short(value);
  for (const { name, type, unicast } of questions) {
    bytes.push(...nameBytes(name));
    short(type);
    short(INTERNET | (unicast ? TOP_BIT : 0));
  }
  for (const record of records) {
    bytes.push(...nameBytes(record.name));
    short(DNS_TYPES[record.type]);
    // Others may give services of this type, too: their list is never all that there is.
    short(INTERNET | (record.type === 'PTR' ? 0 : TOP_BIT));
    short(record.ttl >>> 16);
    short(record.ttl);
    const data = recordBytes(record);
    short(data.length);
    bytes.push(...data);
  }
  return Uint8Array.from(bytes);
}

/** Reads a packet; `undefined` where it is none. Records of other kinds are passed over. */
export function decodeDns(bytes: Uint8Array): DnsMessage | undefined {
  const reader = new Reader(bytes);
  try {
    const [id, flags] = [reader.short(), reader.short()];
    const counts = [reader.short(), reader.short(), reader.short(), reader.short()];
    const [asked = 0, ...told] = counts;
    if (counts.some((count) => count > MOST_ENTRIES)) return undefined;
    const questions = Array.from({ length: asked }, () => readQuestion(reader));
    const records: DnsRecord[] = [];
    for (let left = told.reduce((sum, count) => sum + count, 0); left > 0; left -= 1) {
      const record = readRecord(reader);
      if (record) records.push(record);
    }
    return { id, response: (flags & RESPONSE) !== 0, questions, records };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readQuestion(reader: Reader): DnsQuestion {
  const name = reader.name();
  const type = reader.short();
  return { name, type, unicast: (reader.short() & TOP_BIT) !== 0 };
}

function readRecord(reader: Reader): DnsRecord | undefined {
  const name = reader.name();
  const type = reader.short();
  reader.short();
  const ttl = reader.short() * 0x10000 + reader.short();
  const length = reader.short();
  const end = reader.at + length;
  const record = readData(reader, { name, ttl }, type, end);
  reader.moveTo(end);
  return record;
}

function readData(
  reader: Reader,
  head: { name: DnsName; ttl: number },
  type: number,
  end: number,
): DnsRecord | undefined {
  switch (type) {
    case DNS_TYPES.A:
      return { ...head, type: 'A', address: Array.from(reader.take(4)).join('.') };
    case DNS_TYPES.PTR:
      return { ...head, type: 'PTR', target: reader.name() };
    case DNS_TYPES.SRV: {
      reader.take(4);
      const port = reader.short();
      return { ...head, type: 'SRV', port, target: reader.name() };
    }
    case DNS_TYPES.TXT: {
      const entries: string[] = [];
      while (reader.at < end) entries.push(readUtf8(reader.take(reader.byte())));
      return { ...head, type: 'TXT', entries };
    }
    default:
      return undefined;
  }
}

/** Walks over a packet. @throws RangeError past its end, and at names that lead on and on */
class Reader {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.at];
    if (value === undefined) throw new RangeError('past the end');
    this.at += 1;
    return value;
  }

  short(): number {
    return this.byte() * 256 + this.byte();
  }

  take(count: number): Uint8Array {
    const end = this.at + count;
    if (end > this.#bytes.length) throw new RangeError('past the end');
    const taken = this.#bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  moveTo(place: number): void {
    if (place > this.#bytes.length) throw new RangeError('past the end');
    this.at = place;
  }

  name(): DnsName {
    const labels: string[] = [];
    let total = 0;
    // Where to go on once a pointer was followed.
    let after: number | undefined;
    let before = this.at;
    for (;;) {
      const length = this.byte();
      if (length === 0) break;
      if (length >= 0xc0) {
        const place = (length & 0x3f) * 256 + this.byte();
        after ??= this.at;
        // Only ever back, so that it comes to an end.
        if (place >= before) throw new RangeError('a pointer forward');
        before = place;
        this.at = place;
        continue;
      }
      total += length + 1;
      if (length > LABEL_BYTES || total > NAME_BYTES) throw new RangeError('a name too long');
      labels.push(readUtf8(this.take(length)));
    }
    if (after !== undefined) this.at = after;
    return labels;
  }
}

function nameBytes(name: DnsName): number[] {
  const bytes = name.flatMap((label) => lengthFirst(label, LABEL_BYTES));
  if (bytes.length >= NAME_BYTES) throw new RangeError('a name too long');
  return [...bytes, 0];
}

function recordBytes(record: DnsRecord): number[] {
  switch (record.type) {
    case 'A':
      return record.address.split('.').map(Number);
    case 'PTR':
      return nameBytes(record.target);
    case 'SRV':
      return [0, 0, 0, 0, record.port >> 8, record.port & 0xff, ...nameBytes(record.target)];
    case 'TXT':
      return record.entries.length === 0 ? [0] : record.entries.flatMap((entry) => lengthFirst(entry, 255));
  }
}

function lengthFirst(text: string, most: number): number[] {
  const bytes = utf8Bytes(text);
  if (bytes.length > most || bytes.length === 0) throw new RangeError('a text too long, or none');
  return [bytes.length, ...bytes];
}

/** UTF-8 by what JavaScript itself has: there is no `TextEncoder` where this is compiled. */
function utf8Bytes(text: string): number[] {
  const escaped = encodeURIComponent(text.toWellFormed());
  return Array.from(escaped.matchAll(/%(..)|[^%]/gu), ([sign, hex]) =>
    hex === undefined ? sign.charCodeAt(0) : parseInt(hex, 16),
  );
}

/** @throws RangeError where it is no UTF-8 */
function readUtf8(bytes: Uint8Array): string {
  const escaped = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  try {
    return decodeURIComponent(escaped);
  } catch (cause) {
    throw new RangeError('no UTF-8', { cause });
  }
}

/** The beginning of a text that fits into a label. */
export function fitLabel(text: string, most = LABEL_BYTES): string {
  const characters = Array.from(text.toWellFormed());
  while (utf8Bytes(characters.join('')).length > most) characters.pop();
  return characters.join('');
}
