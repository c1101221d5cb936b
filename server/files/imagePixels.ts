import { GIF } from 'image-size/types/gif';
import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import { WEBP } from 'image-size/types/webp';

const KINDS = [PNG, JPG, GIF, WEBP];

/** Width and height of a raster image by its header; nothing for what is none, or is broken. */
export function imagePixels(bytes: Uint8Array): { width: number; height: number } | undefined {
  try {
    const size = KINDS.find((kind) => kind.validate(bytes))?.calculate(bytes);
    if (!size || !isPixels(size.width) || !isPixels(size.height)) return undefined;
    return { width: size.width, height: size.height };
  } catch {
    return undefined;
  }
}

function isPixels(length: number): boolean {
  return Number.isSafeInteger(length) && length > 0;
}
