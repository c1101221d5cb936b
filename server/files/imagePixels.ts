import { GIF } from 'image-size/types/gif';
import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import { WEBP } from 'image-size/types/webp';

const KINDS = [
  { kind: PNG, type: 'image/png' },
  { kind: JPG, type: 'image/jpeg' },
  { kind: GIF, type: 'image/gif' },
  { kind: WEBP, type: 'image/webp' },
] as const;

/** How much of the beginning of an image tells its size, in bytes; a JPEG may have a preview before it does. */
export const IMAGE_HEADER_BYTES = 262_144;

/** The media type of a raster image by its signature. */
export function imageType(bytes: Uint8Array): (typeof KINDS)[number]['type'] | undefined {
  return find(bytes)?.type;
}

/** Width and height of a raster image by its header; nothing for what is none, or is broken. */
export function imagePixels(bytes: Uint8Array): { width: number; height: number } | undefined {
  try {
    const size = find(bytes)?.kind.calculate(bytes);
    if (!size || !isPixels(size.width) || !isPixels(size.height)) return undefined;
    return { width: size.width, height: size.height };
  } catch {
    return undefined;
  }
}

function find(bytes: Uint8Array): (typeof KINDS)[number] | undefined {
  try {
    return KINDS.find(({ kind }) => kind.validate(bytes));
  } catch {
    return undefined;
  }
}

function isPixels(length: number): boolean {
  return Number.isSafeInteger(length) && length > 0;
}
