import * as vscode from 'vscode';
import type { Hosting } from './hosting.ts';

/** An item that is there while this person's server runs: how many people are in it; a click shows its menu. */
export class HostStatusBar {
  readonly #item = vscode.window.createStatusBarItem('roomChat.host', vscode.StatusBarAlignment.Left, -1);
  readonly #hosting: Hosting;
  readonly #address: () => string;
  readonly #off: () => void;

  /** @param address under which people reach it */
  constructor(hosting: Hosting, address: () => string) {
    this.#hosting = hosting;
    this.#address = address;
    this.#item.name = vscode.l10n.t('Room Server');
    this.#item.command = 'roomChat.hostMenu';
    this.#off = hosting.changes.on(() => this.render());
    this.render();
  }

  render(): void {
    const { state } = this.#hosting;
    switch (state.phase) {
      case 'stopped':
        this.#item.hide();
        return;
      case 'starting':
      case 'stopping':
        this.#item.text = '$(loading~spin)';
        this.#item.tooltip =
          state.phase === 'starting'
            ? vscode.l10n.t('Your room server starts…')
            : vscode.l10n.t('Your room server stops…');
        break;
      case 'running': {
        const count = state.status.people.length;
        this.#item.text = `$(${state.server.network ? 'server-environment' : 'server-process'}) ${count}`;
        const address = this.#address();
        this.#item.tooltip = state.server.network
          ? vscode.l10n.t('Your room server, open to your network at {0}: {1} people', address, count)
          : vscode.l10n.t('Your room server, for this computer only at {0}: {1} people', address, count);
        break;
      }
    }
    this.#item.accessibilityInformation = { label: this.#item.tooltip };
    this.#item.show();
  }

  dispose(): void {
    this.#off();
    this.#item.dispose();
  }
}
