import { codeBlock, type PastedCode } from './pastedCode.ts';

/** Puts a text where the cursor is, apart from the words around it. */
export function insertWord(box: HTMLTextAreaElement, text: string): void {
  const { value, selectionStart, selectionEnd } = box;
  const before = selectionStart > 0 && !/\s/u.test(value[selectionStart - 1] ?? '') ? ' ' : '';
  box.setRangeText(`${before}${text} `, selectionStart, selectionEnd, 'end');
}

/** Puts another text into the box, with the cursor at a place of it. */
export function writeText(box: HTMLTextAreaElement, text: string, cursor = text.length): void {
  box.value = text;
  box.setSelectionRange(cursor, cursor);
}

/** Makes a block of code that was pasted, where it still stands. */
export function makeBlockOf(box: HTMLTextAreaElement, code: PastedCode): void {
  const at = box.value.lastIndexOf(code.text);
  if (at < 0) return;
  const before = at === 0 || box.value[at - 1] === '\n' ? '' : '\n';
  box.focus();
  box.setSelectionRange(at, at + code.text.length);
  // Deprecated, and the only way in that Undo takes back.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  document.execCommand('insertText', false, `${before}${codeBlock(code)}`);
}
