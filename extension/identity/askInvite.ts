import * as vscode from 'vscode';
import type { Role } from '../../server/protocol/model.ts';
import type { InviteWish } from '../connection/accessRequests.ts';
import { plainText } from '../plainText.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Each in the order in which it is offered; the first is what nobody has to choose. */
const USES = [1, 5, 25, 100] as const;
const EXPIRES_MS = [7 * DAY_MS, 30 * DAY_MS, HOUR_MS, DAY_MS] as const;
const ROLES: readonly Role[] = ['member', 'guest', 'owner'];

/** What an invite is to be good for; `room` is that of the link. */
interface Choice {
  uses: number;
  expiresMs: number;
  role: Role;
  onlyRoom: boolean;
}

type Item = vscode.QuickPickItem & { turn?: (choice: Choice) => Choice };

/**
 * Asks in one step for whom an invite is, and for how long: Enter takes what stands there, and the lines below change it.
 *
 * @param isOwner of the server, who alone makes owners and invites to everything
 * @returns `undefined` where the person gave up
 */
export function askInvite(room: string, isOwner: boolean): Promise<InviteWish | undefined> {
  const box = vscode.window.createQuickPick<Item>();
  let choice: Choice = { uses: USES[0], expiresMs: EXPIRES_MS[0], role: 'member', onlyRoom: true };
  const draw = (): void => {
    const items = itemsFor(choice, room, isOwner);
    const at = box.activeItems[0] ? box.items.indexOf(box.activeItems[0]) : 0;
    box.items = items;
    const active = items[at];
    if (active) box.activeItems = [active];
  };
  box.title = vscode.l10n.t('Copy Invite Link');
  box.placeholder = vscode.l10n.t('Press Enter to copy it, or change it first');
  box.ignoreFocusOut = true;
  draw();
  return new Promise((resolve) => {
    const finish = (wish: InviteWish | undefined): void => {
      resolve(wish);
      box.dispose();
    };
    box.onDidAccept(() => {
      const turn = box.activeItems[0]?.turn;
      if (!turn) {
        const { uses, expiresMs, role, onlyRoom } = choice;
        finish({ uses, expiresMs, role, rooms: onlyRoom || !isOwner ? [room] : [] });
        return;
      }
      choice = turn(choice);
      draw();
    });
    box.onDidHide(() => finish(undefined));
    box.show();
  });
}

function itemsFor(choice: Choice, room: string, isOwner: boolean): Item[] {
  const { uses, expiresMs, role, onlyRoom } = choice;
  const roles = isOwner ? ROLES : ROLES.filter((one) => one !== 'owner');
  const place = onlyRoom ? plainText(room) : vscode.l10n.t('all open rooms');
  return [
    {
      label: `$(copy) ${vscode.l10n.t('Copy the Link')}`,
      description: [usesText(uses), timeText(expiresMs), roleText(role), place].join(' · '),
    },
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: `$(person-add) ${vscode.l10n.t('How many people: {0}', usesText(uses))}`,
      turn: (before) => ({ ...before, uses: next(USES, before.uses) }),
    },
    {
      label: `$(clock) ${vscode.l10n.t('How long: {0}', timeText(expiresMs))}`,
      turn: (before) => ({ ...before, expiresMs: next(EXPIRES_MS, before.expiresMs) }),
    },
    {
      label: `$(shield) ${vscode.l10n.t('As what: {0}', roleText(role))}`,
      turn: (before) => ({ ...before, role: next(roles, before.role) }),
    },
    ...(isOwner
      ? [
          {
            label: `$(comment-discussion) ${vscode.l10n.t('Where: {0}', place)}`,
            turn: (before: Choice) => ({ ...before, onlyRoom: !before.onlyRoom }),
          },
        ]
      : []),
  ];
}

/** The one after `value`; after the last comes the first. */
function next<T>(all: readonly T[], value: T): T {
  return all[(all.indexOf(value) + 1) % all.length] ?? value;
}

/** For how many an invite is. */
export function usesText(uses: number): string {
  return uses === 1 ? vscode.l10n.t('1 person') : vscode.l10n.t('{0} people', uses);
}

/** A time that is left, in words. */
export function timeText(milliseconds: number): string {
  const hours = Math.max(1, Math.round(milliseconds / HOUR_MS));
  if (hours === 1) return vscode.l10n.t('1 hour');
  return hours < 48 ? vscode.l10n.t('{0} hours', hours) : vscode.l10n.t('{0} days', Math.round(hours / 24));
}

/** What somebody may do on a server. */
export function roleText(role: Role): string {
  switch (role) {
    case 'owner':
      return vscode.l10n.t('owner');
    case 'member':
      return vscode.l10n.t('member');
    case 'guest':
      return vscode.l10n.t('guest');
  }
}
