import type { FileInfo } from '../server/protocol/model.ts';
import type { IconName } from './icons.ts';

/** Raster kinds that the editor's own page can show safely; SVG is a document and stays one. */
const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

const ARCHIVES = /^application\/(?:zip|gzip|x-(?:tar|7z-compressed|bzip2?|xz|gzip|rar-compressed)|vnd\.rar|zstd)$/u;
const CODE =
  /(?:json|xml|javascript|typescript|x-sh|x-python|yaml|toml|sql|html|css|x-(?:c|csharp|java|ruby|rust|go))/u;

/** The picture on a file's card. */
export function iconOf(mediaType: string): IconName {
  const type = mediaType.toLowerCase();
  if (/^(?:image|audio|video)\//u.test(type) && type !== 'image/svg+xml') return 'file-media';
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

/** The space that a picture takes, in CSS pixels: never enlarged, its ratio kept; a guess where the size is unknown. */
export function pictureSize(file: FileInfo): { width: number; height: number } {
  const { width = 0, height = 0 } = file;
  if (width <= 0 || height <= 0) return { width: 240, height: 150 };
  const scale = Math.min(1, 360 / width, 240 / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
