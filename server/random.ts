import { createHash, randomBytes } from 'node:crypto';

/** Where every secret and id comes from. */
export interface Random {
  bytes(count: number): Buffer;
}

/** Asked of the system at once: where everybody comes back, each needs some. */
const POOL_BYTES = 4_096;
let pool: Buffer = Buffer.alloc(0);

/** What was given is wiped here, so that nothing but its taker has it. */
export const systemRandom: Random = {
  bytes: (count) => {
    if (pool.length < count) pool = randomBytes(Math.max(count, POOL_BYTES));
    const taken = Buffer.from(pool.subarray(0, count));
    pool.fill(0, 0, count);
    pool = pool.subarray(count);
    return taken;
  },
};

/** A token: 256 random bits that fit a header ([GR5]). */
export function newToken(random: Random): string {
  return random.bytes(32).toString('base64url');
}

/** An id that nobody can guess or meet twice. */
export function newId(random: Random, prefix: 'u' | 'f' | 'l' | 'e' | 't' | 'd' | 'i'): string {
  return `${prefix}_${random.bytes(16).toString('hex')}`;
}

/** All that is ever kept of a token ([GR5]). */
export function tokenHash(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}

/** A guest's user id: the same name is the same id, so that a guest who comes back can repeat a send ([GR5]). */
export function guestId(key: string): string {
  return `g_${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
}
