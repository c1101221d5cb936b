import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons.ts';
import { joinsText, rowLabel } from '../messageWording.ts';
import type { PersonView } from '../protocol/messages.ts';
import type { Callable } from '../text/textRuns.ts';
import type { Row } from '../timeline.ts';
import { dayName } from '../wording.ts';
import './message-item.ts';
import './system-line.ts';

/** What a row of the list is shown with. */
export interface RowContext {
  now: number;
  /** Key of the row that is the list's one stop of the Tab key. */
  stop: string | undefined;
  /** Key of the entry that was gone to. */
  marked: string | undefined;
  self: PersonView | undefined;
  people: Callable;
  previewBytes: number;
}

/** Whether the arrows stop at it. */
export function isWalked(row: Row): boolean {
  return row.kind === 'entry' && row.entry.kind !== 'system';
}

/** One row of the list; those that last have their key in `data-key`. */
export function renderRow(row: Row, context: RowContext): TemplateResult {
  if (row.kind === 'day') return html`<div class="day">${dayName(row.time, context.now)}</div>`;
  if (row.kind === 'new') return html`<div class="new" data-key=${row.key}><span>${l10n.t('New')}</span></div>`;
  if (row.kind === 'joins') {
    return html`<system-line data-key=${row.key} .entry=${row.entries.at(-1)} .text=${joinsText(row.entries)}>
    </system-line>`;
  }
  if (row.entry.kind === 'system') {
    return html`<system-line data-key=${row.key} .entry=${row.entry}></system-line>`;
  }
  return html`<message-item
    role="article"
    aria-label=${rowLabel(row.entry)}
    tabindex=${row.key === context.stop ? '0' : '-1'}
    class=${row.key === context.marked ? 'marked' : nothing}
    data-key=${row.key}
    .entry=${row.entry}
    .continued=${row.continued}
    .self=${context.self}
    .people=${context.people}
    .previewBytes=${context.previewBytes}
  ></message-item>`;
}

/** Stands at an end of the list while more rows come there. */
export function renderLoading(text: string): TemplateResult {
  return html`<div class="start"><span class="spin">${icon('loading')}</span>${text}</div>`;
}
