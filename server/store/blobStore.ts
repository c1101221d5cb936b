/** Bytes by their SHA-256: the same bytes are stored once ([FL6]). */
export interface BlobStore {
  /**
   * Stores bytes; when it resolves they are on stable storage. They are kept until `release`, and after that as long as
   * an event refers to them.
   * @throws ProtocolError `storage_full`, `storage_failed`
   */
  put(bytes: Uint8Array, sha256: string): Promise<{ release: () => void }>;

  /** @throws Error where the bytes are not there or cannot be read */
  read(sha256: string): Promise<Buffer>;

  /** Removes bytes that no event refers to, unless somebody is just storing them again. */
  discard(sha256: string): void;

  /** Everything that is stored, page by page. */
  list(): AsyncIterable<string[]>;
}
