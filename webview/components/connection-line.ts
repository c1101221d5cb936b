import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { CommandEvent } from '../events.ts';
import { icon } from '../icons.ts';
import type { ConnectionView } from '../protocol/messages.ts';
import { retryCountdown } from '../wording.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './connection-line.styles.ts';

/** Says above the composer what is wrong with the connection and offers to mend it; nothing while all is well. */
@customElement('connection-line')
export class ConnectionLine extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) connection: ConnectionView = { state: 'offline' };
  @state() private now = Date.now();
  #ticking: ReturnType<typeof setInterval> | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('connection')) return;
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    if (this.connection.state === 'waiting') {
      this.now = Date.now();
      this.#ticking = setInterval(() => (this.now = Date.now()), 1000);
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
  }

  override render(): TemplateResult {
    // The region itself is always there: one that appears together with its text is not announced.
    return html`<div role="status">${this.#renderLine(this.connection)}</div>`;
  }

  #renderLine(connection: ConnectionView): TemplateResult | typeof nothing {
    switch (connection.state) {
      case 'online':
        return nothing;
      case 'connecting':
        return html`<div class="line connecting">
          <span class="mark spin">${icon('loading')}</span><span class="words">${l10n.t('Connecting…')}</span>
        </div>`;
      case 'waiting':
        return html`<div class="line waiting">
          <span class="mark">${icon('warning')}</span
          ><span class="rest">
            <span class="words">
              <span dir="auto">${connection.reason}</span>
              <span aria-hidden="true">${retryCountdown(connection.retryAt - this.now)}</span>
            </span>
            ${this.#renderReconnect(l10n.t('Reconnect Now'))}</span
          >
        </div>`;
      case 'failed':
        return html`<div class="line failed">
          <span class="mark">${icon('error')}</span
          ><span class="rest"
            ><span class="words" dir="auto">${connection.reason}</span>
            ${this.#renderReconnect(l10n.t('Reconnect'))}</span
          >
        </div>`;
      case 'offline':
        return html`<div class="line offline">
          <span class="mark">${icon('plug')}</span
          ><span class="rest"
            ><span class="words">${l10n.t('Not connected.')}</span> ${this.#renderReconnect(l10n.t('Reconnect'))}</span
          >
        </div>`;
    }
  }

  #renderReconnect(label: string): TemplateResult {
    return html`<button class="button" @click=${this.#reconnect}>${label}</button>`;
  }

  readonly #reconnect = (): void => void this.dispatchEvent(new CommandEvent({ type: 'reconnect' }));
}

declare global {
  interface HTMLElementTagNameMap {
    'connection-line': ConnectionLine;
  }
}
