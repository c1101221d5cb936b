import { ProtocolError } from '../protocol/errors.ts';
import { THUMBNAIL_BYTES, THUMBNAIL_PIXELS, THUMBNAIL_TYPES } from '../protocol/limits.ts';
import type { Thumbnail } from '../store/transferOperations.ts';
import { imagePixels, imageType } from './imagePixels.ts';

/**
 * Judges a thumbnail by its header ([FL7]); its pixels are never decoded here.
 * @throws ProtocolError `too_large`, `bad_request`
 */
export function checkThumbnail(bytes: Uint8Array): Thumbnail {
  if (bytes.length > THUMBNAIL_BYTES) {
    throw new ProtocolError('too_large', `A thumbnail holds ${THUMBNAIL_BYTES} bytes at most.`);
  }
  const mediaType = THUMBNAIL_TYPES.find((type) => type === imageType(bytes));
  const pixels = imagePixels(bytes);
  if (mediaType === undefined || !pixels || Math.max(pixels.width, pixels.height) > THUMBNAIL_PIXELS) {
    throw new ProtocolError(
      'bad_request',
      `A thumbnail is a PNG, JPEG or WebP of at most ${THUMBNAIL_PIXELS} by ${THUMBNAIL_PIXELS} pixels.`,
    );
  }
  return { mediaType, bytes };
}
