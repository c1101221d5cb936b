import { l10n } from 'vscode';
import type { HostedServer } from '../../server/protocol/control.ts';

export interface RunningTextOptions {
  server: HostedServer;
  /** Where people reach it. */
  address: string;
  /** Whether it ran before it was asked for. */
  wasRunning: boolean;
  /** The port that it has where that is not taken. */
  usualPort: number;
}

/** What a person is told of their server: where it runs, for whom, and why it is not where it usually is. */
export function runningText({ server, address, wasRunning, usualPort }: RunningTextOptions): string {
  const where = whereText(server, address, wasRunning);
  if (server.port === usualPort) return where;
  return `${where} ${l10n.t('Another program has the usual port {0}.', usualPort)}`;
}

function whereText({ network }: HostedServer, address: string, wasRunning: boolean): string {
  if (wasRunning) return l10n.t('Your room server already runs at {0}.', address);
  if (network) return l10n.t('Your room server runs at {0}, for people of your network whom you invite.', address);
  return l10n.t('Your room server runs at {0}, for this computer only.', address);
}
