/** A text frame, ready for any number of sockets: encoded once, header and all (RFC 6455, 5.2). */
export interface Frame {
  readonly bytes: Buffer;
  /** Dropped first under pressure ([RM4], [LV2]). */
  readonly ephemeral: boolean;
}

const FINAL_TEXT = 0x81;

/** @param json one JSON object, as it goes over the wire */
export function encodeFrame(json: string, ephemeral = false): Frame {
  const length = Buffer.byteLength(json);
  const headerLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const bytes = Buffer.allocUnsafe(headerLength + length);
  bytes[0] = FINAL_TEXT;
  if (length < 126) bytes[1] = length;
  else if (length < 65_536) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.write(json, headerLength);
  return { bytes, ephemeral };
}

/** `fields` as JSON with more fields, whose values are JSON already. */
export function withRaw(fields: object, raw: Readonly<Record<string, string>>): string {
  const more = Object.entries(raw).map(([name, json]) => `${JSON.stringify(name)}:${json}`);
  const head = JSON.stringify(fields);
  if (more.length === 0) return head;
  return `${head.slice(0, -1)}${head === '{}' ? '' : ','}${more.join(',')}}`;
}
