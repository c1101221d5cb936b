import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { styles } from './still-picture.styles.ts';

/**
 * A picture that fills its place. Where it is animated and is to stand still, its first frame is drawn instead.
 */
@customElement('still-picture')
export class StillPicture extends LitElement {
  static override styles = styles;

  @property() uri = '';
  /** What is said of it; empty where the control around it carries the name. */
  @property() name = '';
  @property({ type: Boolean }) still = false;
  /** Size in pixels of the screen for one of the picture; `undefined` fits it into its place. */
  @property({ type: Number }) zoom: number | undefined;
  @query('.picture') private readonly picture!: HTMLImageElement | HTMLCanvasElement;
  #natural: { width: number; height: number } | undefined;
  #drawn = '';

  override render(): TemplateResult {
    const { uri, name, still, zoom } = this;
    const size = zoom === undefined ? 'filling' : 'sized';
    return still
      ? html`<canvas class="picture ${size}" role=${name === '' ? 'presentation' : 'img'} aria-label=${name}></canvas>`
      : html`<img class="picture ${size}" src=${uri} alt=${name} decoding="async" @load=${this.#loaded} />`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('uri')) this.#natural = undefined;
    if (!this.still) this.#drawn = '';
    else if (this.#drawn !== this.uri) this.#draw();
    this.#resize();
  }

  /** Not by `decode()`: what is not in the page shows its first frame for as long as nobody plays it. */
  #draw(): void {
    const { uri } = this;
    this.#drawn = uri;
    const image = new Image();
    image.addEventListener('load', () => {
      const canvas = this.picture;
      if (this.#drawn !== uri || !(canvas instanceof HTMLCanvasElement)) return;
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      this.#natural = { width: image.naturalWidth, height: image.naturalHeight };
      this.#resize();
    });
    image.src = uri;
  }

  readonly #loaded = (): void => {
    if (!(this.picture instanceof HTMLImageElement)) return;
    this.#natural = { width: this.picture.naturalWidth, height: this.picture.naturalHeight };
    this.#resize();
  };

  #resize(): void {
    const { zoom } = this;
    const natural = this.#natural;
    const size = (length: number): string => `${Math.max(1, Math.round(length * (zoom ?? 1)))}px`;
    this.picture.style.width = zoom === undefined || natural === undefined ? '' : size(natural.width);
    this.picture.style.height = zoom === undefined || natural === undefined ? '' : size(natural.height);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'still-picture': StillPicture;
  }
}
