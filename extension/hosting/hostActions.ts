import * as vscode from 'vscode';
import type { HostedServer } from '../../server/protocol/control.ts';
import { displayAddress } from '../connection/serverAddress.ts';
import { DisposableStore } from '../disposables.ts';
import { errorText } from '../errorTexts.ts';
import { failureFields, type Logger } from '../log.ts';
import type { AddressWatch } from './addressWatch.ts';
import { askReach } from './askReach.ts';
import { showHostMenu } from './hostMenu.ts';
import { HostStatusBar } from './hostStatusBar.ts';
import type { Hosting } from './hosting.ts';
import { RestartOffer } from './restartOffer.ts';
import { runningText } from './runningText.ts';
import type { Reach } from './serverProcess.ts';

/** An owner's invite is for the join that follows at once. */
const OWNER_INVITE_MS = 600_000;

/** How this person joins their own server. */
export interface HostJoin {
  server: string;
  invite: string;
  pin: string | undefined;
}

/** What a link to the server says. */
interface HostLink {
  server: string;
  room: string | undefined;
  /** Absent where everybody who reaches it may come in. */
  invite: string | undefined;
  pin: string | undefined;
}

export interface HostActionsOptions {
  hosting: Hosting;
  /** Of this extension. */
  version: string;
  addresses: AddressWatch;
  /** The port that it has where it is not taken. */
  usualPort: number;
  /** File of the server's log. */
  logFile: string;
  /** Joins by asking what `request` does not say. */
  join: (request: HostJoin) => Promise<unknown>;
  /** The room of this window on a server, to which an invite then leads. */
  roomOn: (url: string) => string | undefined;
  /** A link to a server, a room of it, with what it takes to come in. */
  link: (to: HostLink) => string;
  /** The person's own choices. */
  choices: { keepRunning: boolean; setKeepRunning(on: boolean): Promise<void>; announcedName(): string | undefined };
  log: Logger;
}

/** What a person does with the server that they host, and what they are told of it. */
export class HostActions {
  readonly #options: HostActionsOptions;
  readonly #store = new DisposableStore();
  readonly #offer: RestartOffer;
  /** The name under which this window last asked for the server to be known; `null` for none. */
  #announced: string | null = null;

  constructor(options: HostActionsOptions) {
    this.#options = options;
    const { hosting, addresses, version } = options;
    const bar = this.#store.add(new HostStatusBar(hosting, () => this.#address()));
    this.#store.add(hosting);
    this.#store.add(addresses);
    const restart = (): Promise<void> => this.#told(() => this.#restart());
    this.#offer = this.#store.add(new RestartOffer({ hosting, version, restart }));
    this.#store.defer(hosting.changes.on(() => this.#follow()));
    this.#store.defer(hosting.crashes.on(() => void this.#offerAgain()));
    this.#store.defer(
      addresses.moved.on(({ to }) => {
        bar.render();
        void this.#tellMoved(to);
      }),
    );
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('roomChat')) return;
        void hosting.keep(options.choices.keepRunning);
        this.#follow();
      }),
    );
    this.#follow();
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Attends to the server of this person where one runs. */
  async find(): Promise<void> {
    await this.#options.hosting.find();
  }

  /**
   * Starts the server, or shows the one that runs.
   *
   * @param how `join: true` goes on to the questions of Join; `reach` answers the question of hosting
   */
  async start(how: unknown): Promise<void> {
    const given = typeof how === 'object' && how !== null ? how : {};
    const wasRunning = (await this.#options.hosting.find()) !== undefined;
    const server = await this.#started(reachIn(given));
    if (!server) return;
    const join = 'join' in given && given.join === true;
    // Where the questions of Join follow, what is told stands beside them.
    void this.#tellRunning(server, wasRunning, !join);
    if (join) await this.#options.join(await this.#joinRequest(server));
  }

  /** What Join needs to know of the server of this person, which is started where it does not run. */
  async host(): Promise<HostJoin | undefined> {
    const wasRunning = (await this.#options.hosting.find()) !== undefined;
    const server = await this.#started();
    if (!server) return undefined;
    if (!wasRunning && server.network) void this.#tellRunning(server, false, false);
    return this.#joinRequest(server);
  }

  async stop(): Promise<void> {
    const { hosting } = this.#options;
    await hosting.find();
    await hosting.stop();
  }

  /** Shows the menu of the server; offers to start it where it does not run. */
  async menu(): Promise<void> {
    const { hosting, choices, logFile } = this.#options;
    const server = await hosting.find();
    if (!server) {
      await this.start(undefined);
      return;
    }
    const outdated = (): boolean => this.#offer.outdated !== undefined;
    switch (await showHostMenu({ hosting, address: () => this.#address(), outdated })) {
      case undefined:
        return;
      case 'join':
        await this.#options.join(await this.#joinRequest(server));
        return;
      case 'copy':
        await this.#copy();
        return;
      case 'reach':
        await this.#changeReach(server);
        return;
      case 'keep':
        await choices.setKeepRunning(!choices.keepRunning);
        await hosting.keep(choices.keepRunning);
        return;
      case 'log':
        await vscode.window.showTextDocument(vscode.Uri.file(logFile));
        return;
      case 'restart':
        await this.#restart();
        return;
      case 'stop':
        await hosting.stop();
        return;
    }
  }

  async #started(given?: Reach): Promise<HostedServer | undefined> {
    const { hosting } = this.#options;
    const { server } = hosting;
    if (server) return server;
    const reach = given ?? (await askReach());
    if (!reach) return undefined;
    return vscode.window.withProgress(starting(), () => hosting.start(reach));
  }

  async #restart(): Promise<void> {
    await vscode.window.withProgress(starting(), () => this.#options.hosting.restart());
  }

  async #changeReach(server: HostedServer): Promise<void> {
    const { hosting } = this.#options;
    const there = hosting.state.phase === 'running' ? hosting.state.status.people.length : 0;
    if (server.network && there > 1) {
      const change = vscode.l10n.t('Change');
      const answer = await vscode.window.showWarningMessage(
        vscode.l10n.t(
          '{0} people are in your room server. Those on other computers will not reach it any more.',
          there,
        ),
        { modal: true },
        change,
      );
      if (answer !== change) return;
    }
    await hosting.stop();
    await this.start({ reach: server.network ? 'computer' : 'network' });
  }

  /** Whoever hosts a server comes in as its owner, by an invite that only a window of theirs can make. */
  async #joinRequest({ url, pin }: HostedServer): Promise<HostJoin> {
    const { invite } = await this.#options.hosting.invite({ role: 'owner', uses: 1, expiresMs: OWNER_INVITE_MS });
    return { server: url, invite, pin };
  }

  async #copy(): Promise<void> {
    const { hosting, link, roomOn } = this.#options;
    const { server } = hosting;
    if (!server) return;
    const { invite } = server.access === 'open' ? {} : await hosting.invite({ role: 'member', uses: 1 });
    const scheme = server.url.slice(0, server.url.indexOf(':'));
    const to = { server: `${scheme}://${this.#address()}`, room: roomOn(server.url), invite, pin: server.pin };
    await vscode.env.clipboard.writeText(link(to));
    const text =
      invite === undefined
        ? vscode.l10n.t('A link for other editors of this computer is on the clipboard.')
        : vscode.l10n.t('An invite for one person is on the clipboard. Send it by a way that only they read.');
    void vscode.window.showInformationMessage(text);
  }

  /** The URL by which others reach a server, where it is the one of this person; another is as it is. */
  urlForOthers(url: string): string {
    const { server } = this.#options.hosting;
    if (server?.url !== url) return url;
    return `${url.slice(0, url.indexOf(':'))}://${this.#address()}`;
  }

  /** Where people reach the server now. */
  #address(): string {
    const { hosting, addresses } = this.#options;
    const { server } = hosting;
    if (!server) return '';
    const address = server.network ? addresses.address : undefined;
    return address === undefined ? displayAddress(server.url) : `${address}:${server.port}`;
  }

  async #tellRunning(server: HostedServer, wasRunning: boolean, offerJoin: boolean): Promise<void> {
    const join = vscode.l10n.t('Join It');
    const copy = server.network ? vscode.l10n.t('Copy Invite') : vscode.l10n.t('Copy Link');
    const answer = await vscode.window.showInformationMessage(
      runningText({ server, address: this.#address(), wasRunning, usualPort: this.#options.usualPort }),
      ...(offerJoin ? [copy, join] : [copy]),
    );
    await this.#told(async () => {
      if (answer === copy) await this.#copy();
      if (answer === join) await this.#options.join(await this.#joinRequest(server));
    });
  }

  async #tellMoved(address: string): Promise<void> {
    const { server } = this.#options.hosting;
    if (!server) return;
    const copy = vscode.l10n.t('Copy Invite');
    const text = vscode.l10n.t(
      'This computer has another address now: your room server is at {0}. Invites from before lead to the old one.',
      `${address}:${server.port}`,
    );
    const answer = await vscode.window.showInformationMessage(text, copy);
    if (answer === copy) await this.#told(() => this.#copy());
  }

  async #offerAgain(): Promise<void> {
    const start = vscode.l10n.t('Start Again');
    const reach: Reach = this.#lastReach;
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t(
        'Your room server ended by itself. What was said is stored; it is there again when the server runs.',
      ),
      start,
    );
    if (answer === start) await this.#told(() => this.start({ reach }));
  }

  #lastReach: Reach = 'computer';

  /** Keeps what hangs on the server as the server is. */
  #follow(): void {
    const { hosting, addresses, choices } = this.#options;
    const { state } = hosting;
    void vscode.commands.executeCommand('setContext', 'roomChat.serverRunning', state.phase === 'running');
    const leading = state.phase === 'running' && state.server.network && state.status.leading;
    addresses.watch(leading);
    if (state.phase === 'running') this.#lastReach = state.server.network ? 'network' : 'computer';
    const name = leading ? (choices.announcedName() ?? null) : null;
    if (name === this.#announced) return;
    this.#announced = name;
    if (leading) void this.#told(() => hosting.announce(name));
  }

  async #told(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#options.log.warn('host.failed', failureFields(error));
      void vscode.window.showErrorMessage(errorText(error));
    }
  }
}

function starting(): vscode.ProgressOptions {
  return { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Starting your room server…') };
}

function reachIn(given: object): Reach | undefined {
  if (!('reach' in given)) return undefined;
  return given.reach === 'computer' || given.reach === 'network' ? given.reach : undefined;
}
