import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';

/** What was written or read through counts as whole for so long, in milliseconds: bytes go bad in years, not in hours. */
const KNOWN_MS = 86_400_000;
/** Of how many blobs that is remembered. */
const MOST_KNOWN = 10_000;
/** Bytes that are hashed at once: few enough that chat does not wait for it. */
const CHUNK_BYTES = 262_144;

/**
 * Tells stored bytes that are what their SHA-256 says from those that a disk has spoilt. Each is read through at most
 * once a day, however often it is asked about, and one after the other.
 */
export class WholeBlobs {
  readonly #clock: Clock;
  readonly #log: Logger;
  /** What a blob looked like when it was known to be whole, and when that was. */
  readonly #known = new Map<string, { looks: string; at: number }>();
  readonly #reading = new Map<string, Promise<boolean>>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  /** The bytes at `path` have just been written, and hashed as they came. */
  async note(sha256: string, path: string): Promise<void> {
    this.#know(sha256, await stat(path));
  }

  forget(sha256: string): void {
    this.#known.delete(sha256);
  }

  /** Whether the file at `path` is there, has this size, and holds these bytes. What cannot be read does not. */
  async check(sha256: string, path: string, size: number): Promise<boolean> {
    const info = await stat(path).catch(() => undefined);
    if (info?.size !== size) return false;
    const known = this.#known.get(sha256);
    if (known?.looks === looks(info) && this.#clock.monotonic() - known.at < KNOWN_MS) return true;
    const running = this.#reading.get(sha256);
    if (running) return await running;
    const reading = this.#queue.then(() => this.#read(sha256, path));
    this.#reading.set(sha256, reading);
    this.#queue = reading;
    return await reading;
  }

  /** Never rejects. */
  async #read(sha256: string, path: string): Promise<boolean> {
    let file: FileHandle | undefined;
    try {
      file = await open(path, 'r');
      const info = await file.stat();
      if ((await digest(file)) !== sha256) throw new Error('The stored file holds other bytes.');
      this.#know(sha256, info);
      return true;
    } catch (error) {
      this.forget(sha256);
      this.#log.error({ sha256, err: error }, 'blob_damaged');
      return false;
    } finally {
      this.#reading.delete(sha256);
      await file?.close();
    }
  }

  #know(sha256: string, info: Stats): void {
    this.#known.delete(sha256);
    this.#known.set(sha256, { looks: looks(info), at: this.#clock.monotonic() });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }
}

async function digest(file: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  for (let position = 0; ;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}

/** What tells a file from one that was put, or written, in its place. */
function looks({ ino, size, mtimeMs }: Stats): string {
  return `${ino} ${size} ${mtimeMs}`;
}
