/**
 * A text of somebody else's, fit to stand in a notification, a label or a tooltip: the editor makes links that run
 * commands of `[text](command:…)` and icons of `$(name)`, wherever the text came from. Look-alike brackets keep it
 * readable; control characters and what lies past 120 characters go.
 */
export function plainText(text: string): string {
  const neutral = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    // What is not seen, reorders or hides; a joiner makes one emoji of several.
    .replace(/[[\p{Cf}\p{Co}\p{Cs}]--\u200D]+/gv, '')
    .replaceAll('[', '⁅')
    .replaceAll(']', '⁆')
    .replaceAll('$(', '$❨')
    .replaceAll('<', '‹')
    .replaceAll('>', '›');
  const characters = Array.from(neutral);
  return characters.length <= 120 ? neutral : `${characters.slice(0, 119).join('')}…`;
}
