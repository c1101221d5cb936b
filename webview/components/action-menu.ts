import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { icon } from '../icons.ts';
import { styles } from './action-menu.styles.ts';
import { controlStyles } from './controls.styles.ts';

/** A line of an `action-menu`. */
export interface MenuItem {
  label: string;
  run(): void;
}

/** A button that opens a menu of further actions: arrows, Home and End move, Escape and Tab close it. */
@customElement('action-menu')
export class ActionMenu extends LitElement {
  static override styles = [controlStyles, styles];

  /** Name of the button and of the menu. */
  @property() label = '';
  @property({ attribute: false }) items: readonly MenuItem[] = [];
  @query('.menu') private readonly menu!: HTMLElement;
  @query('.opener') private readonly opener!: HTMLElement;

  override render(): TemplateResult {
    return html`<button
        class="icon-button opener"
        aria-haspopup="menu"
        aria-label=${this.label}
        title=${this.label}
        popovertarget="menu"
      >
        ${icon('ellipsis')}
      </button>
      <div
        id="menu"
        class="menu"
        role="menu"
        tabindex="-1"
        aria-label=${this.label}
        popover
        @toggle=${this.#toggled}
        @keydown=${this.#moved}
      >
        ${this.items.map(
          (item) =>
            html`<button class="item" role="menuitem" tabindex="-1" @click=${() => this.#pick(item)}>
              ${item.label}
            </button>`,
        )}
      </div>`;
  }

  get open(): boolean {
    return this.hasUpdated && this.menu.matches(':popover-open');
  }

  /** Opens it as its button does. */
  show(): void {
    this.menu.showPopover();
  }

  get #lines(): HTMLElement[] {
    return Array.from(this.menu.querySelectorAll<HTMLElement>('.item'));
  }

  #pick(item: MenuItem): void {
    this.#close();
    item.run();
  }

  /** Gives the focus back by itself: the browser does not do it across so many shadow roots. */
  #close(): void {
    this.menu.hidePopover();
    this.opener.focus();
  }

  readonly #toggled = (event: Event): void => {
    if ('newState' in event && event.newState === 'open') this.#lines[0]?.focus();
  };

  readonly #moved = (event: KeyboardEvent): void => {
    const lines = this.#lines;
    const at = lines.findIndex((line) => line.matches(':focus'));
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: (at + 1) % lines.length,
      ArrowUp: (at - 1 + lines.length) % lines.length,
      Home: 0,
      End: lines.length - 1,
    };
    const target = targets[event.key];
    // What is around the menu has keys of its own, Escape among them.
    event.stopPropagation();
    if (event.key === 'Tab' || event.key === 'Escape') this.#close();
    if (target === undefined) return;
    event.preventDefault();
    lines[target]?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'action-menu': ActionMenu;
  }
}
