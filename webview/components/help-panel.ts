import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { commandText } from '../composerWording.ts';
import { icon } from '../icons.ts';
import type { SendKey } from '../protocol/messages.ts';
import { SLASH_COMMANDS } from '../protocol/typedText.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './help-panel.styles.ts';
import { renderOperators } from './searchOperators.ts';

/**
 * What can be typed and pressed in the chat. Nobody else sees it.
 *
 * @fires close - it was closed
 */
@customElement('help-panel')
export class HelpPanel extends LitElement {
  static override styles = [controlStyles, styles];

  @property() sendKey: SendKey = 'enter';
  @state() private open = false;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  async show(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    if (!this.dialog.open) this.dialog.showModal();
  }

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @close=${this.#closed}>
      ${this.open ? this.#renderHelp() : nothing}
    </dialog>`;
  }

  #renderHelp(): TemplateResult {
    return html` <div class="bar">
        <h2 id="title">${l10n.t('What you can type and press')}</h2>
        <button
          class="icon-button"
          title=${l10n.t('Close (Escape)')}
          aria-label=${l10n.t('Close')}
          @click=${() => this.dialog.close()}
        >
          ${icon('close')}
        </button>
      </div>
      <h3>${l10n.t('Commands')}</h3>
      <dl>
        ${SLASH_COMMANDS.map((name) => {
          const { usage, detail } = commandText(name);
          return html`<dt>${usage}</dt>
            <dd>${detail}</dd>`;
        })}
        <dt>//…</dt>
        <dd>${l10n.t('A message that begins with a slash')}</dd>
        <dt>upload: …</dt>
        <dd>${l10n.t('As /upload')}</dd>
        <dt>download: …</dt>
        <dd>${l10n.t('As /download')}</dd>
      </dl>
      <h3>${l10n.t('Keys')}</h3>
      <dl>
        ${this.#keys().map(
          ([keys, meaning]) =>
            html`<dt>${keys}</dt>
              <dd>${meaning}</dd>`,
        )}
      </dl>
      <h3>${l10n.t('Search')}</h3>
      ${renderOperators()}`;
  }

  readonly #closed = (): void => {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };

  #keys(): [string, string][] {
    const enter = this.sendKey === 'enter';
    return [
      [enter ? 'Enter' : 'Ctrl+Enter', l10n.t('Send')],
      [enter ? 'Shift+Enter' : 'Enter', l10n.t('New line')],
      ['↑', l10n.t('In an empty box: edit your last message')],
      ['Alt+↑  Alt+↓', l10n.t('Go through what you sent')],
      ['@  :  /', l10n.t('Offer names, emoji and commands')],
      ['Escape', l10n.t('Close a list, else stop editing or answering')],
      ['↑  ↓  Home  End', l10n.t('On a message: go to another')],
      ['Shift+F10', l10n.t('On a message: what can be done with it')],
      ['Ctrl+F', l10n.t('Search')],
      ['Tab', l10n.t('Take what is offered, else leave the box')],
      ['Alt+F1', l10n.t('This help')],
    ];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'help-panel': HelpPanel;
  }
}
