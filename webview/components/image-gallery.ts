import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { copyPicture } from '../copyPicture.ts';
import { CommandEvent, ShowPictureEvent } from '../events.ts';
import { isHuge, isRasterImage, pictureOf, wantsPicture } from '../fileKind.ts';
import { icon, type IconName } from '../icons.ts';
import { MotionPreference } from '../motion.ts';
import type { Command, EntryView, FileEntry } from '../protocol/messages.ts';
import { fileSize, percentage } from '../wording.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './image-gallery.styles.ts';
import './still-picture.ts';

/** Steps of the zoom, in pixels of the screen for one of the picture. */
const ZOOMS = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 8];

/** The room's pictures one at a time, over the whole panel: arrows turn, + and − zoom, Escape goes back. */
@customElement('image-gallery')
export class ImageGallery extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) entries: readonly EntryView[] = [];
  /** Key of the entry whose picture is shown. */
  @property() current = '';
  @property({ type: Number }) previewBytes = 0;
  /** `undefined` where the picture is fitted into its place. */
  @state() private zoom: number | undefined;
  @state() private playing = false;
  @state() private told = '';
  @query('dialog') private readonly dialog!: HTMLDialogElement;
  @query('.stage') private readonly stage!: HTMLElement;
  readonly #motion = new MotionPreference(this);
  #pictures: readonly FileEntry[] = [];
  #index = 0;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('entries')) this.#pictures = this.entries.filter(isPicture);
    const found = this.#pictures.findIndex((entry) => entry.key === this.current);
    // What was deleted meanwhile gives way to what stood beside it.
    this.#index = found === -1 ? Math.min(this.#index, this.#pictures.length - 1) : found;
    if (changed.has('current')) {
      this.zoom = undefined;
      this.playing = false;
      this.told = '';
    }
  }

  override firstUpdated(): void {
    this.dialog.showModal();
    this.stage.focus();
  }

  override updated(): void {
    const entry = this.#pictures[this.#index];
    if (entry === undefined) this.dialog.close();
    else if (wantsPicture(entry, this.previewBytes)) this.#post({ type: 'previewFile', fileId: entry.file.id });
  }

  override render(): TemplateResult {
    const entry = this.#pictures[this.#index];
    return html`<dialog
      aria-labelledby="name"
      aria-describedby="about"
      @close=${this.#closed}
      @keydown=${this.#pressed}
    >
      ${entry === undefined ? nothing : this.#renderPicture(entry)}
    </dialog>`;
  }

  #renderPicture(entry: FileEntry): TemplateResult {
    const { file } = entry;
    const about = [
      l10n.t('{0} of {1}', this.#index + 1, this.#pictures.length),
      l10n.t('from {0}', entry.from.name),
      fileSize(file.size),
    ];
    return html`<header>
        <div class="words">
          <h2 id="name" dir="auto" title=${file.name}>${file.name}</h2>
          <p id="about" role="status">${about.join(' · ')}</p>
        </div>
        ${this.#renderButton('close', l10n.t('Close'), () => this.dialog.close())}
      </header>
      <!-- Scrolled by keys too, where the picture is larger than its place. -->
      <!-- eslint-disable-next-line lit-a11y/no-noninteractive-tabindex -->
      <div
        class="stage ${this.zoom === undefined ? 'fitted' : ''}"
        role="group"
        tabindex="0"
        aria-label=${l10n.t('Picture')}
      >
        ${this.#renderStage(entry)}
      </div>
      ${this.#renderControls(entry)}
      <div class="visually-hidden" role="status">${this.told}</div>`;
  }

  #renderStage(entry: FileEntry): TemplateResult {
    const { file, bytes } = entry;
    const picture = pictureOf(entry);
    const whole = bytes.state === 'ready' && picture !== undefined;
    if (whole) return this.#renderDrawn(entry, picture);
    return html`<div class="note">
      ${
        picture === undefined
          ? icon('file-media')
          : html`<div class="small"><still-picture .uri=${picture.uri} .name=${file.name}></still-picture></div>`
      }
      ${this.#renderAbsence(entry)}
    </div>`;
  }

  #renderDrawn(entry: FileEntry, picture: { uri: string; animated: boolean }): TemplateResult {
    const still = picture.animated && this.#motion.less && !this.playing;
    return html`<still-picture
      .uri=${picture.uri}
      .name=${entry.file.name}
      .still=${still}
      .zoom=${this.zoom}
    ></still-picture>`;
  }

  #renderAbsence({ bytes, file }: FileEntry): TemplateResult {
    const load = html`<button class="button" @click=${() => this.#act('fetch', file.id)}>
      ${l10n.t('Load Picture ({0})', fileSize(file.size))}
    </button>`;
    if (bytes.state === 'loading') return html`<span>${l10n.t('Downloading…')}</span>`;
    if (bytes.state === 'failed') return html`<span dir="auto">${bytes.reason}</span>${load}`;
    if (bytes.state === 'ready' || isHuge(file)) {
      return html`<span>${l10n.t('This picture is too large, or too damaged, to be shown here.')}</span>`;
    }
    return load;
  }

  #renderControls(entry: FileEntry): TemplateResult {
    const { file } = entry;
    const picture = entry.bytes.state === 'ready' ? pictureOf(entry) : undefined;
    const zoomed = this.zoom === undefined ? l10n.t('Fit') : percentage(this.zoom);
    return html`<footer>
      ${this.#renderButton('chevron-left', l10n.t('Previous Picture'), () => this.#turn(-1), this.#index > 0)}
      ${this.#renderButton(
        'chevron-right',
        l10n.t('Next Picture'),
        () => this.#turn(1),
        this.#index < this.#pictures.length - 1,
      )}
      <span class="gap"></span>
      ${this.#renderButton('zoom-out', l10n.t('Zoom Out'), () => this.#zoomBy(-1), picture !== undefined)}
      <span class="level">${zoomed}</span>
      ${this.#renderButton('zoom-in', l10n.t('Zoom In'), () => this.#zoomBy(1), picture !== undefined)}
      ${this.#renderButton('screen-full', l10n.t('Fit'), () => (this.zoom = undefined), this.zoom !== undefined)}
      ${picture?.animated && this.#motion.less ? this.#renderPlay() : nothing}
      <span class="gap"></span>
      ${
        picture === undefined
          ? nothing
          : this.#renderButton('copy', l10n.t('Copy Image'), () => void this.#copy(picture.uri, file.id))
      }
      <button class="button" @click=${() => this.#leaveFor({ type: 'openFile', fileId: file.id })}>
        ${l10n.t('Open')}
      </button>
      <button class="button" @click=${() => this.#post({ type: 'saveFile', fileId: file.id })}>
        ${l10n.t('Save As…')}
      </button>
    </footer>`;
  }

  #renderPlay(): TemplateResult {
    return this.#renderButton(
      this.playing ? 'debug-pause' : 'play',
      this.playing ? l10n.t('Stop') : l10n.t('Play'),
      () => (this.playing = !this.playing),
    );
  }

  #renderButton(name: IconName, label: string, run: () => void, enabled = true): TemplateResult {
    return html`<button
      class="icon-button"
      aria-label=${label}
      title=${label}
      aria-disabled=${enabled ? 'false' : 'true'}
      @click=${() => enabled && run()}
    >
      ${icon(name)}
    </button>`;
  }

  readonly #pressed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rightToLeft = getComputedStyle(this).direction === 'rtl';
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.#turn(rightToLeft ? 1 : -1),
      ArrowRight: () => this.#turn(rightToLeft ? -1 : 1),
      Home: () => this.#turn(-this.#pictures.length),
      End: () => this.#turn(this.#pictures.length),
      '+': () => this.#zoomBy(1),
      '=': () => this.#zoomBy(1),
      '-': () => this.#zoomBy(-1),
      '0': () => (this.zoom = undefined),
      '1': () => (this.zoom = 1),
    };
    const run = keys[event.key];
    if (run === undefined) return;
    event.preventDefault();
    run();
  };

  readonly #closed = (): void => void this.dispatchEvent(new ShowPictureEvent(undefined));

  #turn(by: number): void {
    const target = Math.min(Math.max(this.#index + by, 0), this.#pictures.length - 1);
    const entry = this.#pictures[target];
    if (entry !== undefined) this.dispatchEvent(new ShowPictureEvent(entry.key));
  }

  #zoomBy(step: 1 | -1): void {
    const now = this.zoom ?? (step === 1 ? 0.99 : 1);
    const next = step === 1 ? ZOOMS.find((zoom) => zoom > now) : ZOOMS.findLast((zoom) => zoom < now);
    this.zoom = next ?? this.zoom;
  }

  async #copy(uri: string, fileId: string): Promise<void> {
    try {
      await copyPicture(uri);
      this.told = l10n.t('The image was copied.');
    } catch {
      this.#act('copy', fileId);
    }
  }

  #leaveFor(command: Command): void {
    this.#post(command);
    this.dialog.close();
  }

  #act(action: 'fetch' | 'copy', fileId: string): void {
    this.#post({ type: 'fileAction', action, fileId });
  }

  #post(command: Command): void {
    this.dispatchEvent(new CommandEvent(command));
  }
}

function isPicture(entry: EntryView): entry is FileEntry {
  return entry.kind === 'file' && !entry.deleted && entry.delivery.state === 'sent' && isRasterImage(entry.file);
}

declare global {
  interface HTMLElementTagNameMap {
    'image-gallery': ImageGallery;
  }
}
