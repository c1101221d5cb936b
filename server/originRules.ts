import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

export interface OriginRulesOptions {
  /** The address the server listens on. */
  boundHost: string;
  port: number;
  publicUrl?: string | undefined;
  allowOrigins: readonly string[];
}

/**
 * Keeps web pages out: a page may not speak for the user who happens to look at it, neither by its own origin nor by
 * a name of its own that it points at this machine (DNS rebinding) ([AC1]).
 */
export class OriginRules {
  readonly #origins: ReadonlySet<string>;
  readonly #hosts: ReadonlySet<string>;
  readonly #port: number;
  readonly #wildcard: boolean;

  constructor(options: OriginRulesOptions) {
    this.#origins = new Set(options.allowOrigins.map((origin) => origin.toLowerCase()));
    const { boundHost, port } = options;
    const hosts = new Set<string>();
    this.#wildcard = boundHost === '0.0.0.0' || boundHost === '::';
    if (!this.#wildcard) hosts.add(hostWithPort(boundHost.toLowerCase(), port));
    if (options.publicUrl !== undefined) {
      const { host } = new URL(options.publicUrl);
      hosts.add(host.toLowerCase());
    }
    this.#hosts = hosts;
    this.#port = port;
  }

  allows(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    if (origin !== undefined && !this.#origins.has(origin.toLowerCase())) return false;
    if (host === undefined) return false;
    const asked = host.toLowerCase();
    return this.#hosts.has(asked) || this.#isLoopback(asked) || this.#isArrival(asked, request);
  }

  /** Bound to every address, the server counts the one that the request came in by; a page's name is never that. */
  #isArrival(host: string, request: IncomingMessage): boolean {
    const address = request.socket.localAddress?.replace(/^::ffff:/u, '');
    return this.#wildcard && address !== undefined && host === hostWithPort(address, this.#port);
  }

  #isLoopback(host: string): boolean {
    const match = /^(?<name>\[[0-9a-f:.]+\]|[^:[\]]+):(?<port>\d{1,5})$/u.exec(host);
    const name = match?.groups?.['name'] ?? '';
    if (Number(match?.groups?.['port']) !== this.#port) return false;
    return isLoopbackName(name);
  }
}

/** Whether `host` is a name or address of this machine's loopback, with or without brackets. */
export function isLoopbackName(host: string): boolean {
  if (host === 'localhost' || host === '[::1]' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

function hostWithPort(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}
