/* Built as dist/webview-code.js: loaded when the first code with a known language comes into view. */

import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import less from 'highlight.js/lib/languages/less';
import lua from 'highlight.js/lib/languages/lua';
import makefile from 'highlight.js/lib/languages/makefile';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import r from 'highlight.js/lib/languages/r';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import scss from 'highlight.js/lib/languages/scss';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { SpanEmitter } from './spanEmitter.ts';
import type { CodeSpan } from './codeSpan.ts';

const languages = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  go,
  ini,
  java,
  javascript,
  json,
  kotlin,
  less,
  lua,
  makefile,
  markdown,
  php,
  powershell,
  python,
  r,
  ruby,
  rust,
  scss,
  sql,
  swift,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);
// What the editor calls them.
hljs.registerAliases(['shellscript'], { languageName: 'bash' });
hljs.registerAliases(['javascriptreact'], { languageName: 'javascript' });
hljs.registerAliases(['typescriptreact'], { languageName: 'typescript' });
hljs.registerAliases(['jsonc', 'json5'], { languageName: 'json' });
hljs.registerAliases(['properties', 'toml'], { languageName: 'ini' });
hljs.registerAliases(['svelte', 'vue'], { languageName: 'xml' });
// The library's own emitter writes HTML; this one keeps the parts, which are bound as text.
hljs.configure({ __emitter: SpanEmitter });

/** Longer code is shown in one colour. */
const MOST_CHARACTERS = 32_768;
/** A longer line too: the patterns of some languages take time with the square of its length. */
const LONG_LINE = /[^\n]{400}/u;

/**
 * The parts of `code`; `undefined` for a language that is not known and for what would take too long. Joined again, they
 * are the code.
 */
export function highlight(code: string, language: string): CodeSpan[] | undefined {
  if (code.length > MOST_CHARACTERS || LONG_LINE.test(code) || hljs.getLanguage(language) === undefined)
    return undefined;
  const result = hljs.highlight(code, { language, ignoreIllegals: true });
  return result._emitter instanceof SpanEmitter ? result._emitter.spans : undefined;
}
