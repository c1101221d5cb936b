/** Bytes that are about to be shared: in memory, or in a file of this computer that is streamed and never read whole. */
export type ShareableContent =
  | { kind: 'bytes'; bytes: Buffer }
  | {
      kind: 'path';
      path: string;
      sizeBytes: number;
      /** When it was last changed (Unix ms): one that changed meanwhile is not sent as if it had not. */
      modifiedMs: number;
      /** Made for this share only, such as a folder's archive: removed once it is sent or given up. */
      temporary: boolean;
    };

/** Something that a person chose to share, read or found, and checked; not yet kept for sending. */
export interface Shareable {
  /** A display name, as `normalizeFileName` gives it. */
  name: string;
  mediaType: string;
  content: ShareableContent;
  /** A small raster picture of it, within the limits of the protocol ([FL3]). */
  thumbnail?: Buffer | undefined;
}

/** Bytes that a shareable holds. */
export function sizeOf(shareable: Shareable): number {
  const { content } = shareable;
  return content.kind === 'bytes' ? content.bytes.byteLength : content.sizeBytes;
}
