import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FileInfo } from '../../server/protocol/model.ts';
import { CommandEvent } from '../events.ts';
import { iconOf } from '../fileKind.ts';
import { icon } from '../icons.ts';
import type { FileBytesView } from '../protocol/messages.ts';
import { fileSize } from '../wording.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './file-card.styles.ts';
import './file-preview.ts';

/** A shared file: its picture where it is one, name and size, and what can be done with it. */
@customElement('file-card')
export class FileCard extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) file: FileInfo | undefined;
  @property({ attribute: false }) bytes: FileBytesView = { state: 'remote' };
  /** The room has it: only then can it be opened. */
  @property({ attribute: false }) sent = false;
  @property({ attribute: false }) previewBytes = 0;

  override render(): TemplateResult | typeof nothing {
    const { file } = this;
    if (file === undefined) return nothing;
    return html`<div class="card">
      <file-preview
        .file=${file}
        .bytes=${this.bytes}
        .sent=${this.sent}
        .previewBytes=${this.previewBytes}
      ></file-preview>
      <div class="row">
        <div class="what">
          <span class="kind">${icon(iconOf(file.mediaType))}</span>
          <div class="words">
            <div class="name" dir="auto" title=${file.name}>${file.name}</div>
            <div class="details">${fileSize(file.size)}${this.#renderBytes()}</div>
          </div>
        </div>
        ${this.sent ? this.#renderActions(file) : nothing}
      </div>
    </div>`;
  }

  #renderBytes(): TemplateResult | typeof nothing {
    switch (this.bytes.state) {
      case 'remote':
      case 'ready':
        return nothing;
      case 'loading':
        return html` · ${l10n.t('Downloading…')}`;
      case 'failed':
        return html` · <span class="failed" dir="auto">${this.bytes.reason}</span>`;
    }
  }

  #renderActions(file: FileInfo): TemplateResult {
    return html`<div class="actions">
      <button
        class="button"
        aria-label=${l10n.t('Open {0}', file.name)}
        @click=${() => this.dispatchEvent(new CommandEvent({ type: 'openFile', fileId: file.id }))}
      >
        ${l10n.t('Open')}
      </button>
      <button
        class="button"
        aria-label=${l10n.t('Save As… {0}', file.name)}
        @click=${() => this.dispatchEvent(new CommandEvent({ type: 'saveFile', fileId: file.id }))}
      >
        ${l10n.t('Save As…')}
      </button>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'file-card': FileCard;
  }
}
