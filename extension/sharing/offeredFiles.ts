import { normalizeFileName } from '../../server/protocol/names.ts';
import type { Command, HostMessage } from '../../webview/protocol/messages.ts';
import { OFFER_LIMITS } from '../../webview/protocol/offers.ts';
import { bytesFile } from './bytesFile.ts';
import type { Chosen } from './chosen.ts';
import { ShareError } from './shareError.ts';

/** A page that has not answered by then is gone, in milliseconds. */
const PIECE_WAIT_MS = 15_000;
/** What every program calls an image that it puts on the clipboard. */
const NAMELESS_IMAGE = /^image\.(\w+)$/u;

type Offer = Extract<Command, { type: 'offerFiles' }>;
type Piece = Extract<Command, { type: 'fileChunk' }>;
type Post = (message: HostMessage) => void;

/**
 * Files that were dropped or pasted in the panel, drawn from it piece by piece: no next piece is asked for before the
 * last one is here, so that the page never holds up what else it has to say.
 */
export class OfferedFiles {
  readonly #waiting = new Map<number, (bytes: Uint8Array | undefined) => void>();
  readonly #now: () => Date;
  readonly #waitMs: number;
  #lastPull = 0;

  constructor(now: () => Date = () => new Date(), waitMs = PIECE_WAIT_MS) {
    this.#now = now;
    this.#waitMs = waitMs;
  }

  /** What was offered, to be shared like everything else; its bytes are drawn when it is looked at. */
  choose(offer: Offer, post: Post): Chosen[] {
    return offer.files.map((file, index) => {
      const name = this.#nameOf(file.name, offer.pasted);
      return {
        look: async () => {
          if (file.folder) throw new ShareError('dropped_folder', name);
          if (file.size > OFFER_LIMITS.fileBytes) {
            throw new ShareError('too_large_to_drop', name, {
              sizeBytes: file.size,
              limitBytes: OFFER_LIMITS.fileBytes,
            });
          }
          return bytesFile(name, await this.#draw({ ...offer, index, size: file.size, name }, post), []);
        },
      };
    });
  }

  /** Takes a piece that the panel sent; one that nobody waits for is let go. */
  take({ pullId, bytes }: Piece): void {
    this.#waiting.get(pullId)?.(bytes);
  }

  async #draw(file: { offerId: number; index: number; size: number; name: string }, post: Post): Promise<Buffer> {
    const { offerId, index, size, name } = file;
    const bytes = Buffer.alloc(size);
    for (let offset = 0; offset < size;) {
      const length = Math.min(OFFER_LIMITS.pieceBytes, size - offset);
      const piece = await this.#pull({ offerId, index, offset, length }, post);
      if (piece?.byteLength !== length) throw new ShareError('unreadable', name);
      bytes.set(piece, offset);
      offset += length;
    }
    return bytes;
  }

  #pull(
    what: { offerId: number; index: number; offset: number; length: number },
    post: Post,
  ): Promise<Uint8Array | undefined> {
    this.#lastPull += 1;
    const pullId = this.#lastPull;
    return new Promise((resolve) => {
      const settle = (bytes: Uint8Array | undefined) => {
        clearTimeout(timer);
        this.#waiting.delete(pullId);
        resolve(bytes);
      };
      const timer = setTimeout(() => settle(undefined), this.#waitMs);
      this.#waiting.set(pullId, settle);
      post({ type: 'pullFile', pullId, ...what });
    });
  }

  /** An image from the clipboard has no name of its own: the time tells it from the one before. */
  #nameOf(name: string, pasted: boolean): string {
    const extension = pasted ? NAMELESS_IMAGE.exec(name)?.[1] : undefined;
    if (extension === undefined) return normalizeFileName(name);
    const now = this.#now();
    const two = (part: number) => String(part).padStart(2, '0');
    const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
    return `image ${day} ${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('.')}.${extension}`;
  }
}
