import { createHash } from 'node:crypto';
import { Seeded } from './seeded.ts';

const PIECE_BYTES = 1_048_576;
/** How much is made anew in each piece, so that no two are the same. */
const STAMP_BYTES = 8;

/** The bytes of one file, of any size: the same each time they are asked for, and never all in memory. */
export class TransferBytes {
  readonly size: number;
  readonly #base: Buffer;

  constructor(size: number, seed: number) {
    this.size = size;
    const random = new Seeded(seed);
    this.#base = Buffer.alloc(PIECE_BYTES);
    for (let place = 0; place < PIECE_BYTES; place += 4) this.#base.writeUInt32LE(random.whole(0, 0xffff_ffff), place);
  }

  /** In pieces, from `first` on. */
  *from(first: number, end = this.size): Iterable<Buffer> {
    for (let place = first; place < end;) {
      const index = Math.floor(place / PIECE_BYTES);
      const piece = Buffer.from(this.#base);
      piece.writeBigUInt64LE(BigInt(index) ^ piece.readBigUInt64LE(STAMP_BYTES));
      const start = place - index * PIECE_BYTES;
      const part = piece.subarray(start, Math.min(PIECE_BYTES, start + end - place));
      yield part;
      place += part.length;
    }
  }

  sha256(): string {
    const hash = createHash('sha256');
    for (const piece of this.from(0)) hash.update(piece);
    return hash.digest('hex');
  }
}
