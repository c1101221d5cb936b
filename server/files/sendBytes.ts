import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { TRANSFER_IDLE_MS } from '../protocol/limits.ts';
import { IdleWatch } from './idleWatch.ts';
import type { ByteRange } from './byteRange.ts';

/** Read and sent at once; two of them take turns, so that one is read while the other is sent. */
const PIECE_BYTES = 524_288;

/** The client went away, or does not read. */
class DownloadCutError extends Error {
  constructor() {
    super('The download was cut off.');
    this.name = 'DownloadCutError';
  }
}

/**
 * Sends a part of a file. Memory is the same for any size.
 * @throws Error where the client goes away, reads nothing for too long, or the file cannot be read to its end; the
 * response is destroyed then, so that nobody takes a part for the whole.
 */
export async function sendBytes(
  file: FileHandle,
  { first, last }: ByteRange,
  response: ServerResponse,
  clock: Clock,
  onBytes: (count: number) => void,
): Promise<void> {
  const pieceBytes = Math.min(PIECE_BYTES, last - first + 1);
  const buffers = [Buffer.allocUnsafeSlow(Math.max(1, pieceBytes)), Buffer.allocUnsafeSlow(Math.max(1, pieceBytes))];
  const cut = Promise.withResolvers<never>();
  cut.promise.catch(() => undefined);
  const onClose = (): void => cut.reject(new DownloadCutError());
  response.on('close', onClose);
  response.on('error', onClose);
  const idle = new IdleWatch(clock, TRANSFER_IDLE_MS, () => response.destroy());
  try {
    let sending: Promise<void> = Promise.resolve();
    for (let position = first, turn = 0; position <= last; turn += 1) {
      const buffer = buffers[turn % 2];
      if (!buffer) throw new DownloadCutError();
      const wanted = Math.min(buffer.length, last - position + 1);
      const { bytesRead } = await file.read(buffer, 0, wanted, position);
      if (bytesRead === 0) throw new Error('The stored file ends early.');
      position += bytesRead;
      // The other buffer is free to be filled only when it has left.
      await Promise.race([sending, cut.promise]);
      sending = written(response, buffer.subarray(0, bytesRead)).then(() => {
        idle.touch();
        onBytes(bytesRead);
      });
      sending.catch(() => undefined);
    }
    await Promise.race([sending, cut.promise]);
    response.end();
  } catch (error) {
    response.destroy();
    throw error;
  } finally {
    idle.stop();
    response.off('close', onClose);
    response.off('error', onClose);
  }
}

async function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    response.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
