import type { Credentials } from '../credentials.ts';
import type { JoinRequest } from '../join/joinFlow.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import type { Logger } from '../log.ts';
import { DeviceActions } from './deviceActions.ts';
import { DirectRooms } from './directRooms.ts';
import { identityCommands } from './identityCommands.ts';
import { InviteActions } from './inviteActions.ts';
import type { Introduce } from './keepName.ts';
import { Knocks } from './knocks.ts';
import type { ServerPins } from './serverPins.ts';

export interface IdentityActionsOptions {
  rooms: JoinedRooms;
  credentials: Credentials;
  pins: ServerPins;
  /** The URL by which others reach a server: that of this person is known here by another. */
  urlForOthers(url: string): Promise<string>;
  /** Connects once, as an introduction says. */
  introduce: Introduce;
  join(request: JoinRequest): Promise<boolean>;
  log: Logger;
}

/** What a person does about who may what, and what they are told of it. */
export interface IdentityActions {
  commands: ReturnType<typeof identityCommands>;
  knocks: Knocks;
  directs: DirectRooms;
}

/** Builds it, in order. */
export function identityActions(options: IdentityActionsOptions): IdentityActions {
  const { rooms, introduce, log } = options;
  const knocks = new Knocks(rooms, log);
  const directs = new DirectRooms(options);
  const invites = new InviteActions(options);
  const devices = new DeviceActions(options);
  return { commands: identityCommands({ rooms, invites, devices, directs, knocks, introduce }), knocks, directs };
}
