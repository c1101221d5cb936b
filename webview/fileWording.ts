import * as l10n from '@vscode/l10n';
import type { FileInfo } from '../server/protocol/model.ts';
import type { FileEntry, TransferProgress } from './protocol/messages.ts';
import { iconOf, isRasterImage } from './fileKind.ts';
import { fileSize, language, percentage } from './wording.ts';

/** What it is and how large. What was not sent yet has no kind: the server tells it by the name. */
export function fileDetails({ delivery, file }: FileEntry): string {
  const size = fileSize(file.size);
  return delivery.state === 'sent' ? `${kindWord(file)} · ${size}` : size;
}

/** What kind of file it is, in a word or two. */
function kindWord(file: FileInfo): string {
  if (isRasterImage(file)) return l10n.t('Image');
  const type = file.mediaType.toLowerCase();
  if (type.startsWith('audio/')) return l10n.t('Audio');
  if (type.startsWith('video/')) return l10n.t('Video');
  switch (iconOf(type)) {
    case 'file-pdf':
      return l10n.t('PDF');
    case 'file-zip':
      return l10n.t('Archive');
    case 'file-code':
      return l10n.t('Code');
    case 'file-text':
      return l10n.t('Text');
    case 'file-media':
      return l10n.t('Image');
    default:
      return l10n.t('File');
  }
}

/** How far a transfer is, at what rate, and how long it still takes. */
export function progressWords(progress: TransferProgress): string {
  const { bytes, totalBytes, bytesPerSecond = 0, paused } = progress;
  const share = percent(bytes, totalBytes);
  if (paused) return l10n.t('{0} · paused, goes on with the connection', share);
  const words = [share, l10n.t('{0} of {1}', fileSize(bytes), fileSize(totalBytes))];
  if (bytesPerSecond > 0) {
    words.push(l10n.t('{0}/s', fileSize(bytesPerSecond)));
    if (bytes < totalBytes) words.push(l10n.t('{0} left', duration((totalBytes - bytes) / bytesPerSecond)));
  }
  return words.join(' · ');
}

/** Never says 100 % before all of it is there. */
function percent(bytes: number, totalBytes: number): string {
  const share = totalBytes > 0 ? Math.min(1, bytes / totalBytes) : 0;
  const whole = share === 1 ? 1 : Math.min(0.99, Math.floor(share * 100) / 100);
  return percentage(whole);
}

/** In the largest unit that leaves at least one, rounded up so that nothing is promised. */
function duration(seconds: number): string {
  const [count, unit] =
    seconds < 60 ? [seconds, 'second'] : seconds < 3_600 ? [seconds / 60, 'minute'] : [seconds / 3_600, 'hour'];
  return new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'short' }).format(Math.ceil(count));
}
