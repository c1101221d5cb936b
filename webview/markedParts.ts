/** A piece of a text, and whether a search found it. */
export interface MarkedPart {
  text: string;
  marked: boolean;
}

/** Cuts a text at its marks (`[start, end)`, in UTF-16 units); what lies outside it or out of order counts as none. */
export function markedParts(text: string, marks: readonly (readonly [number, number])[]): MarkedPart[] {
  const parts: MarkedPart[] = [];
  let from = 0;
  for (const [start, end] of marks) {
    if (start < from || end <= start || end > text.length) continue;
    if (start > from) parts.push({ text: text.slice(from, start), marked: false });
    parts.push({ text: text.slice(start, end), marked: true });
    from = end;
  }
  if (from < text.length) parts.push({ text: text.slice(from), marked: false });
  return parts;
}
