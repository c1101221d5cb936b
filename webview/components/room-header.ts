import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { OpenSearchEvent } from '../events.ts';
import { icon } from '../icons.ts';
import type { ConnectionView, MemberView } from '../protocol/messages.ts';
import { connectionWord, peopleCount } from '../wording.ts';
import { controlStyles } from './controls.styles.ts';
import './member-list.ts';
import { styles } from './room-header.styles.ts';

/** Where one is: room, server, state of the connection, and who else is here. */
@customElement('room-header')
export class RoomHeader extends LitElement {
  static override styles = [controlStyles, styles];

  @property() room = '';
  @property() server: string | undefined;
  @property() topic: string | undefined;
  @property({ attribute: false }) connection: ConnectionView = { state: 'offline' };
  @property({ attribute: false }) members: readonly MemberView[] = [];
  /** The search is open. */
  @property({ type: Boolean }) searching = false;
  @state() private open = false;

  override render(): TemplateResult {
    const people = peopleCount(this.members.filter((member) => member.state !== 'offline').length);
    return html`
      <header>
        <div class="bar">
          <div class="place">
            <h1 title=${this.room} dir="auto">${this.room}</h1>
            <div class="where ${this.connection.state}" title=${this.server ?? nothing}>
              <span class="dot"></span>${connectionWord(this.connection)}
              ${this.server === undefined ? nothing : html`· <bdi>${this.server}</bdi>`}
            </div>
          </div>
          <button
            class="icon-button search"
            aria-expanded=${this.searching ? 'true' : 'false'}
            title=${l10n.t('Search (Ctrl+F)')}
            aria-label=${l10n.t('Search')}
            @click=${() => this.dispatchEvent(new OpenSearchEvent())}
          >
            ${icon('search')}
          </button>
          <button
            class="people"
            aria-expanded=${this.open ? 'true' : 'false'}
            aria-controls="members"
            title=${this.open ? l10n.t('Hide People') : l10n.t('Show People')}
            @click=${this.#toggle}
          >
            ${icon('organization')}<span>${people}</span><span class="turn">${icon('chevron-down')}</span>
          </button>
        </div>
        ${this.topic === undefined || this.topic === '' ? nothing : html`<p class="topic" dir="auto" title=${this.topic}>${this.topic}</p>`}
        <div id="members" ?hidden=${!this.open}>
          ${this.open ? html`<member-list .members=${this.members}></member-list>` : nothing}
        </div>
      </header>
    `;
  }

  /** Lists who is here. */
  showMembers(): void {
    this.open = true;
  }

  readonly #toggle = (): void => {
    this.open = !this.open;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'room-header': RoomHeader;
  }
}
