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
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//iu.test(trimmed);
  let url: URL;
  try {
    url = new URL(hasScheme ? trimmed : `ws://${trimmed}`);
  } catch (cause) {
    throw new ConnectionError('bad_address', 'not a URL', { cause });
  }
  const scheme = { 'ws:': 'ws', 'wss:': 'wss', 'http:': 'ws', 'https:': 'wss' }[url.protocol];
  if (scheme === undefined || url.hostname === '' || url.username !== '' || url.password !== '') {
    throw new ConnectionError('bad_address', 'not an address of a room server');
  }
  return `${scheme}://${url.hostname}${portOf(url, trimmed, hasScheme)}`;
}

/** Host and port of a server URL, as people are shown it. */
export function displayAddress(serverUrl: string): string {
  return serverUrl.replace(/^wss?:\/\//u, '');
}

/** Whether the URL stays on this computer ([AC1]). */
export function isLoopback(serverUrl: string): boolean {
  const host = new URL(serverUrl).hostname;
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/u.test(host);
}

function portOf(url: URL, typed: string, hasScheme: boolean): string {
  if (url.port !== '') return `:${url.port}`;
  // A URL drops the port that its scheme implies: typed, it is still meant.
  if (/:(?:80|443)\/?$/u.test(typed)) return '';
  // `wss://chat.example.org` means the port of https; a bare name means the room server's own.
  return hasScheme && url.protocol !== 'ws:' ? '' : `:${DEFAULT_PORT}`;
}
