/** A message beyond this many characters or lines is folded. */
export const FOLD_CHARACTERS = 2_048;
export const FOLD_LINES = 30;

/** The beginning of a message that is too long to show at once, or `undefined` where it is not. */
export function foldedStart(message: string): string | undefined {
  let end = Math.min(message.length, FOLD_CHARACTERS);
  let newline = -1;
  for (let line = 0; line < FOLD_LINES; line += 1) {
    newline = message.indexOf('\n', newline + 1);
    if (newline === -1) break;
  }
  if (newline !== -1) end = Math.min(end, newline);
  // A little more is shown whole: a fold that hides two lines is a nuisance.
  const rest = message.slice(end);
  if (rest.length < FOLD_CHARACTERS / 4 && rest.split('\n', 5).length < 5) return undefined;
  return message.slice(0, boundaryBefore(message, end));
}

/** A place at or before `end` that cuts no word where one is near, and no character ever. */
function boundaryBefore(message: string, end: number): number {
  const blank = message.slice(Math.max(0, end - 100), end + 1).search(/\s\S*$/u);
  if (blank > 0) return Math.max(0, end - 100) + blank;
  const unit = message.charCodeAt(end - 1);
  return unit >= 0xd800 && unit < 0xdc00 ? end - 1 : end;
}
