import type { CodeSpan } from './codeSpan.ts';

/** Takes what highlight.js finds as runs of text, each under its innermost scope that has a name. */
export class SpanEmitter {
  readonly spans: CodeSpan[] = [];
  readonly #scopes: string[] = [];

  addText(text: string): void {
    if (text === '') return;
    const scope = this.#scopes.findLast((candidate) => candidate !== '') ?? '';
    const last = this.spans.at(-1);
    if (last?.scope === scope) last.text += text;
    else this.spans.push({ text, scope });
  }

  startScope(scope: string): void {
    // A language within another begins anew; `title.class` and the like are of the first word's kind.
    this.#scopes.push(scope.split('.')[0] ?? '');
  }

  endScope(): void {
    this.#scopes.pop();
  }

  openNode(scope: string): void {
    this.startScope(scope);
  }

  closeNode(): void {
    this.endScope();
  }

  /** Takes what a language within another came to. */
  __addSublanguage(emitter: SpanEmitter): void {
    for (const { text, scope } of emitter.spans) {
      this.startScope(scope);
      this.addText(text);
      this.endScope();
    }
  }

  finalize(): void {
    // Nothing is left open: parts are written as they come.
  }

  /** The library asks for HTML; nobody reads it. */
  toHTML(): string {
    return '';
  }
}
