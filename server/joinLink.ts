import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** What a link says; the secret is in the link alone, never in a request's address. */
export interface JoinLinkParts {
  /** `ws://` or `wss://`, with the port where it has one. */
  server: string;
  room: string;
  invite: string;
  /** SHA-256 of the certificate, in hex, where nobody else vouches for it. */
  pin?: string | undefined;
}

/** The room that a link leads to where it names none. */
export const FIRST_ROOM = 'general';

/** What an editor opens, and what can be pasted into Join ([AC3]). */
export function joinLink({ server, room, invite, pin }: JoinLinkParts): string {
  const query = new URLSearchParams({ server, room, invite, ...(pin !== undefined && { pin }) });
  return `vscode://room-chat.room-chat/join?${query.toString().replaceAll('+', '%20')}`;
}

/**
 * Where people reach a server: its public address, else the one it listens on; of one that listens on every address, one
 * that others on the network have a way to.
 */
export function reachableAt(options: {
  publicUrl?: string | undefined;
  host: string;
  port: number;
  tls: boolean;
}): string {
  const { publicUrl, host, port, tls } = options;
  if (publicUrl !== undefined) {
    const { protocol, host: name } = new URL(publicUrl);
    return `${protocol === 'https:' || protocol === 'wss:' ? 'wss' : 'ws'}://${name}`;
  }
  const name = host === '0.0.0.0' || host === '::' ? (outwardAddress() ?? '127.0.0.1') : host;
  return `${tls ? 'wss' : 'ws'}://${isIP(name) === 6 ? `[${name}]` : name}:${port}`;
}

function outwardAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}
