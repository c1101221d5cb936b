import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { copyPicture } from '../copyPicture.ts';
import { CommandEvent } from '../events.ts';
import { iconOf, mayBeText, pictureOf } from '../fileKind.ts';
import { fileDetails } from '../fileWording.ts';
import { icon } from '../icons.ts';
import type { Command, FileAction, FileEntry } from '../protocol/messages.ts';
import './action-menu.ts';
import type { MenuItem } from './action-menu.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './file-card.styles.ts';
import './file-preview.ts';
import './transfer-progress.ts';

/** A shared file: its picture where it is one, what it is, how far it has come, and what can be done with it. */
@customElement('file-card')
export class FileCard extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) entry: FileEntry | undefined;
  @property({ attribute: false }) previewBytes = 0;
  /** Said aloud once a picture was copied. */
  @state() private told = '';

  override render(): TemplateResult | typeof nothing {
    const { entry } = this;
    if (entry === undefined) return nothing;
    const { file } = entry;
    return html`<div class="card" role="group" aria-label=${l10n.t('{0} from {1}', file.name, entry.from.name)}>
      <file-preview .entry=${entry} .previewBytes=${this.previewBytes}></file-preview>
      <div class="row">
        <div class="what">
          <span class="kind">${icon(iconOf(file.mediaType))}</span>
          <div class="words">
            <div class="name" dir="auto" title=${file.name}>${file.name}</div>
            <div class="details">${fileDetails(entry)}${this.#renderBytes(entry)}</div>
          </div>
        </div>
        ${entry.delivery.state === 'sent' ? this.#renderActions(entry) : nothing}
      </div>
      ${this.#renderProgress(entry)}
      <div class="visually-hidden" role="status">${this.told}</div>
    </div>`;
  }

  #renderBytes({ bytes, file }: FileEntry): TemplateResult | typeof nothing {
    switch (bytes.state) {
      case 'remote':
      case 'ready':
        return nothing;
      case 'loading':
        return bytes.progress === undefined ? html` · ${l10n.t('Downloading…')}` : nothing;
      case 'failed':
        return html`<div class="failed">
          <span dir="auto">${bytes.reason}</span>
          <button
            class="link-button"
            aria-label=${l10n.t('Retry {0}', file.name)}
            @click=${() => this.#act('fetch', file.id)}
          >
            ${l10n.t('Retry')}
          </button>
        </div>`;
    }
  }

  /** One's own on its way out, or somebody's on its way here. */
  #renderProgress({ bytes, delivery, file, key }: FileEntry): TemplateResult | typeof nothing {
    if (delivery.state === 'pending' && delivery.progress !== undefined) {
      return html`<transfer-progress
        class="progress"
        .progress=${delivery.progress}
        .label=${l10n.t('Sending {0}', file.name)}
        .cancelLabel=${l10n.t('Stop sending {0}', file.name)}
        @cancel=${() => this.#post({ type: 'discard', key })}
      ></transfer-progress>`;
    }
    if (bytes.state !== 'loading' || bytes.progress === undefined) return nothing;
    return html`<transfer-progress
      class="progress"
      .progress=${bytes.progress}
      .label=${l10n.t('Downloading {0}', file.name)}
      .cancelLabel=${l10n.t('Stop downloading {0}', file.name)}
      @cancel=${() => this.#post({ type: 'cancelFile', fileId: file.id })}
    ></transfer-progress>`;
  }

  #renderActions(entry: FileEntry): TemplateResult {
    const { file } = entry;
    return html`<div class="actions">
      <button
        class="button"
        aria-label=${l10n.t('Open {0}', file.name)}
        @click=${() => this.#post({ type: 'openFile', fileId: file.id })}
      >
        ${l10n.t('Open')}
      </button>
      <button
        class="button"
        aria-label=${l10n.t('Save As… {0}', file.name)}
        @click=${() => this.#post({ type: 'saveFile', fileId: file.id })}
      >
        ${l10n.t('Save As…')}
      </button>
      <action-menu .label=${l10n.t('More actions for {0}', file.name)} .items=${this.#items(entry)}></action-menu>
    </div>`;
  }

  #items(entry: FileEntry): MenuItem[] {
    const { file } = entry;
    const act = (label: string, action: FileAction): MenuItem => ({ label, run: () => this.#act(action, file.id) });
    const picture = entry.bytes.state === 'ready' ? pictureOf(entry) : undefined;
    return [
      act(l10n.t('Compare with Mine'), 'compare'),
      ...(mayBeText(file)
        ? [act(l10n.t('Insert at Cursor'), 'insert'), act(l10n.t('Copy Contents'), 'copy')]
        : picture
          ? [{ label: l10n.t('Copy Image'), run: () => void this.#copyPicture(picture.uri, file.id) }]
          : []),
      act(l10n.t('Reveal My Copy'), 'reveal'),
    ];
  }

  async #copyPicture(uri: string, fileId: string): Promise<void> {
    try {
      await copyPicture(uri);
      this.told = l10n.t('The image was copied.');
    } catch {
      // The host knows the words for what cannot be copied.
      this.#act('copy', fileId);
    }
  }

  #act(action: FileAction, fileId: string): void {
    this.#post({ type: 'fileAction', action, fileId });
  }

  #post(command: Command): void {
    this.dispatchEvent(new CommandEvent(command));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'file-card': FileCard;
  }
}
