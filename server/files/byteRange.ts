/** Both inclusive. */
export interface ByteRange {
  first: number;
  last: number;
}

/**
 * What part of `size` bytes a `Range` header asks for (RFC 9110, 14). One that is malformed, of another unit, or of
 * several parts is ignored, as the RFC allows.
 * @returns `'none'` where all is to be sent, `'unsatisfiable'` where nothing of it is there
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'none' | 'unsatisfiable' {
  const match = /^bytes=(?<first>\d{0,16})-(?<last>\d{0,16})$/iu.exec(header?.replaceAll(/[ \t]/gu, '') ?? '');
  const { first = '', last = '' } = match?.groups ?? {};
  if (first === '' && last === '') return 'none';
  if (first === '') {
    const count = Math.min(Number(last), size);
    return count === 0 ? 'unsatisfiable' : { first: size - count, last: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Number(last);
  if (last !== '' && end < start) return 'none';
  return start >= size ? 'unsatisfiable' : { first: start, last: Math.min(end, size - 1) };
}

/** Whether an `If-None-Match` header names `etag`, weakly compared. */
export function namesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//u, ''));
  return tags.includes('*') || tags.includes(etag);
}
