import * as vscode from 'vscode';
import type { DeviceInfo } from '../../server/protocol/model.ts';
import type { RoomSession, RoomTarget } from '../connection/roomSession.ts';
import { displayAddress } from '../connection/serverAddress.ts';
import type { Credentials } from '../credentials.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import { inviteLink } from '../join/inviteLink.ts';
import { failureFields, type Logger } from '../log.ts';
import { plainText } from '../plainText.ts';
import { Refused } from '../refused.ts';
import { timeText } from './askInvite.ts';
import { pickWithButton } from './pickWithButton.ts';
import type { ServerPins } from './serverPins.ts';

export interface DeviceActionsOptions {
  rooms: JoinedRooms;
  credentials: Credentials;
  pins: ServerPins;
  /** The URL by which this person's other computers reach a server. */
  urlForOthers(url: string): Promise<string>;
  log: Logger;
}

/** The computers that one person uses a server from: shows them, adds one, ends one. */
export class DeviceActions {
  readonly #options: DeviceActionsOptions;

  constructor(options: DeviceActionsOptions) {
    this.#options = options;
  }

  /** Lists them; what is picked is signed out there, and the first line links another. */
  async manage(session: RoomSession): Promise<void> {
    requireName(session);
    const devices = await session.access.devices();
    const picked = await pickWithButton<DeviceInfo | 'link'>({
      title: vscode.l10n.t('{0} on {1}', plainText(session.self?.name ?? ''), displayAddress(session.target.url)),
      placeholder: vscode.l10n.t('Choose a computer to sign it out'),
      items: [
        { label: `$(add) ${vscode.l10n.t('Link Another Computer…')}`, value: 'link', plain: true },
        ...devices.map((device) => ({ ...deviceItem(device), value: device })),
      ],
      button: { icon: 'sign-out', tooltip: vscode.l10n.t('Sign Out') },
    });
    if (!picked) return;
    if (picked.value === 'link') return this.link(session);
    if (picked.value.current) return this.signOut(session);
    const label = labelOf(picked.value);
    const signOut = vscode.l10n.t('Sign Out');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Sign out {0}?', label),
      { modal: true, detail: vscode.l10n.t('What is open there ends at once. To come back, it needs a new link.') },
      signOut,
    );
    if (answer !== signOut) return;
    await session.access.revokeDevice(picked.value.device);
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} is signed out.', label));
  }

  /** Copies a link by which another computer becomes one of this person's, once. */
  async link(session: RoomSession): Promise<void> {
    requireName(session);
    const { invite, expires } = await session.access.deviceLink();
    const { url } = session.target;
    const link = inviteLink(vscode.env.uriScheme, {
      server: await this.#options.urlForOthers(url),
      room: session.state.room,
      name: session.self?.name ?? session.target.name,
      invite,
      pin: this.#options.pins.of(url),
    });
    await vscode.env.clipboard.writeText(link);
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'The link for one more computer of yours is on the clipboard, good for {0} minutes. Open it there, and give it to nobody.',
        Math.max(1, Math.round((expires - Date.now()) / 60_000)),
      ),
    );
  }

  /** Ends this computer's right to the server, and leaves its rooms here; as a member one stays in them. */
  async signOut(session: RoomSession): Promise<void> {
    const { rooms } = this.#options;
    const { url, name } = session.target;
    const isGuest = session.self?.guest ?? true;
    const signOut = vscode.l10n.t('Sign Out');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Sign out of {0} on this computer?', displayAddress(url)),
      {
        modal: true,
        detail: isGuest
          ? vscode.l10n.t('As a guest you cannot change what you said once you are back.')
          : vscode.l10n.t(
              'To come back as {0}, you need a new invite, or a link from another computer of yours.',
              plainText(name),
            ),
      },
      signOut,
    );
    if (answer !== signOut) return;
    const reached = isGuest || (await this.#tellServer(session));
    const there = rooms.sessions.filter(({ target }) => target.url === url && target.name === name);
    for (const one of there) await rooms.close(one);
    await this.#forget(session.target);
    const text = reached
      ? vscode.l10n.t('You are signed out of {0} on this computer.', displayAddress(url))
      : vscode.l10n.t(
          'This computer has forgotten how to get into {0}. The server could not be told: sign this computer out from another one of yours.',
          displayAddress(url),
        );
    void vscode.window.showInformationMessage(text);
  }

  async #tellServer(session: RoomSession): Promise<boolean> {
    try {
      await session.access.signOut();
      return true;
    } catch (error) {
      this.#options.log.warn('signOut.untold', failureFields(error));
      return false;
    }
  }

  async #forget({ url, name }: RoomTarget): Promise<void> {
    const { credentials, pins } = this.#options;
    await credentials.for({ url, name, pin: pins.of(url) }).save(undefined);
  }
}

/** A guest has a name only while they are there, and so no computers. */
function requireName(session: RoomSession): void {
  if (session.self?.guest !== false) {
    throw new Refused(vscode.l10n.t('You are a guest here. Only who is registered on a server has computers there.'));
  }
}

function labelOf({ label }: DeviceInfo): string {
  return label === '' ? vscode.l10n.t('A computer without a name') : plainText(label);
}

function deviceItem(device: DeviceInfo): vscode.QuickPickItem {
  const seen = Date.now() - device.lastSeen;
  return {
    label: `$(device-desktop) ${labelOf(device)}`,
    description: device.current
      ? vscode.l10n.t('this computer')
      : seen < 3_600_000
        ? vscode.l10n.t('seen within the hour')
        : vscode.l10n.t('seen {0} ago', timeText(seen)),
  };
}
