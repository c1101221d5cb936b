import * as v from 'valibot';

const line = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const short = v.pipe(v.string(), v.maxLength(1_024));

/** Shared code, as it goes between host and panel, and into what a page keeps. */
export const snippetSchema = v.object({
  path: v.pipe(v.string(), v.maxLength(4_096)),
  startLine: line,
  endLine: line,
  languageId: short,
  text: v.pipe(v.string(), v.maxLength(2_000_000)),
  repository: v.optional(v.object({ remote: v.pipe(v.string(), v.maxLength(2_048)), commit: short, root: short })),
});
