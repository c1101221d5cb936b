import * as vscode from 'vscode';
import type { RoomSession } from '../connection/roomSession.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import { Refused } from '../refused.ts';
import type { MemberElement } from '../views/membersTree.ts';
import type { DeviceActions } from './deviceActions.ts';
import type { DirectRooms } from './directRooms.ts';
import type { InviteActions } from './inviteActions.ts';
import { keepName, type Introduce } from './keepName.ts';
import type { Knocks } from './knocks.ts';
import { banMember, kickMember, liftRestriction, muteMember, setMemberRole, setRoomAccess } from './moderation.ts';

export interface IdentityCommandsOptions {
  rooms: JoinedRooms;
  invites: InviteActions;
  devices: DeviceActions;
  directs: DirectRooms;
  knocks: Knocks;
  introduce: Introduce;
}

type Action = (target: unknown) => Promise<void>;

/** Who may what, by their ids: invites, computers, what owners do to members, talking to one alone. */
export function identityCommands(options: IdentityCommandsOptions): Record<string, Action> {
  const { rooms, invites, devices, directs, knocks, introduce } = options;
  const shown = (): RoomSession => {
    const { session } = rooms;
    if (!session) throw new Refused(vscode.l10n.t('Join a room first.'));
    return session;
  };
  /** With somebody of the tree of members; with nobody, as from a keybinding, nothing. */
  const toMember = (act: (session: RoomSession, member: MemberElement) => Promise<void>): Action => {
    return async (target) => {
      const member = memberOf(target);
      if (member) await act(shown(), member);
    };
  };
  return {
    'roomChat.copyInviteLink': () => invites.copyLink(shown()),
    'roomChat.manageInvites': () => invites.manage(shown()),
    'roomChat.manageDevices': () => devices.manage(shown()),
    'roomChat.linkComputer': () => devices.link(shown()),
    'roomChat.keepName': () => keepName(shown(), rooms, introduce),
    'roomChat.signOut': () => devices.signOut(shown()),
    'roomChat.setRoomAccess': () => setRoomAccess(shown()),
    'roomChat.showKnocks': () => knocks.show(shown()),
    'roomChat.showBans': () => liftRestriction(shown()),
    'roomChat.messageMember': toMember((session, { id }) => directs.open(session, id)),
    'roomChat.muteMember': toMember((session, member) => muteMember(session, member, true)),
    'roomChat.unmuteMember': toMember((session, member) => muteMember(session, member, false)),
    'roomChat.kickMember': toMember(kickMember),
    'roomChat.banMember': toMember(banMember),
    'roomChat.setMemberRole': toMember(setMemberRole),
  };
}

/** What the tree hands over; anything else, as from a keybinding, counts as nothing. */
function memberOf(target: unknown): MemberElement | undefined {
  const isMember = typeof target === 'object' && target !== null && 'kind' in target && target.kind === 'member';
  return isMember ? (target as MemberElement) : undefined;
}
