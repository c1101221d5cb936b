import * as vscode from 'vscode';
import type { Restriction, Role } from '../../server/protocol/model.ts';
import type { Scope } from '../connection/accessRequests.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import { displayAddress } from '../connection/serverAddress.ts';
import { plainText } from '../plainText.ts';
import { Refused } from '../refused.ts';
import { pickWithButton } from './pickWithButton.ts';

/** Whom something is done to. */
export interface Person {
  id: string;
  name: string;
}

/** Removes somebody from the room, or by an owner of the server from that: to come back they need a new invite. */
export async function kickMember(session: RoomSession, person: Person): Promise<void> {
  const scope = await askScope(session, {
    question: vscode.l10n.t('Remove {0}?', plainText(person.name)),
    detail: vscode.l10n.t('What is open there ends at once. What they said stays.'),
  });
  if (scope) await session.access.kick(person.id, scope);
}

/** Keeps somebody out for good, until an owner lifts it. */
export async function banMember(session: RoomSession, person: Person): Promise<void> {
  const scope = await askScope(session, {
    question: vscode.l10n.t('Ban {0}?', plainText(person.name)),
    detail: vscode.l10n.t(
      'They are removed at once and cannot come back, also with an invite, until it is lifted by “Banned and Muted…”.',
    ),
  });
  if (scope) await session.access.ban(person.id, true, scope);
}

/** Lets somebody write no more in the room, or again. */
export async function muteMember(session: RoomSession, person: Person, on: boolean): Promise<void> {
  await session.access.mute(person.id, on, { room: session.state.room });
}

/** Asks what somebody is to be, here or on the server. */
export async function setMemberRole(session: RoomSession, person: Person): Promise<void> {
  type Item = vscode.QuickPickItem & { role: Role; scope: Scope };
  const room = { room: session.state.room };
  const roomName = plainText(session.state.title);
  const items: Item[] = [
    { label: vscode.l10n.t('Owner of {0}', roomName), role: 'owner', scope: room },
    { label: vscode.l10n.t('Member of {0}', roomName), role: 'member', scope: room },
  ];
  if (session.self?.role === 'owner') {
    const server = displayAddress(session.target.url);
    items.push(
      { label: vscode.l10n.t('Owner of the server {0}', server), role: 'owner', scope: {} },
      { label: vscode.l10n.t('Member of the server {0}', server), role: 'member', scope: {} },
    );
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('What may {0} do?', plainText(person.name)),
    placeHolder: vscode.l10n.t('An owner removes, silences and invites others'),
  });
  if (picked) await session.access.setRole(person.id, picked.role, picked.scope);
}

/** Lists who is kept out or silent, in the room and for an owner of the server on that; what is picked is lifted. */
export async function liftRestriction(session: RoomSession): Promise<void> {
  const scopes: Scope[] = [{ room: session.state.room }, ...(session.self?.role === 'owner' ? [{}] : [])];
  const found = await Promise.all(
    scopes.map(async (scope) => (await session.access.bans(scope)).map((restriction) => ({ restriction, scope }))),
  );
  const items = found.flat().map((value) => ({ ...restrictionItem(value.restriction, value.scope), value }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nobody is banned or muted here.'));
    return;
  }
  const picked = await pickWithButton({
    title: vscode.l10n.t('Banned and Muted'),
    placeholder: vscode.l10n.t('Choose somebody to lift it'),
    items,
    button: { icon: 'discard', tooltip: vscode.l10n.t('Lift') },
  });
  if (!picked) return;
  const { restriction, scope } = picked.value;
  if (restriction.kind === 'ban') await session.access.ban(restriction.user.id, false, scope);
  else await session.access.mute(restriction.user.id, false, scope);
}

/** Asks who finds the room that is shown, and whether newcomers wait for a yes. */
export async function setRoomAccess(session: RoomSession): Promise<void> {
  const { traits, moderates } = session.state.standing;
  if (!moderates) throw new Refused(vscode.l10n.t('Only an owner of this room may change who comes in.'));
  type Item = vscode.QuickPickItem & { visibility: 'open' | 'invite'; approval: boolean };
  const now = { visibility: traits.visibility ?? 'open', approval: traits.approval === true };
  const items: Item[] = [
    {
      label: vscode.l10n.t('Open'),
      detail: vscode.l10n.t('Whoever is on the server finds it and comes in.'),
      visibility: 'open',
      approval: false,
    },
    {
      label: vscode.l10n.t('Ask first'),
      detail: vscode.l10n.t('Whoever is on the server finds it; an owner says who comes in.'),
      visibility: 'open',
      approval: true,
    },
    {
      label: vscode.l10n.t('By invitation'),
      detail: vscode.l10n.t('Nobody finds it but those who are in it or were invited to it.'),
      visibility: 'invite',
      approval: false,
    },
  ];
  const picked = await vscode.window.showQuickPick(
    items.map((item) => {
      const isNow = item.visibility === now.visibility && item.approval === now.approval;
      return isNow ? { ...item, description: vscode.l10n.t('as it is now') } : item;
    }),
    { title: vscode.l10n.t('Who comes into {0}?', plainText(session.state.room)) },
  );
  if (!picked) return;
  const { visibility, approval } = picked;
  await session.access.roomOptions(session.state.room, { visibility, approval });
}

/** From where somebody is to be removed; `undefined` where the person thought better of it. */
async function askScope(
  session: RoomSession,
  { question, detail }: { question: string; detail: string },
): Promise<Scope | undefined> {
  const fromRoom = vscode.l10n.t('From This Room');
  const fromServer = vscode.l10n.t('From the Server');
  const choices = session.self?.role === 'owner' ? [fromRoom, fromServer] : [fromRoom];
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, ...choices);
  if (answer === undefined) return undefined;
  return answer === fromServer ? {} : { room: session.state.room };
}

function restrictionItem({ user, kind, by }: Restriction, scope: Scope): vscode.QuickPickItem {
  return {
    label: plainText(user.name),
    description: [
      kind === 'ban' ? vscode.l10n.t('banned') : vscode.l10n.t('muted'),
      'room' in scope ? vscode.l10n.t('in this room') : vscode.l10n.t('on the server'),
    ].join(' · '),
    detail: vscode.l10n.t('By {0}', plainText(by.name)),
  };
}
