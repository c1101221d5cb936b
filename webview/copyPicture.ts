import { loadImage } from './thumbnail.ts';

/** Puts the picture at a webview URI into the clipboard, as PNG: the one kind that every clipboard takes. */
export async function copyPicture(uri: string): Promise<void> {
  // The promise goes into the item: the clipboard is asked for while the click still counts.
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': asPng(uri) })]);
}

async function asPng(uri: string): Promise<Blob> {
  const image = await loadImage(uri);
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  canvas.getContext('2d')?.drawImage(image, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
