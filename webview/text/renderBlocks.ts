import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import '../components/code-block.ts';
import type { EmojiTable } from '../emoji/emojiTable.ts';
import type { Block, Inline, ListItem, TableCell } from './markdownModel.ts';
import { isOnlyEmoji, textRuns, type Callable } from './textRuns.ts';

/** What the parts of a message are shown with. */
export interface TextContext {
  people: Callable;
  /** Absent until it is loaded. */
  emoji: EmojiTable | undefined;
  /** A link was clicked. */
  openLink: (event: Event) => void;
  /** It was clicked otherwise. */
  stop: (event: Event) => void;
  /** Stands at the end of the last paragraph. */
  mark: TemplateResult | typeof nothing;
}

type Rendered = TemplateResult | string | typeof nothing;

/*
 * What holds text is written without white space around it, whatever the formatter thinks of long lines: the text keeps
 * its own, so any in a template would be seen.
 */

/** The templates of a message. Everything that others wrote is bound as text. */
export function renderBlocks(blocks: readonly Block[], context: TextContext): Rendered | Rendered[] {
  const last = blocks.at(-1);
  const rendered: Rendered[] = blocks.map((block) => {
    return renderBlock(block, block === last && block.kind === 'paragraph' ? context : unmarked(context));
  });
  if (context.mark !== nothing && last?.kind !== 'paragraph') rendered.push(html`<p>${context.mark}</p>`);
  return alone(rendered);
}

/** What stands alone needs no markers around it in the page. */
function alone(rendered: Rendered[]): Rendered | Rendered[] {
  const [only] = rendered;
  return only !== undefined && rendered.length === 1 ? only : rendered;
}

function renderBlock(block: Block, context: TextContext): Rendered {
  switch (block.kind) {
    case 'paragraph':
      // prettier-ignore
      return html`<p class=${isLarge(block, context) ? 'large' : nothing} dir="auto">${renderInlines(block.content, context, context.mark)}</p>`;
    case 'heading':
      // No heading of the page: those of different people would make no order.
      // prettier-ignore
      return html`<p class="heading level-${block.level}" dir="auto">${renderInlines(block.content, context)}</p>`;
    case 'code':
      return html`<code-block .text=${block.text} .language=${block.language}></code-block>`;
    case 'quote':
      return html`<blockquote dir="auto">${renderBlocks(block.content, unmarked(context))}</blockquote>`;
    case 'list': {
      const items = block.items.map((item) => renderItem(item, unmarked(context)));
      return block.start === undefined
        ? html`<ul dir="auto">
            ${items}
          </ul>`
        : html`<ol dir="auto" start=${block.start}>
            ${items}
          </ol>`;
    }
    case 'table':
      return renderTable(block, context);
    case 'rule':
      return html`<hr />`;
  }
}

function renderItem({ done, content }: ListItem, context: TextContext): TemplateResult {
  const blocks = renderBlocks(content, context);
  if (done === undefined) return html`<li>${blocks}</li>`;
  const word = done ? l10n.t('Done:') : l10n.t('To do:');
  return html`<li class="task">
    <span class="box" aria-hidden="true">${done ? '☑' : '☐'}</span><span class="visually-hidden">${word}</span>${blocks}
  </li>`;
}

function renderTable({ head, rows }: Extract<Block, { kind: 'table' }>, context: TextContext): TemplateResult {
  const cell = ({ content }: TableCell): Rendered | Rendered[] => renderInlines(content, context);
  return html`<div class="table" tabindex="0" role="region" aria-label=${l10n.t('Table')}>
    <table>
      <thead>
        <tr>
          ${head.map((title) => html`<th scope="col" class=${title.align ?? nothing} dir="auto">${cell(title)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((data) => html`<td class=${data.align ?? nothing} dir="auto">${cell(data)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function renderInlines(
  inlines: readonly Inline[],
  context: TextContext,
  mark: TextContext['mark'] = nothing,
): Rendered | Rendered[] {
  const rendered = inlines.flatMap((inline): Rendered[] => {
    switch (inline.kind) {
      case 'text':
        return renderText(inline.text, context);
      case 'strong':
        return [html`<strong>${renderInlines(inline.content, context)}</strong>`];
      case 'emphasis':
        return [html`<em>${renderInlines(inline.content, context)}</em>`];
      case 'strike':
        return [html`<s>${renderInlines(inline.content, context)}</s>`];
      case 'code':
        return [html`<code dir="auto" .textContent=${inline.text}></code>`];
      case 'link':
        // prettier-ignore
        return [html`<a href=${inline.url} title=${inline.url} @click=${context.openLink} @auxclick=${context.stop}>${renderInlines(inline.content, context)}</a>`];
    }
  });
  return alone(mark === nothing ? rendered : [...rendered, mark]);
}

function renderText(text: string, { people, emoji }: TextContext): Rendered[] {
  return textRuns(text, people, emoji).map((run) => {
    switch (run.kind) {
      case 'text':
        return run.text;
      case 'emoji':
        return html`<span title=":${run.name}:" .textContent=${run.emoji}></span>`;
      case 'mention':
        return html`<span class="mention ${run.self ? 'self' : ''}"><bdi .textContent=${run.text}></bdi></span>`;
    }
  });
}

function isLarge({ content }: Extract<Block, { kind: 'paragraph' }>, { people, emoji }: TextContext): boolean {
  const [only, ...more] = content;
  if (more.length > 0 || only?.kind !== 'text' || only.text.length > 200) return false;
  const shown = textRuns(only.text, people, emoji).map((run) => (run.kind === 'emoji' ? run.emoji : run.text));
  return isOnlyEmoji(shown.join(''));
}

function unmarked(context: TextContext): TextContext {
  return context.mark === nothing ? context : { ...context, mark: nothing };
}
