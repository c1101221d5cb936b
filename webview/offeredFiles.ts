import type { Command, HostMessage } from './protocol/messages.ts';

type Pull = Extract<HostMessage, { type: 'pullFile' }>;

/** Offers that the host never came back to are let go past this many, the oldest first. */
const KEPT_OFFERS = 10;

/** Files that were dropped or pasted, kept until the host has drawn their bytes, piece by piece, as fast as it can. */
export class OfferedFiles {
  readonly #offers = new Map<number, readonly File[]>();
  // Not from 1: what an earlier page offered must not be taken for one's own.
  #lastId = Date.now();

  /** @param folders places of those among the files that are folders, whose bytes no page can read */
  offer(files: readonly File[], folders: ReadonlySet<number>, pasted: boolean): Command {
    this.#lastId += 1;
    this.#offers.set(this.#lastId, files);
    const [oldest] = this.#offers.keys();
    if (this.#offers.size > KEPT_OFFERS && oldest !== undefined) this.#offers.delete(oldest);
    return {
      type: 'offerFiles',
      offerId: this.#lastId,
      files: files.map(({ name, size }, index) => ({ name, size, folder: folders.has(index) })),
      pasted,
    };
  }

  /** The piece that the host asks for; without bytes where it cannot be read. */
  async piece({ pullId, offerId, index, offset, length }: Pull): Promise<Command> {
    try {
      const blob = this.#offers.get(offerId)?.[index]?.slice(offset, offset + length);
      return { type: 'fileChunk', pullId, bytes: blob && new Uint8Array(await blob.arrayBuffer()) };
    } catch {
      // Moved, deleted or changed since it was dropped.
      return { type: 'fileChunk', pullId };
    }
  }

  release(offerId: number): void {
    this.#offers.delete(offerId);
  }
}
