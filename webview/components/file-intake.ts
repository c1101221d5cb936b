import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { carriesFiles, dragged, pastedFiles } from '../dragged.ts';
import { CommandEvent, NoticeEvent } from '../events.ts';
import { icon } from '../icons.ts';
import { OfferedFiles } from '../offeredFiles.ts';
import type { HostMessage } from '../protocol/messages.ts';
import { OFFER_LIMITS } from '../protocol/offers.ts';
import { number } from '../wording.ts';
import { styles } from './file-intake.styles.ts';

/** A drag that is not heard of for so long has left, or the editor took it: it tells neither, in milliseconds. */
const GONE_MS = 700;
/** How long the page waits for the keyboard, without which no clipboard is given, in milliseconds. */
const FOCUS_MS = 2_000;

/** Takes in what is dropped anywhere on the chat or pasted into it, and shows while something is dragged over it. */
@customElement('file-intake')
export class FileIntake extends LitElement {
  static override styles = styles;

  @property() room = '';

  @state() private over = false;
  readonly #offered = new OfferedFiles();
  #leaving: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    for (const [type, listener] of this.#listeners) document.addEventListener(type, listener);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const [type, listener] of this.#listeners) document.removeEventListener(type, listener);
    this.#left();
  }

  /** Answers the host, which draws the bytes of what was offered. */
  async pull(message: Extract<HostMessage, { type: 'pullFile' }>): Promise<void> {
    this.dispatchEvent(new CommandEvent(await this.#offered.piece(message)));
  }

  release(offerId: number): void {
    this.#offered.release(offerId);
  }

  /** Shares the image on the clipboard; says what to do where there is none, or the editor does not give it. */
  async shareClipboardImage(): Promise<void> {
    await focused();
    try {
      const items = await navigator.clipboard.read();
      const images = items.flatMap((item) =>
        item.types.filter((type) => type.startsWith('image/')).map((type) => ({ item, type })),
      );
      const [image] = images;
      if (image) {
        const blob = await image.item.getType(image.type);
        const name = `image.${image.type.slice(6).replace(/\W.*$/u, '')}`;
        this.#offer([new File([blob], name, { type: image.type })], new Set(), true);
      } else this.#tell(l10n.t('There is no image on the clipboard. Copy one, then try again.'));
    } catch {
      this.#tell(
        l10n.t('The editor does not let the chat read the clipboard. Paste the image into the message box instead.'),
      );
    }
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.over) return nothing;
    return html`<div class="sheet">
      ${icon('attach')}
      <p class="what" dir="auto">${l10n.t('Drop to share in {0}', this.room)}</p>
      <p class="hint">${l10n.t('Hold Shift to drop here: without it, the editor opens what is dropped.')}</p>
    </div>`;
  }

  readonly #dragOver = (event: DragEvent): void => {
    if (!event.dataTransfer || !carriesFiles(event.dataTransfer)) return;
    // Says that a drop is welcome here, also to the editor's frame around the page.
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.over = true;
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => this.#left(), GONE_MS);
  };

  readonly #dragLeave = (event: DragEvent): void => {
    // Between two elements of the page there is always the other one.
    if (event.relatedTarget === null) this.#left();
  };

  readonly #drop = (event: DragEvent): void => {
    this.#left();
    if (!event.dataTransfer || !carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    const { uris, files, folders } = dragged(event.dataTransfer);
    if (uris.length > OFFER_LIMITS.uris) this.#tellTooMany(OFFER_LIMITS.uris);
    else if (uris.length > 0) this.dispatchEvent(new CommandEvent({ type: 'shareUris', uris }));
    else if (files.length > 0) this.#offer(files, folders, false);
  };

  readonly #paste = (event: ClipboardEvent): void => {
    const files = event.clipboardData ? pastedFiles(event.clipboardData) : [];
    if (files.length === 0) return;
    event.preventDefault();
    this.#offer(files, new Set(), true);
  };

  readonly #listeners = [
    ['dragenter', this.#dragOver],
    ['dragover', this.#dragOver],
    ['dragleave', this.#dragLeave],
    ['drop', this.#drop],
    ['paste', this.#paste],
  ] as [string, EventListener][];

  #offer(files: readonly File[], folders: ReadonlySet<number>, pasted: boolean): void {
    if (files.length > OFFER_LIMITS.files) this.#tellTooMany(OFFER_LIMITS.files);
    else this.dispatchEvent(new CommandEvent(this.#offered.offer(files, folders, pasted)));
  }

  #tellTooMany(limit: number): void {
    this.#tell(l10n.t('That is more than {0} files at once. Share their folder instead.', number(limit)));
  }

  #tell(message: string): void {
    this.dispatchEvent(new NoticeEvent(message));
  }

  #left(): void {
    clearTimeout(this.#leaving);
    this.over = false;
  }
}

/** Waits until the page has the keyboard, but not for ever. */
async function focused(): Promise<void> {
  if (document.hasFocus()) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, FOCUS_MS);
    window.addEventListener(
      'focus',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'file-intake': FileIntake;
  }
}
