import * as vscode from 'vscode';
import type { Member, PresenceState } from '../../server/protocol/model.ts';
import { DisposableStore } from '../disposables.ts';
import type { ActiveRoom } from '../join/activeRoom.ts';
import { plainText } from '../plainText.ts';

/** Drawn anew at most this often, in milliseconds, however many come and go. */
const REDRAW_MS = 200;
const ORDER: Readonly<Record<PresenceState, number>> = { online: 0, away: 1, offline: 2 };

/** A person in the tree. */
export interface MemberElement extends Member {
  kind: 'member';
  self: boolean;
  /** What this person may do with them, by their menu. */
  may: { moderate: boolean; message: boolean };
}

/** Who is in the room that is shown: oneself first, then those who are there, by name. */
export class MembersTree implements vscode.TreeDataProvider<MemberElement> {
  readonly #room: ActiveRoom;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<undefined>());
  readonly #view: vscode.TreeView<MemberElement>;
  #due: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(room: ActiveRoom) {
    this.#room = room;
    this.#view = this.#store.add(vscode.window.createTreeView('roomChat.members', { treeDataProvider: this }));
    this.#store.defer(room.switched.on(() => this.#redraw()));
    this.#store.defer(
      room.changes.on(({ kind }) => {
        if (kind === 'members' || kind === 'standing' || kind === 'reset' || kind === 'connection') this.#redraw();
      }),
    );
    this.#store.defer(() => clearTimeout(this.#due));
  }

  dispose(): void {
    this.#store.dispose();
  }

  getChildren(parent?: MemberElement): MemberElement[] {
    const session = this.#room.session;
    if (parent || !session) return [];
    const selfId = session.self?.id;
    const { moderates, traits } = session.state.standing;
    const isAlone = traits.direct !== undefined;
    const may = {
      moderate: moderates && !isAlone,
      message: session.hello?.features.includes('direct') === true && !isAlone,
    };
    return session.state.members
      .map((member): MemberElement => ({ ...member, kind: 'member', self: member.id === selfId, may }))
      .sort(
        (one, other) =>
          Number(other.self) - Number(one.self) ||
          ORDER[one.state] - ORDER[other.state] ||
          one.name.localeCompare(other.name),
      );
  }

  getTreeItem(member: MemberElement): vscode.TreeItem {
    const label = plainText(member.name);
    const item = new vscode.TreeItem(label);
    item.id = member.id;
    item.iconPath = presenceIcon(member.state);
    const notes = [
      member.self ? vscode.l10n.t('you') : '',
      member.role === 'owner' ? vscode.l10n.t('owner') : '',
      member.guest ? vscode.l10n.t('guest') : '',
      member.muted === true ? vscode.l10n.t('muted') : '',
      member.state === 'online' ? '' : presenceWord(member.state),
    ].filter((note) => note !== '');
    item.description = notes.join(' · ');
    item.tooltip = [label, presenceWord(member.state)].join('\n');
    item.accessibilityInformation = {
      label: [label, presenceWord(member.state), ...notes.filter((note) => note !== presenceWord(member.state))].join(
        ', ',
      ),
    };
    item.contextValue = contextOf(member);
    return item;
  }

  #redraw(): void {
    this.#due ??= setTimeout(() => {
      this.#due = undefined;
      const here = this.#room.session?.state.members.filter(({ state }) => state !== 'offline').length;
      this.#view.description = here === undefined ? '' : vscode.l10n.t('{0} here', here);
      this.#changed.fire(undefined);
    }, REDRAW_MS);
  }
}

/** For the menu: `member` or `self`, and what this person may do with them. */
function contextOf({ self, muted, may }: MemberElement): string {
  if (self) return 'self';
  const mute = muted === true ? 'unmute' : 'mute';
  return ['member', ...(may.message ? ['message'] : []), ...(may.moderate ? ['moderate', mute] : [])].join('.');
}

function presenceIcon(state: PresenceState): vscode.ThemeIcon {
  switch (state) {
    case 'online':
      return new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor('charts.green'));
    case 'away':
      return new vscode.ThemeIcon('circle-outline', new vscode.ThemeColor('charts.yellow'));
    case 'offline':
      return new vscode.ThemeIcon('circle-outline', new vscode.ThemeColor('disabledForeground'));
  }
}

function presenceWord(state: PresenceState): string {
  switch (state) {
    case 'online':
      return vscode.l10n.t('Online');
    case 'away':
      return vscode.l10n.t('Away');
    case 'offline':
      return vscode.l10n.t('Offline');
  }
}
