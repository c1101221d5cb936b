import { createSocket, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { MDNS, readAnnounced, SERVICE } from '../../server/protocol/discovery.ts';
import { decodeDns, DNS_TYPES, encodeDns, sameName } from '../../server/protocol/dnsMessage.ts';
import { networkAddresses } from './networkAddresses.ts';

/** A packet may be lost: it is asked once more. */
const AGAIN_MS = 700;
/** More servers than a list can show, or than there are. */
const MOST_FOUND = 50;
const PACKET_BYTES = 9_000;

/** A room server that says that it is in this network. */
export interface FoundServer {
  /** Where its answer came from, as `parseServerAddress` gives it: nothing that it says can lead elsewhere. */
  url: string;
  /** What it calls itself: anybody's text. */
  name: string;
  /** Whether it takes invited people only, as it says. */
  invite: boolean;
}

export interface DiscoveryOptions {
  /** The addresses of this computer, by whose networks is asked. */
  addresses: readonly string[];
  /** Called for each server, once. */
  onFound(server: FoundServer): void;
  /** Where servers are asked; another than mDNS for tests. */
  ask?: { address: string; port: number };
}

/**
 * Asks for room servers in the networks of this computer until it is closed. It asks from a port of its own, so that
 * answers come to it alone, and nothing is listened for besides.
 */
export class Discovery {
  readonly #options: DiscoveryOptions;
  readonly #sockets: Socket[];
  readonly #again: NodeJS.Timeout;
  readonly #found = new Set<string>();

  constructor(options: DiscoveryOptions) {
    this.#options = options;
    this.#sockets = options.addresses.map((address) => this.#open(address));
    this.#again = setTimeout(() => {
      for (const socket of this.#sockets) this.#ask(socket);
    }, AGAIN_MS);
  }

  /** Idempotent. */
  close(): void {
    clearTimeout(this.#again);
    for (const socket of this.#sockets.splice(0)) socket.close();
  }

  #open(address: string): Socket {
    const socket = createSocket('udp4');
    // A network that cannot be asked has no servers to offer.
    socket.on('error', () => undefined);
    socket.on('message', (packet, from) => this.#take(packet, from.address));
    socket.bind({ address, port: 0 }, () => {
      if (!this.#sockets.includes(socket)) return;
      socket.setMulticastTTL(255);
      socket.setMulticastInterface(address);
      this.#ask(socket);
    });
    return socket;
  }

  #ask(socket: Socket): void {
    const { address, port } = this.#options.ask ?? MDNS;
    const questions = [{ name: SERVICE, type: DNS_TYPES.PTR, unicast: true }];
    const packet = encodeDns({ id: 0, response: false, questions, records: [] });
    socket.send(packet, port, address, () => undefined);
  }

  #take(packet: Uint8Array, from: string): void {
    for (const server of serversIn(packet, from)) {
      if (this.#found.size >= MOST_FOUND || this.#found.has(server.url)) continue;
      this.#found.add(server.url);
      this.#options.onFound(server);
    }
  }
}

/** The room servers that a packet tells of. @param from the address that it came from */
export function serversIn(packet: Uint8Array, from: string): FoundServer[] {
  const told = packet.length <= PACKET_BYTES ? decodeDns(packet) : undefined;
  if (!told?.response) return [];
  return told.records.flatMap((pointer) => {
    if (pointer.type !== 'PTR' || pointer.ttl === 0 || !sameName(pointer.name, SERVICE)) return [];
    const about = told.records.filter(({ name }) => sameName(name, pointer.target));
    const port = about.flatMap((record) => (record.type === 'SRV' ? [record.port] : []))[0];
    const announced = about.flatMap((record) => (record.type === 'TXT' ? [readAnnounced(record.entries)] : []))[0];
    if (port === undefined || port === 0 || !announced) return [];
    const { name, secure, access } = announced;
    return [{ url: `${secure ? 'wss' : 'ws'}://${from}:${port}`, name, invite: access === 'invite' }];
  });
}

/** Asks in every network that this computer is in. */
export function discoverServers(onFound: (server: FoundServer) => void): Discovery {
  return new Discovery({ addresses: networkAddresses(networkInterfaces()), onFound });
}
