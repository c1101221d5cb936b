/** Code that was pasted from an editor. */
export interface PastedCode {
  text: string;
  /** The editor's id of its language; empty where it did not say. */
  languageId: string;
}

/** What VS Code puts beside a text that is copied in an editor. */
const EDITOR_DATA = 'vscode-editor-data';

/** The code of a paste that comes from an editor; `undefined` for any other, and for a single word. */
export function pastedCode(data: Pick<DataTransfer, 'types' | 'getData'> | null): PastedCode | undefined {
  if (data?.types.includes(EDITOR_DATA) !== true) return undefined;
  const text = data.getData('text/plain');
  if (!/\S\s+\S/u.test(text)) return undefined;
  return { text: text.replaceAll('\r\n', '\n'), languageId: modeOf(data.getData(EDITOR_DATA)) };
}

/** The code as a block of Markdown; the fence is longer than any in it. */
export function codeBlock({ text, languageId }: PastedCode): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/gu), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${languageId}\n${withoutMargin(text.replace(/\n+$/u, ''))}\n${fence}\n`;
}

/** Without the indentation that all lines have: copied from within, code would stand far to the right. */
function withoutMargin(text: string): string {
  const lines = text.split('\n');
  const margins = lines.filter((line) => line.trim() !== '').map((line) => /^[\t ]*/u.exec(line)?.[0] ?? '');
  const [first = ''] = margins;
  let width = 0;
  while (width < first.length && margins.every((margin) => margin[width] === first[width])) width += 1;
  return lines.map((line) => (line.trim() === '' ? '' : line.slice(width))).join('\n');
}

function modeOf(json: string): string {
  try {
    const { mode } = JSON.parse(json) as { mode?: unknown };
    return typeof mode === 'string' && /^[\w+#.-]{1,64}$/u.test(mode) && mode !== 'plaintext' ? mode : '';
  } catch {
    return '';
  }
}
