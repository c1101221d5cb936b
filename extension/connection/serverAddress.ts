import { DEFAULT_PORT } from '../../server/protocol/address.ts';
import { ConnectionError } from './errors.ts';

/**
 * Reads an address as a person types it: `host`, `host:port`, `ws://…` or `wss://…`.
 *
 * @returns a WebSocket URL without path, query, user or fragment
 * @throws ConnectionError `bad_address`
 */
export function parseServerAddress(typed: string): string {
  const trimmed = typed.trim();
  if (trimmed === '' || /\s/u.test(trimmed)) throw new ConnectionError('bad_address', 'empty or with a space');
  let url: URL;
  try {
    url = new URL(hasScheme(trimmed) ? trimmed : `ws://${trimmed}`);
  } catch (cause) {
    throw new ConnectionError('bad_address', 'not a URL', { cause });
  }
  const scheme = { 'ws:': 'ws', 'wss:': 'wss', 'http:': 'ws', 'https:': 'wss' }[url.protocol];
  if (scheme === undefined || url.hostname === '' || url.username !== '' || url.password !== '') {
    throw new ConnectionError('bad_address', 'not an address of a room server');
  }
  return `${scheme}://${url.hostname}${portOf(url, trimmed)}`;
}

/** Whether an address says how to connect, and not only where. */
export function hasScheme(typed: string): boolean {
  return /^\s*[a-z][a-z0-9+.-]*:\/\//iu.test(typed);
}

/** Host and port of a server URL, as people are shown it. */
export function displayAddress(serverUrl: string): string {
  return serverUrl.replace(/^wss?:\/\//u, '');
}

/** The short form of an address where it means the same when it is read again, else the address as it is. */
export function editableAddress(address: string): string {
  try {
    const short = displayAddress(address);
    return parseServerAddress(short) === parseServerAddress(address) ? short : address;
  } catch {
    return address;
  }
}

/** Whether the URL stays on this computer ([AC1]). */
export function isLoopback(serverUrl: string): boolean {
  const host = new URL(serverUrl).hostname;
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/u.test(host);
}

/** Written out where the scheme does not say it, so that what comes out means the same when it is read again. */
function portOf(url: URL, typed: string): string {
  if (url.port !== '') return `:${url.port}`;
  // `wss://chat.example.org` means the port of https.
  if (url.protocol === 'wss:' || url.protocol === 'https:') return '';
  // A URL drops the port that its scheme implies: typed, it is still meant. A bare name means the room server's own.
  const typedPort = /^(?:[a-z]+:\/\/)?[^/?#]*:0*80(?:[/?#]|$)/iu.test(typed);
  return typedPort || url.protocol === 'http:' ? ':80' : `:${DEFAULT_PORT}`;
}
