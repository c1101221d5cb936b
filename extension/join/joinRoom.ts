import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { RoomSummary } from '../../server/protocol/model.ts';
import { configuration } from '../configuration.ts';
import { RequestError } from '../connection/errors.ts';
import type { Introduction } from '../connection/introduction.ts';
import type { RoomTarget } from '../connection/roomSession.ts';
import { displayAddress } from '../connection/serverAddress.ts';
import type { ServerPins } from '../identity/serverPins.ts';
import type { ChatPanels } from '../panel/chatPanels.ts';
import type { JoinRequest } from './joinFlow.ts';
import type { JoinedRooms } from './joinedRooms.ts';
import type { Discover } from './pickServer.ts';
import type { RecentRooms } from './recentRooms.ts';
import { suggestName } from './suggestName.ts';
import type { WaitingRooms } from './waitingRooms.ts';

export interface JoinRoomOptions {
  room: JoinedRooms;
  recent: RecentRooms;
  panels: ChatPanels;
  pins: ServerPins;
  /** Remembers what a person decided once. */
  person: vscode.Memento;
  /** The rooms that are on a server, for a person of that name. */
  listRooms(target: Pick<RoomTarget, 'url' | 'name'>, introduction: Introduction): Promise<RoomSummary[]>;
  /** Looks for servers in the network. */
  discover: Discover;
  /** Starts the person's own server; answers with what Join needs to know of it, `undefined` where they gave it up. */
  host(): Promise<JoinRequest | undefined>;
  waiting: WaitingRooms;
}

/** Joins by asking what `request` does not say; answers whether a room was joined. */
export async function joinRoom(options: JoinRoomOptions, request: JoinRequest): Promise<boolean> {
  const { panels, person, pins, recent, room } = options;
  const { runJoinFlow } = await import('./joinFlow.ts');
  const { joinQuestions } = await import('./joinQuestions.ts');
  /** The server was reached, and it is the one that the link named. */
  const keepPin = async ({ url }: { url: string }, { pin }: Introduction): Promise<void> => {
    if (pin !== undefined) await pins.keep(url, pin);
  };
  const joined = await runJoinFlow(request, {
    ask: joinQuestions((server) => pins.of(server), configuration.discovery ? options.discover : undefined),
    recent: recent.all,
    defaultServer: configuration.serverUrl,
    suggestName: () => suggestName(configuration.displayName, recent.all[0]?.name),
    startServer: () => options.host(),
    dialled: (url) => pins.dialled(url),
    signIn: async (how) => (await import('../identity/signIn.ts')).signIn(how),
    device: hostname(),
    allowPlain: plainServers(person),
    listRooms: (target, introduction) =>
      withProgress(target.url, async () => {
        const rooms = await options.listRooms(target, introduction);
        await keepPin(target, introduction);
        return rooms;
      }),
    join: (target, introduction) =>
      withProgress(target.url, async () => {
        try {
          const isJoined = await room.join(target, introduction);
          if (isJoined) await keepPin(target, introduction);
          return isJoined;
        } catch (error) {
          const isPending = error instanceof RequestError && error.code === 'approval_pending';
          if (!isPending) throw error;
          await keepPin(target, introduction);
          options.waiting.add(target);
          return false;
        }
      }),
  });
  // A view that takes the focus closes a quick pick: the chat comes after the last question.
  if (joined) await panels.focus();
  return joined;
}

function withProgress<T>(url: string, connect: () => Promise<T>): Promise<T> {
  const progress = {
    location: vscode.ProgressLocation.Window,
    title: vscode.l10n.t('Connecting to {0}…', displayAddress(url)),
  };
  return Promise.resolve(vscode.window.withProgress(progress, connect));
}

/** Servers beyond this computer with which this person talks without encryption, by their word. */
function plainServers(person: vscode.Memento) {
  const key = 'plainServers';
  const allowed = () => person.get<string[]>(key, []);
  return {
    has: (url: string) => allowed().includes(url),
    remember: async (url: string) => person.update(key, [...allowed(), url]),
  };
}
