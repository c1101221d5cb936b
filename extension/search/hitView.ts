import type { SearchHit } from '../../server/protocol/model.ts';
import type { SearchHitView } from '../../webview/protocol/messages.ts';
import { withoutSigns } from '../../webview/protocol/plainMessage.ts';

/** Longest part of a message that stands in a list of hits, in UTF-16 units, and what of it stands before the match. */
const EXCERPT = 280;
const LEAD = 60;

/** How a hit is shown. */
export function hitView(hit: SearchHit, where: { server: string; here: boolean }): SearchHitView {
  const { event, marks } = hit;
  const whole = textOf(event);
  // Marks are about the message's own text.
  const said = event.type === 'file' || event.text === whole ? marks : [];
  const plain = event.type === 'message' ? withoutSigns(whole, said) : { text: whole, marks: said };
  return {
    ...where,
    room: event.room,
    seq: event.seq,
    time: event.time,
    name: event.from.name,
    kind: event.type,
    ...excerpt(plain.text, plain.marks),
  };
}

/** The part of a text around its first mark, line breaks as spaces; marks that are none are left out. */
export function excerpt(
  text: string,
  marks: readonly (readonly [number, number])[],
): { text: string; marks: [start: number, end: number][] } {
  const valid: [number, number][] = [];
  for (const [start, end] of marks) {
    if (start >= (valid.at(-1)?.[1] ?? 0) && end > start && end <= text.length) valid.push([start, end]);
  }
  const first = valid[0]?.[0] ?? 0;
  const from = text.length <= EXCERPT ? 0 : wholeFrom(text, Math.max(0, Math.min(first - LEAD, text.length - EXCERPT)));
  const to = Math.min(text.length, from + EXCERPT);
  const lead = from > 0 ? '…' : '';
  const shift = lead.length - from;
  return {
    text: `${lead}${text.slice(from, to).replace(/\s/gu, ' ')}${to < text.length ? '…' : ''}`,
    marks: valid.filter(([, end]) => end <= to).map(([start, end]) => [start + shift, end + shift]),
  };
}

function textOf(event: SearchHit['event']): string {
  if (event.type === 'file') return event.file?.name ?? '';
  if (event.text !== '') return event.text;
  return event.snippet ? `${event.snippet.path}: ${event.snippet.text}` : '';
}

/** Not between the halves of a character. */
function wholeFrom(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff ? index + 1 : index;
}
