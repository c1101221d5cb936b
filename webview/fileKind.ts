import type { FileInfo } from '../server/protocol/model.ts';
import type { IconName } from './icons.ts';
import type { FileEntry } from './protocol/messages.ts';

/** Raster kinds that the editor's own page can show safely; SVG is a document and stays one. */
const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

const ARCHIVES = /^application\/(?:zip|gzip|x-(?:tar|7z-compressed|bzip2?|xz|gzip|rar-compressed)|vnd\.rar|zstd)$/u;
const CODE =
  /(?:json|xml|javascript|typescript|x-sh|x-python|yaml|toml|sql|html|css|x-(?:c|csharp|java|ruby|rust|go))/u;

/** The picture on a file's card. */
export function iconOf(mediaType: string): IconName {
  const type = mediaType.toLowerCase();
  if (type.startsWith('video/')) return 'device-camera-video';
  if (type.startsWith('audio/')) return 'music';
  if (type.startsWith('image/') && type !== 'image/svg+xml') return 'file-media';
  if (type === 'application/pdf') return 'file-pdf';
  if (ARCHIVES.test(type)) return 'file-zip';
  if (CODE.test(type) || type === 'image/svg+xml') return 'file-code';
  if (type.startsWith('text/')) return 'file-text';
  return 'file';
}

/** Whether a card may show the file as a picture. */
export function isRasterImage(file: FileInfo): boolean {
  return IMAGES.has(file.mediaType.toLowerCase());
}

/** Most pixels of an image that is drawn in the panel: decoding costs four bytes each. The host holds the same bound. */
const DRAWN_PIXELS = 40_000_000;

/** Whether an image's own account of its size forbids that it is ever decoded here. */
export function isHuge(file: FileInfo): boolean {
  return (file.width ?? 0) * (file.height ?? 0) > DRAWN_PIXELS;
}

/** The picture of an image file that can be shown now: itself, else the small one of its sender. */
export function pictureOf({ bytes, file, thumbnail }: FileEntry): { uri: string; animated: boolean } | undefined {
  if (!isRasterImage(file)) return undefined;
  if (bytes.state === 'ready' && bytes.imageUri !== undefined && !isHuge(file)) {
    return { uri: bytes.imageUri, animated: bytes.animated ?? false };
  }
  if (thumbnail?.state === 'ready' && thumbnail.imageUri !== undefined) {
    return { uri: thumbnail.imageUri, animated: false };
  }
  return undefined;
}

/**
 * Whether a picture is to be asked for unbidden: the image itself where it is small enough, else the small one of its
 * sender.
 *
 * @param previewBytes the largest image that is asked for, 0 for none
 */
export function wantsPicture(entry: FileEntry, previewBytes: number): boolean {
  const { bytes, delivery, file, thumbnail } = entry;
  if (delivery.state !== 'sent' || previewBytes === 0 || !isRasterImage(file)) return false;
  if (file.size <= previewBytes && !isHuge(file)) return bytes.state === 'remote';
  return bytes.state !== 'ready' && thumbnail?.state === 'remote';
}

/** Whether the kind lets one expect text; the host looks at the bytes before it treats them so. */
export function mayBeText(file: FileInfo): boolean {
  return ['file', 'file-code', 'file-text'].includes(iconOf(file.mediaType));
}

/** The space that a picture takes, in CSS pixels: never enlarged, its ratio kept; a guess where the size is unknown. */
export function pictureSize(file: FileInfo): { width: number; height: number } {
  const { width = 0, height = 0 } = file;
  if (width <= 0 || height <= 0) return { width: 240, height: 150 };
  const scale = Math.min(1, 360 / width, 240 / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
