/** Most bytes of a small picture, as the protocol has it ([FL3]). */
const MOST_BYTES = 12_288;
/** Tried in turn until one fits: the longer side in pixels, and the quality of the encoder. */
const ATTEMPTS = [
  [256, 0.8],
  [256, 0.6],
  [192, 0.6],
  [128, 0.6],
  [96, 0.5],
] as const;

/**
 * A small picture of the image at a webview URI: Base64 of a WebP or JPEG, its first frame where it has several.
 * `undefined` where the image cannot be drawn or no picture is small enough.
 */
export async function makeThumbnail(uri: string): Promise<string | undefined> {
  try {
    const image = await loadImage(uri);
    for (const [side, quality] of ATTEMPTS) {
      const blob = await encode(image, side, quality);
      if (blob.size <= MOST_BYTES) return base64(new Uint8Array(await blob.arrayBuffer()));
    }
  } catch {
    // No picture is better than no file.
  }
  return undefined;
}

/** An image that may be read back: the editor serves its resources to any origin. */
export async function loadImage(uri: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.src = uri;
  await image.decode();
  return image;
}

async function encode(image: HTMLImageElement, side: number, quality: number): Promise<Blob> {
  const scale = Math.min(1, side / Math.max(image.naturalWidth, image.naturalHeight));
  const width = Math.max(1, Math.round(image.naturalWidth * scale));
  const height = Math.max(1, Math.round(image.naturalHeight * scale));
  const bitmap = await createImageBitmap(image, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' });
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  const webp = await canvas.convertToBlob({ type: 'image/webp', quality });
  // An encoder that does not know the kind answers with PNG.
  return webp.type === 'image/webp' ? webp : canvas.convertToBlob({ type: 'image/jpeg', quality });
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
