import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from './paths.ts';

/** Strings of a person's language in the source: those that are translated, and those that are not and should be. */
export interface SourceStrings {
  /** What is given to `l10n.t`, which is also its key in the bundles. */
  keys: Set<string>;
  /** `file: what stands there`, for texts that nobody can translate. */
  untranslated: string[];
}

/** Calls whose first argument a person reads. */
const SHOWN_BY = /^show(?:Information|Warning|Error)Message$|^setStatusBarMessage$/u;
/** Properties that a person reads, of what the editor is given. */
const SHOWN_AS = new Set(['placeHolder', 'prompt', 'title', 'tooltip', 'label', 'detail', 'description', 'openLabel']);
const WORDS = /\p{L}{2,}/u;
/** What a person types as it stands, in every language. */
const TYPED = new Set(['upload: …', 'download: …', 'from:', 'in:', 'has:file']);

/** Reads every source file that shows something to a person. */
export function sourceStrings(): SourceStrings {
  const found: SourceStrings = { keys: new Set(), untranslated: [] };
  for (const file of globSync('{extension,webview}/**/*.ts', { cwd: ROOT })) {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      look(node, file, found);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

function look(node: ts.Node, file: string, found: SourceStrings): void {
  const bypass = (text: string): void => {
    // An icon has a name, too.
    if (WORDS.test(text.replace(/\$\([a-z~-]+\)/gu, '')) && !TYPED.has(text.trim()))
      found.untranslated.push(`${file}: ${text.trim()}`);
  };
  if (ts.isCallExpression(node)) {
    const [first] = node.arguments;
    const callee = node.expression.getText();
    if (/(?:^|\.)l10n\.t$/u.test(callee)) {
      if (first && ts.isStringLiteralLike(first)) found.keys.add(first.text);
      else bypass(`l10n.t of what is no literal: ${node.getText().slice(0, 80)}`);
    } else if (first && SHOWN_BY.test(callee.split('.').at(-1) ?? '')) bypass(literalText(first));
  } else if (ts.isPropertyAssignment(node) && SHOWN_AS.has(node.name.getText()) && file.startsWith('extension')) {
    bypass(literalText(node.initializer));
  } else if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'html') {
    for (const text of templateTexts(node.template)) bypass(text);
  }
}

function literalText(node: ts.Expression): string {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node)
    ? node.head.text + node.templateSpans.map((span) => span.literal.text).join('')
    : '';
}

/** What of an `html` template is shown as it stands: text between tags, and the attributes that are read out. */
function templateTexts(template: ts.TemplateLiteral): string[] {
  const parts = ts.isNoSubstitutionTemplateLiteral(template)
    ? [template.text]
    : [template.head.text, ...template.templateSpans.map((span) => span.literal.text)];
  const markup = parts.join('\u0000').replace(/<!--.*?-->/gsu, '');
  const attributes = markup.matchAll(/\b(?:title|alt|placeholder|aria-label|aria-description)="(?<text>[^"]*)"/gu);
  const between = markup.replace(/<[^>]*>/gu, '\n').split('\n');
  return [...Array.from(attributes, (match) => match.groups?.['text'] ?? ''), ...between];
}

/** The places of a text that are filled in, such as `{0}`, in order of their names. */
export function placeholders(text: string): string {
  return Array.from(text.matchAll(/\{\w+\}/gu), ([name]) => name)
    .toSorted()
    .join(' ');
}
