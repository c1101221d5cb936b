import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { FileInfo } from '../../server/protocol/model.ts';
import { CommandEvent, ShowPictureEvent } from '../events.ts';
import { isRasterImage, pictureOf, pictureSize, wantsPicture } from '../fileKind.ts';
import { icon } from '../icons.ts';
import { MotionPreference } from '../motion.ts';
import type { FileEntry } from '../protocol/messages.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './file-preview.styles.ts';
import './still-picture.ts';

/**
 * The picture of an image file: itself, or the small one of its sender where it is large. Asks for it once it comes
 * into view, and keeps the place free meanwhile so that nothing below jumps. Shows nothing for other kinds.
 */
@customElement('file-preview')
export class FilePreview extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) entry: FileEntry | undefined;
  @property({ attribute: false }) previewBytes = 0;
  /** Animated pictures stand still where less motion is wanted, until they are played. */
  @state() private playing = false;
  readonly #motion = new MotionPreference(this);
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
    const { entry } = this;
    if (entry === undefined || !isRasterImage(entry.file)) return nothing;
    const picture = pictureOf(entry);
    if (picture === undefined) {
      return this.#wanted() || this.#comes(entry) ? html`<div class="frame">${renderPlace(entry.file)}</div>` : nothing;
    }
    const still = picture.animated && this.#motion.less;
    return html`<div class="frame">
      <button class="show" aria-label=${l10n.t('Show image {0}', entry.file.name)} @click=${this.#show}>
        ${renderPlace(entry.file)}<still-picture .uri=${picture.uri} .still=${still && !this.playing}></still-picture>
      </button>
      ${still ? this.#renderPlay(entry.file) : nothing}
    </div>`;
  }

  #renderPlay(file: FileInfo): TemplateResult {
    const label = this.playing ? l10n.t('Stop {0}', file.name) : l10n.t('Play {0}', file.name);
    return html`<button
      class="icon-button play"
      aria-label=${label}
      title=${label}
      @click=${() => (this.playing = !this.playing)}
    >
      ${icon(this.playing ? 'debug-pause' : 'play')}
    </button>`;
  }

  #wanted(): boolean {
    return this.entry !== undefined && wantsPicture(this.entry, this.previewBytes);
  }

  #comes({ file, bytes, thumbnail }: FileEntry): boolean {
    return (bytes.state === 'loading' && file.size <= this.previewBytes) || thumbnail?.state === 'loading';
  }

  readonly #seen = (changes: IntersectionObserverEntry[]): void => {
    if (!changes.some((change) => change.isIntersecting) || this.entry === undefined) return;
    // Disconnected but not forgotten: it is asked for once in the life of this element.
    this.#watching?.disconnect();
    this.dispatchEvent(new CommandEvent({ type: 'previewFile', fileId: this.entry.file.id }));
  };

  readonly #show = (): void => {
    if (this.entry !== undefined) this.dispatchEvent(new ShowPictureEvent(this.entry.key));
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
