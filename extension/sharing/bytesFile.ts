import { rasterKind } from '../files/fileKinds.ts';
import type { FoundFile } from './chosen.ts';

/** A file whose bytes are in memory. */
export function bytesFile(name: string, bytes: Buffer, paths: readonly string[]): FoundFile {
  return {
    kind: 'file',
    name,
    paths,
    sizeBytes: bytes.byteLength,
    start: (mostBytes) => Promise.resolve(bytes.subarray(0, mostBytes)),
    shareable: () =>
      Promise.resolve({
        name,
        mediaType: rasterKind(bytes)?.mediaType ?? 'application/octet-stream',
        content: { kind: 'bytes', bytes },
      }),
  };
}
