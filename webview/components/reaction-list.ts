import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { CommandEvent } from '../events.ts';
import { icon } from '../icons.ts';
import { PickEmojiEvent, rowAround, type SaidEntry } from '../messageEvents.ts';
import { reactionText } from '../messageWording.ts';
import type { PersonView, ReactionView } from '../protocol/messages.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './reaction-list.styles.ts';

/** The reactions to a message: each a switch of one's own, with those who gave it in its name. */
@customElement('reaction-list')
export class ReactionList extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) entry: SaidEntry | undefined;
  @property({ attribute: false }) self: PersonView | undefined;

  override render(): TemplateResult | typeof nothing {
    const { entry } = this;
    if (entry?.reactions === undefined) return nothing;
    return html`<ul aria-label=${l10n.t('Reactions')}>
      ${entry.reactions.map((reaction) => this.#renderReaction(reaction))}
      <li>
        <button
          class="add"
          title=${l10n.t('Add a Reaction…')}
          aria-label=${l10n.t('Add a Reaction…')}
          @click=${this.#pick}
        >
          ${icon('smiley')}
        </button>
      </li>
    </ul>`;
  }

  #renderReaction(reaction: ReactionView): TemplateResult {
    const own = this.self !== undefined && reaction.users.includes(this.self.id);
    const who = reactionText(reaction, own);
    return html`<li>
      <button
        class=${own ? 'own' : nothing}
        title=${who}
        aria-label=${who}
        aria-pressed=${own ? 'true' : 'false'}
        @click=${() => this.#react(reaction.emoji, !own)}
      >
        <bdi .textContent=${reaction.emoji}></bdi> <span .textContent=${String(reaction.users.length)}></span>
      </button>
    </li>`;
  }

  readonly #pick = (): void => {
    const seq = this.entry?.seq;
    if (seq === undefined) return;
    this.dispatchEvent(new PickEmojiEvent(this, rowAround(this), (emoji) => ({ type: 'react', seq, emoji, on: true })));
  };

  #react(emoji: string, on: boolean): void {
    const seq = this.entry?.seq;
    if (seq !== undefined) this.dispatchEvent(new CommandEvent({ type: 'react', seq, emoji, on }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'reaction-list': ReactionList;
  }
}
