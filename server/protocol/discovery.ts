import type { DnsName } from './dnsMessage.ts';

/** Where services of a local network are asked for (RFC 6762). */
export const MDNS = { address: '224.0.0.251', port: 5353 } as const;

/** The type under which room servers are found (RFC 6763). */
export const SERVICE: DnsName = ['_room-chat', '_tcp', 'local'];

/** What a server says of itself there, in the entries of a TXT record. No secret, and no certificate, is among it. */
export interface Announced {
  /** Of whoever runs it. Hostile until proved otherwise. */
  name: string;
  secure: boolean;
  access: 'open' | 'invite';
}

export function announcedEntries({ name, secure, access }: Announced): string[] {
  return ['v=1', `tls=${secure ? 1 : 0}`, `access=${access}`, ...(name === '' ? [] : [`name=${name}`])];
}

/** Reads them; `undefined` where they are of another version. */
export function readAnnounced(entries: readonly string[]): Announced | undefined {
  const value = (key: string): string | undefined =>
    entries.find((entry) => entry.startsWith(`${key}=`))?.slice(key.length + 1);
  if (value('v') !== '1') return undefined;
  return {
    name: value('name') ?? '',
    secure: value('tls') === '1',
    access: value('access') === 'open' ? 'open' : 'invite',
  };
}
