import type { FileHandle } from 'node:fs/promises';

/** Bytes by their SHA-256: the same bytes are stored once ([FL6]). */
export interface BlobStore {
  /**
   * Stores bytes; when it resolves they are on stable storage, also where they were there before and had been damaged.
   * They are kept until `release`, and after that as long as an event refers to them.
   * @throws ProtocolError `storage_full`, `storage_failed`
   */
  put(bytes: Uint8Array, sha256: string): Promise<{ release: () => void }>;

  /**
   * Takes over a whole file whose bytes are on stable storage: no copy is made, and what was stored under this SHA-256
   * before is replaced. The file stays under its own name, too. Kept as by `put`.
   * @throws ProtocolError `storage_full`, `storage_failed`, also where the file has not that size
   */
  adopt(file: string, sha256: string, size: number): Promise<{ release: () => void }>;

  /**
   * Whether bytes of this SHA-256 and size are there, and still are those: they may have to be read through. Whoever
   * gives them to somebody else for their own asks this first.
   */
  isWhole(sha256: string, size: number): Promise<boolean>;

  /** @throws Error where the bytes are not there or cannot be read */
  read(sha256: string): Promise<Buffer>;

  /** Opens stored bytes to read; the caller closes them. @throws Error where they are not there or cannot be read */
  open(sha256: string): Promise<FileHandle>;

  /** Bytes that the disk has free beyond the reserve and what was promised to uploads; may be below 0. */
  freeBytes(): Promise<number>;

  /** Removes bytes that no event refers to, unless somebody is just storing them again. */
  discard(sha256: string): void;

  /** Everything that is stored, page by page. */
  list(): AsyncIterable<string[]>;
}
