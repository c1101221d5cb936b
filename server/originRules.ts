import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

export interface OriginRulesOptions {
  /** The address the server listens on. */
  boundHost: string;
  port: number;
  /** Whether it speaks TLS. */
  secure: boolean;
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
  readonly #isDefaultPort: boolean;
  readonly #wildcard: boolean;

  constructor(options: OriginRulesOptions) {
    this.#origins = new Set(options.allowOrigins.map((origin) => origin.toLowerCase()));
    const { boundHost, port } = options;
    this.#port = port;
    this.#isDefaultPort = port === (options.secure ? 443 : 80);
    this.#wildcard = boundHost === '0.0.0.0' || boundHost === '::';
    const hosts = this.#wildcard ? [] : this.#withPort(boundHost.toLowerCase());
    if (options.publicUrl !== undefined) hosts.push(new URL(options.publicUrl).host.toLowerCase());
    this.#hosts = new Set(hosts);
  }

  allows(request: IncomingMessage): boolean {
    const { headersDistinct, url } = request;
    // A whole address in the request's line would stand above `Host` (RFC 9112, 3.2.2).
    if (url?.startsWith('/') !== true && url !== '*') return false;
    const [host, ...others] = headersDistinct['host'] ?? [];
    return (
      host !== undefined && others.length === 0 && this.#isOurs(host.toLowerCase(), request) && this.#isKnown(request)
    );
  }

  /** Whether it is from a page that is on the list, or from none. */
  #isKnown({ headersDistinct }: IncomingMessage): boolean {
    const origins = headersDistinct['origin'];
    if (origins) return origins.length === 1 && this.#origins.has(origins[0]?.toLowerCase() ?? '');
    // An image, a frame or a link has no `Origin`; but browsers, and nobody else, say where it stands. `none` is a
    // person who typed the address.
    const site = headersDistinct['sec-fetch-site'];
    return (site === undefined || site.every((value) => value === 'none')) && headersDistinct['referer'] === undefined;
  }

  #isOurs(host: string, request: IncomingMessage): boolean {
    return this.#hosts.has(host) || this.#isLoopback(host) || this.#isArrival(host, request);
  }

  /** Bound to every address, the server counts the one that the request came in by; a page's name is never that. */
  #isArrival(host: string, request: IncomingMessage): boolean {
    const address = request.socket.localAddress?.replace(/^::ffff:/u, '');
    return this.#wildcard && address !== undefined && this.#withPort(address).includes(host);
  }

  #isLoopback(host: string): boolean {
    const match = /^(?<name>\[[0-9a-f:.]+\]|[^:[\]]+)(?::(?<port>\d{1,5}))?$/u.exec(host);
    const { name = '', port } = match?.groups ?? {};
    const isPort = port === undefined ? this.#isDefaultPort : Number(port) === this.#port;
    return isPort && isLoopbackName(name);
  }

  /** The forms in which clients write a host of ours: the port of the scheme is left out. */
  #withPort(host: string): string[] {
    const name = isIP(host) === 6 ? `[${host}]` : host;
    return [`${name}:${this.#port}`, ...(this.#isDefaultPort ? [name] : [])];
  }
}

/** Whether `host` is a name or address of this machine's loopback, with or without brackets. */
export function isLoopbackName(host: string): boolean {
  if (host === 'localhost' || host === '[::1]' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
