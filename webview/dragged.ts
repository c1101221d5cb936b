/** What was dropped: places that the host reads by itself, or files whose bytes only the page can read. */
export interface Dragged {
  uris: string[];
  files: File[];
  /** Places among the files of those that are folders. */
  folders: Set<number>;
}

/** Lists of URIs in the order in which they are believed: the editor's own first, a browser's last. */
const URI_LISTS = ['application/vnd.code.uri-list', 'text/uri-list'];
/** What the explorers of older editors give, as a JSON array. */
const RESOURCES = 'resourceurls';
/** Schemes of what somebody reads on the web: dropped as text, into the box. */
const LINK = /^(?:https?|ftp|data|blob|javascript|mailto|about):/iu;

/** Whether a drag may carry something to share; all that can be known before it is dropped. */
export function carriesFiles({ types }: Pick<DataTransfer, 'types'>): boolean {
  const lower = types.map((type) => type.toLowerCase());
  return ['files', RESOURCES, 'codefiles', URI_LISTS[0]].some((type) => type !== undefined && lower.includes(type));
}

/** What a drop carries; nothing for a text or a link. */
export function dragged(data: DataTransfer): Dragged {
  const uris = urisIn(data);
  if (uris.length > 0) return { uris, files: [], folders: new Set() };
  const items = [...data.items].filter(({ kind }) => kind === 'file');
  const folders = new Set(
    items.flatMap((item, index) => (item.webkitGetAsEntry()?.isDirectory === true ? [index] : [])),
  );
  return { uris: [], files: [...data.files], folders };
}

/** Files of a paste. A program that copies an image beside text means the text: a table, not its picture. */
export function pastedFiles(data: DataTransfer): File[] {
  return data.types.includes('text/html') || data.types.includes('text/rtf') ? [] : [...data.files];
}

function urisIn(data: DataTransfer): string[] {
  for (const type of URI_LISTS) {
    const uris = data
      .getData(type)
      .split(/\r?\n/u)
      .filter((line) => line !== '' && !line.startsWith('#') && !LINK.test(line));
    if (uris.length > 0) return uris;
  }
  try {
    const resources: unknown = JSON.parse(data.getData(RESOURCES) || '[]');
    const uris: unknown[] = Array.isArray(resources) ? resources : [];
    return uris.filter((uri) => typeof uri === 'string').filter((uri) => !LINK.test(uri));
  } catch {
    return [];
  }
}
