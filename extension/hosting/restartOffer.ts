import * as vscode from 'vscode';
import type { HostedServer } from '../../server/protocol/control.ts';
import { DisposableStore } from '../disposables.ts';
import type { Hosting } from './hosting.ts';
import { isOlderVersion } from './versionOrder.ts';

export interface RestartOfferOptions {
  hosting: Hosting;
  /** Of this extension, whose server would run then. */
  version: string;
  /** Starts the server again, and tells what goes wrong. */
  restart: () => Promise<void>;
}

/**
 * A server goes on while the editor updates the extension under it. Once in the life of a window, when its person looks
 * at it, it offers to start such a server again.
 */
export class RestartOffer {
  readonly #options: RestartOfferOptions;
  readonly #store = new DisposableStore();
  #offered = false;

  constructor(options: RestartOfferOptions) {
    this.#options = options;
    this.#store.defer(options.hosting.changes.on(() => void this.#look()));
    this.#store.add(vscode.window.onDidChangeWindowState(() => void this.#look()));
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** The server that runs, where it is of a version before this one. */
  get outdated(): HostedServer | undefined {
    const { hosting, version } = this.#options;
    const { server } = hosting;
    return server && isOlderVersion(server.version, version) ? server : undefined;
  }

  async #look(): Promise<void> {
    const { outdated } = this;
    // Of several windows it is the one in front that asks.
    if (this.#offered || !outdated || !vscode.window.state.focused) return;
    this.#offered = true;
    const restart = vscode.l10n.t('Restart');
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'Your room server is still of version {0}; Room Chat is {1} by now. After a restart what was said is there, and whoever is in it comes back by themselves.',
        outdated.version,
        this.#options.version,
      ),
      restart,
      vscode.l10n.t('Later'),
    );
    // Another window may have been quicker.
    if (answer === restart && this.outdated?.pid === outdated.pid) await this.#options.restart();
  }
}
