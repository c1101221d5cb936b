import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FileInfo } from '../../server/protocol/model.ts';
import { CommandEvent } from '../events.ts';
import { isRasterImage, pictureSize } from '../fileKind.ts';
import type { FileBytesView } from '../protocol/messages.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './file-preview.styles.ts';

/**
 * The picture of an image file. Asks for its bytes once it comes into view, and keeps the place free meanwhile so that
 * nothing below jumps. Shows nothing for other kinds and for images too large to be asked for unbidden.
 */
@customElement('file-preview')
export class FilePreview extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) file: FileInfo | undefined;
  @property({ attribute: false }) bytes: FileBytesView = { state: 'remote' };
  @property({ attribute: false }) sent = false;
  @property({ attribute: false }) previewBytes = 0;
  #watching: IntersectionObserver | undefined;

  override updated(): void {
    if (!this.#wanted()) this.#unwatch();
    else if (this.#watching === undefined) {
      this.#watching = new IntersectionObserver(this.#seen, { rootMargin: '200px' });
      this.#watching.observe(this);
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override render(): TemplateResult | typeof nothing {
    const { file, bytes } = this;
    if (file === undefined || !isRasterImage(file)) return nothing;
    if (bytes.state === 'ready' && bytes.imageUri !== undefined) {
      return html`<button class="frame" aria-label=${l10n.t('Open image {0}', file.name)} @click=${this.#open}>
        ${renderPlace(file)}<img src=${bytes.imageUri} alt="" decoding="async" />
      </button>`;
    }
    if (this.#wanted() || (bytes.state === 'loading' && file.size <= this.previewBytes)) {
      return html`<div class="frame">${renderPlace(file)}</div>`;
    }
    return nothing;
  }

  #wanted(): boolean {
    const { file } = this;
    if (file === undefined || !this.sent || this.bytes.state !== 'remote') return false;
    return isRasterImage(file) && file.size <= this.previewBytes;
  }

  readonly #seen = (changes: IntersectionObserverEntry[]): void => {
    if (!changes.some((change) => change.isIntersecting) || this.file === undefined) return;
    // Disconnected but not forgotten: it is asked for once in the life of this element.
    this.#watching?.disconnect();
    this.dispatchEvent(new CommandEvent({ type: 'previewFile', fileId: this.file.id }));
  };

  readonly #open = (): void => {
    if (this.file !== undefined) this.dispatchEvent(new CommandEvent({ type: 'openFile', fileId: this.file.id }));
  };

  #unwatch(): void {
    this.#watching?.disconnect();
    this.#watching = undefined;
  }
}

/** Takes the space of the picture before and while it is there, whatever its bytes turn out to be. */
function renderPlace(file: FileInfo): TemplateResult {
  const { width, height } = pictureSize(file);
  return html`${svg`<svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" aria-hidden="true">
    <rect width=${width} height=${height}></rect>
  </svg>`}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'file-preview': FilePreview;
  }
}
