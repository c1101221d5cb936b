import { setImmediate as nextTurn } from 'node:timers/promises';
import { SECRET_RULES, SETTING_RULE, type SecretKind, type SecretRule } from './secretRules.ts';

/** A secret in a text; `start` and `end` are places in it, `line` counts from 1. */
export interface SecretFinding {
  kind: SecretKind;
  line: number;
  start: number;
  end: number;
}

export interface FindSecretsOptions {
  /** The text holds settings only: each of its values counts. */
  everyValue?: boolean;
  signal?: AbortSignal;
}

/** Characters that are looked through between two turns of the event loop. */
const CHUNK = 262_144;
const KEY_HEADER = /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----/gu;
/** What stands between a key's lines where it is a string of some language, and its own header lines. */
const BETWEEN_KEY_LINES = /\\[nrt]|[\s"'`+,\\]|(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset): ?[^\r\n]*/gu;

/**
 * The secrets in a text, in its order, none inside another.
 *
 * @throws the signal's reason, where it is aborted meanwhile
 */
export async function findSecrets(text: string, options: FindSecretsOptions = {}): Promise<SecretFinding[]> {
  const rules = options.everyValue === true ? [...SECRET_RULES, SETTING_RULE] : SECRET_RULES;
  const spans: Span[] = findKeys(text);
  for (let from = 0; from < text.length;) {
    const to = chunkEnd(text, from);
    const chunk = text.slice(from, to);
    for (const rule of rules) spans.push(...applyRule(rule, chunk, from));
    from = to;
    if (from < text.length) await nextTurn(undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
  return withLines(text, withoutOverlaps(spans));
}

type Span = Omit<SecretFinding, 'line'>;

/** The end of a chunk: behind the last line break in reach, so that no line is cut. A line longer than that is. */
function chunkEnd(text: string, from: number): number {
  if (text.length - from <= CHUNK) return text.length;
  const lineEnd = text.lastIndexOf('\n', from + CHUNK);
  return lineEnd > from ? lineEnd + 1 : from + CHUNK;
}

function applyRule(rule: SecretRule, chunk: string, offset: number): Span[] {
  if (!rule.hints.some((hint) => chunk.includes(hint))) return [];
  const spans: Span[] = [];
  for (const match of chunk.matchAll(rule.pattern)) {
    const secret = match.groups?.['secret'] ?? match[0];
    if (rule.accepts?.(secret) === false) continue;
    const start = offset + match.index + match[0].lastIndexOf(secret);
    spans.push({ kind: rule.kind, start, end: start + secret.length });
  }
  return spans;
}

/** Private keys, which go over many lines; a header without a key behind it is code that deals with keys. */
function findKeys(text: string): Span[] {
  const spans: Span[] = [];
  if (!text.includes('PRIVATE KEY')) return spans;
  for (const header of text.matchAll(KEY_HEADER)) {
    const start = header.index + header[0].length;
    const head = text.slice(start, start + 600).replaceAll(BETWEEN_KEY_LINES, '');
    if (!/^[A-Za-z0-9/=]{40}/u.test(head)) continue;
    const footer = text.indexOf('-----END', start);
    // Cut off: as far as it goes on like a key.
    const body = footer === -1 ? /^(?:[A-Za-z0-9+/=\\\s"',:.-])*/u.exec(text.slice(start, start + 65_536)) : undefined;
    spans.push({ kind: 'private_key', start, end: footer === -1 ? start + (body?.[0].length ?? 0) : footer });
  }
  return spans;
}

/** Of two that overlap the one that begins first, or is longer, stays. */
function withoutOverlaps(spans: readonly Span[]): Span[] {
  const kept: Span[] = [];
  let end = -1;
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (span.start < end) continue;
    kept.push(span);
    end = span.end;
  }
  return kept;
}

function withLines(text: string, spans: readonly Span[]): SecretFinding[] {
  let line = 1;
  let counted = 0;
  return spans.map((span) => {
    for (let at = text.indexOf('\n', counted); at !== -1 && at < span.start; at = text.indexOf('\n', at + 1)) {
      line += 1;
      counted = at + 1;
    }
    return { ...span, line };
  });
}
