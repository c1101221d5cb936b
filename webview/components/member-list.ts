import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { PresenceState } from '../../server/protocol/model.ts';
import type { MemberView } from '../protocol/messages.ts';
import { controlStyles } from './controls.styles.ts';
import { styles } from './member-list.styles.ts';

const ORDER: Readonly<Record<PresenceState, number>> = { online: 0, away: 1, offline: 2 };

/** Who is in the room: those present first, then by name. */
@customElement('member-list')
export class MemberList extends LitElement {
  static override styles = [controlStyles, styles];

  @property({ attribute: false }) members: readonly MemberView[] = [];

  override render(): TemplateResult {
    const members = [...this.members].sort((a, b) => ORDER[a.state] - ORDER[b.state] || a.name.localeCompare(b.name));
    // Where everybody is a guest, to say so of each would only be noise.
    const registered = members.some((member) => !member.guest);
    return html`<ul aria-label=${l10n.t('People in the room')}>
      ${repeat(
        members,
        (member) => member.id,
        (member) => renderMember(member, registered && member.guest),
      )}
    </ul>`;
  }
}

function renderMember(member: MemberView, markGuest: boolean): TemplateResult {
  const state = presenceWord(member.state);
  return html`<li class=${member.state} title=${state}>
    <span class="dot"></span>
    <span class="name" dir="auto">${member.name}</span>
    ${member.self ? html`<span class="note">${l10n.t('(you)')}</span>` : nothing}
    ${markGuest ? html`<span class="note">${l10n.t('(guest)')}</span>` : nothing}
    <span class="visually-hidden">${state}</span>
  </li>`;
}

function presenceWord(state: PresenceState): string {
  switch (state) {
    case 'online':
      return l10n.t('Online');
    case 'away':
      return l10n.t('Away');
    case 'offline':
      return l10n.t('Offline');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'member-list': MemberList;
  }
}
