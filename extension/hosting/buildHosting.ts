import { hostname, networkInterfaces } from 'node:os';
import * as vscode from 'vscode';
import { DEFAULT_PORT } from '../../server/protocol/address.ts';
import { systemClock } from '../clock.ts';
import { configuration } from '../configuration.ts';
import { inviteLink } from '../join/inviteLink.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import type { RecentRooms } from '../join/recentRooms.ts';
import type { Logger } from '../log.ts';
import { AddressWatch } from './addressWatch.ts';
import { hostPaths } from './controlRecord.ts';
import { HostActions, type HostJoin } from './hostActions.ts';
import { hostWindow } from './hostWindow.ts';
import { networkAddresses } from './networkAddresses.ts';

const PORT_KEY = 'host.port';

export interface HostingParts {
  context: vscode.ExtensionContext;
  /** Of this extension. */
  version: string;
  log: Logger;
  recent: RecentRooms;
  room: JoinedRooms;
  join: (request: HostJoin) => Promise<unknown>;
}

/** Builds what hosting takes, in order. */
export function buildHosting({ context, version, log, recent, room, join }: HostingParts): HostActions {
  const storage = context.globalStorageUri.fsPath;
  const person = context.globalState;
  const hosting = hostWindow({
    script: context.asAbsolutePath('dist/server.js'),
    storage,
    ports: () => [person.get<number>(PORT_KEY, DEFAULT_PORT), DEFAULT_PORT, 0],
    remember: (port) => void person.update(PORT_KEY, port),
    attending: () => ({ keep: configuration.keepHosting }),
    log,
  });
  const actions = new HostActions({
    hosting,
    version,
    addresses: new AddressWatch(systemClock, () => networkAddresses(networkInterfaces())),
    usualPort: DEFAULT_PORT,
    logFile: hostPaths(storage).log,
    join,
    roomOn: (url) => {
      const { session } = room;
      return session?.target.url === url ? session.state.room : undefined;
    },
    link: (to) => inviteLink(vscode.env.uriScheme, to),
    choices: {
      get keepRunning() {
        return configuration.keepHosting;
      },
      setKeepRunning: (on) => configuration.setKeepHosting(on),
      announcedName: () =>
        // Who hosts it is what people look for; a computer's name where nobody is known.
        configuration.discovery
          ? [configuration.displayName, recent.all[0]?.name, hostname()].find(Boolean)
          : undefined,
    },
    log,
  });
  return actions;
}
