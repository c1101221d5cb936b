import type { FileEntry } from '../../server/protocol/model.ts';

/** How a list of files is sorted. */
export type FileSort = 'newest' | 'name' | 'size' | 'kind' | 'sender';

export const FILE_SORTS: readonly FileSort[] = ['newest', 'name', 'size', 'kind', 'sender'];

/** The files whose name, sender or media type holds every word of `filter`, sorted. */
export function arrangeFiles(files: readonly FileEntry[], sort: FileSort, filter: string): FileEntry[] {
  const words = fold(filter).split(/\s+/u).filter(Boolean);
  const matching = files.filter(({ file, from }) => {
    const text = fold(`${file.name}\n${from.name}\n${file.mediaType}`);
    return words.every((word) => text.includes(word));
  });
  return matching.sort((one, other) => compare(one, other, sort) || other.seq - one.seq);
}

function compare(one: FileEntry, other: FileEntry, sort: FileSort): number {
  switch (sort) {
    case 'newest':
      return 0;
    case 'name':
      return byName(one.file.name, other.file.name);
    case 'size':
      return other.file.size - one.file.size;
    case 'kind':
      return byName(one.file.mediaType, other.file.mediaType) || byName(one.file.name, other.file.name);
    case 'sender':
      return byName(one.from.name, other.from.name);
  }
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function byName(one: string, other: string): number {
  return collator.compare(one, other);
}

function fold(text: string): string {
  return text.normalize('NFKC').toLocaleLowerCase();
}
