import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Whom a request comes from: its peer, or, through a proxy that is trusted, whom that names. */
export class ClientAddresses {
  readonly #proxies = new BlockList();

  /** @param proxies addresses, and networks as `10.0.0.0/8` */
  constructor(proxies: readonly string[]) {
    for (const proxy of proxies) {
      const [address = '', prefix] = proxy.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (prefix === undefined) this.#proxies.addAddress(address, family);
      else this.#proxies.addSubnet(address, Number(prefix), family);
    }
  }

  /** Of an IPv4 address that came over IPv6 the IPv4 address; `''` where the peer is gone already. */
  of(request: IncomingMessage): string {
    const peer = plainAddress(request.socket.remoteAddress);
    if (!this.isProxy(peer)) return peer;
    const forwarded = request.headers['x-forwarded-for'];
    const hops = (typeof forwarded === 'string' ? forwarded : '').split(',').map((hop) => plainAddress(hop.trim()));
    // Each proxy adds whom it saw at the end; what stands before the last that is none of ours may be anybody's words.
    const client = hops.findLast((hop) => !this.isProxy(hop));
    return client === undefined || isIP(client) === 0 ? peer : client;
  }

  isProxy(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.#proxies.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }
}

/** An address without what Node and proxies put around it. */
export function plainAddress(raw: string | undefined): string {
  const bare = (raw ?? '').replace(/^\[(?<inner>[^\]]*)\](?::\d+)?$/u, '$<inner>').replace(/^::ffff:(?=\d)/iu, '');
  return isIP(bare) === 0 ? bare.replace(/:\d+$/u, '') : bare;
}

/** What limits an address count: of IPv6 the network, since a home has 2⁶⁴ of its addresses. */
export function limitedAs(address: string): string {
  if (isIP(address) !== 6) return address;
  const [before = '', after = ''] = new URL(`http://[${address.split('%')[0] ?? ''}]`).hostname
    .slice(1, -1)
    .split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === '' ? [] : after.split(':');
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
