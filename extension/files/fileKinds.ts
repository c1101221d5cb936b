import { GIF } from 'image-size/types/gif';
import { HEIF } from 'image-size/types/heif';
import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import { WEBP } from 'image-size/types/webp';

interface RasterFormat {
  mediaType: string;
  extension: string;
  matches(bytes: Uint8Array): boolean;
  /** Reads its size from the header; throws where it cannot. */
  header: { calculate(bytes: Uint8Array): { width: number; height: number } };
}

/** Raster formats that a webview may show, by their first bytes; SVG is a document and never among them. */
const SIGNATURES: readonly RasterFormat[] = [
  {
    mediaType: 'image/png',
    extension: 'png',
    matches: (b) => startsWith(b, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    header: PNG,
  },
  { mediaType: 'image/jpeg', extension: 'jpg', matches: (b) => startsWith(b, [0xff, 0xd8, 0xff]), header: JPG },
  {
    mediaType: 'image/gif',
    extension: 'gif',
    matches: (b) => ascii(b, 0, 'GIF87a') || ascii(b, 0, 'GIF89a'),
    header: GIF,
  },
  {
    mediaType: 'image/webp',
    extension: 'webp',
    matches: (b) => ascii(b, 0, 'RIFF') && ascii(b, 8, 'WEBP'),
    header: WEBP,
  },
  {
    mediaType: 'image/avif',
    extension: 'avif',
    matches: (b) => ascii(b, 4, 'ftypavif') || ascii(b, 4, 'ftypavis'),
    header: HEIF,
  },
];

/** How a frame of a GIF with a delay begins. */
const FRAME = Buffer.from([0x21, 0xf9, 0x04]);

/** Most pixels of an image that is shown inside the chat: decoding costs four bytes each. */
const PREVIEW_PIXELS = 40_000_000;

/** The raster format of `bytes`, judged by content alone; `undefined` for everything else. */
export function rasterKind(bytes: Uint8Array): RasterFormat | undefined {
  return SIGNATURES.find((signature) => signature.matches(bytes));
}

/** A raster image that may be drawn inside the chat. */
export interface PicturePreview {
  /** Of the name that a viewer goes by. */
  extension: string;
  width: number;
  height: number;
  /** Moves by itself. */
  animated: boolean;
}

/**
 * What the header of an image says of it, undecoded; `undefined` for what is none, cannot be read, or is larger than may
 * be decoded, such as a PNG that says it has 60,000 × 60,000 pixels.
 *
 * @param bytes the image, or its beginning
 */
export function picturePreview(bytes: Uint8Array): PicturePreview | undefined {
  const kind = rasterKind(bytes);
  if (!kind) return undefined;
  try {
    const { width, height } = kind.header.calculate(bytes);
    const drawn = width > 0 && height > 0 && width * height <= PREVIEW_PIXELS;
    return drawn
      ? { extension: kind.extension, width, height, animated: isAnimated(bytes, kind.extension) }
      : undefined;
  } catch {
    // A header that cannot be read is a picture that cannot be shown.
    return undefined;
  }
}

/** Whether a received file of this media type opens in the editor's image viewer. */
export function isImageType(mediaType: string): boolean {
  return SIGNATURES.some((signature) => signature.mediaType === mediaType);
}

/**
 * Whether bytes are text that an editor tab shows faithfully: UTF-16 by its byte order mark, else anything without a
 * zero byte or another control character that no text has. Legacy encodings count as text; the editor lets a person
 * reopen them with theirs.
 */
export function isText(bytes: Uint8Array): boolean {
  // Little of a small one gives it away: its streams may be written out in letters.
  if (ascii(bytes, 0, '%PDF-')) return false;
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])) return true;
  for (const byte of bytes.subarray(0, 65_536)) {
    const control =
      byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x1b && byte !== 0x08;
    if (control) return false;
  }
  return true;
}

/** GIF by the block that makes it loop, PNG by its animation control, WebP by its flag, AVIF by its brand. */
function isAnimated(bytes: Uint8Array, extension: string): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 65_536));
  switch (extension) {
    case 'gif':
      return head.includes('NETSCAPE2.0') || head.indexOf(FRAME, head.indexOf(FRAME) + FRAME.length) > 0;
    case 'png': {
      const control = head.indexOf('acTL');
      return control > 0 && control < head.indexOf('IDAT');
    }
    case 'webp':
      return ascii(head, 12, 'VP8X') && ((head[20] ?? 0) & 0x02) !== 0;
    case 'avif':
      return ascii(head, 4, 'ftypavis');
    default:
      return false;
  }
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

function ascii(bytes: Uint8Array, offset: number, text: string): boolean {
  return Array.from(text).every((character, index) => bytes[offset + index] === character.charCodeAt(0));
}
