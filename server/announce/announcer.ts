import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { BlockList } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import type { Clock, Timer } from '../clock.ts';
import type { Logger } from '../log.ts';
import { MDNS } from '../protocol/discovery.ts';
import { decodeDns, type DnsMessage, encodeDns } from '../protocol/dnsMessage.ts';
import { TokenBucket } from '../tokenBucket.ts';
import type { Announcement } from './announcement.ts';

/** How often it is looked which networks there are. */
const NETWORKS_MS = 15_000;
/** The second time that it is told, for those that missed the first (RFC 6762, 8.3). */
const AGAIN_MS = 1_000;
/** Answers a second: the rest is noise, or an attempt to make noise of it. */
const ANSWERS_PER_SECOND = 20;

export interface AnnouncerOptions {
  announcement: Announcement;
  /** The networks that this machine is in. */
  networks: () => NodeJS.Dict<NetworkInterfaceInfo[]>;
  clock: Clock;
  log: Logger;
  /** Where questions come in; another than the one of mDNS for tests. */
  port?: number;
}

interface Network {
  address: string;
  netmask: string;
}

/** Makes a server known in the networks of this machine by mDNS, from its making until it is closed. */
export class Announcer {
  readonly #options: AnnouncerOptions;
  readonly #socket: Socket;
  readonly #answers: TokenBucket;
  readonly #timers = new Set<Timer>();
  /** Those whose questions are heard. */
  #networks: Network[] = [];
  #neighbours = new BlockList();
  #open = false;
  #sending = Promise.resolve();

  constructor(options: AnnouncerOptions) {
    this.#options = options;
    this.#answers = new TokenBucket(ANSWERS_PER_SECOND, ANSWERS_PER_SECOND, options.clock);
    // The system's own responder, if any, listens there, too.
    this.#socket = createSocket({ type: 'udp4', reuseAddr: true });
    this.#socket.unref();
    this.#socket.on('error', (error) => {
      // A server that is not found by itself still serves whoever has its address.
      options.log.warn({ err: error }, 'announce');
      this.close();
    });
    this.#socket.on('message', (packet, from) => this.#take(packet, from));
    this.#socket.bind({ port: options.port ?? MDNS.port }, () => {
      this.#open = true;
      this.#socket.setMulticastTTL(255);
      this.#look();
      this.#tell();
      this.#later(AGAIN_MS, () => this.#tell());
    });
  }

  /** Takes back what was told. Idempotent. */
  close(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    if (!this.#open) return;
    this.#open = false;
    const { announcement } = this.#options;
    void this.#sendToAll(announcement.unasked(this.#addresses(), true)).finally(() => this.#socket.close());
  }

  #take(packet: Uint8Array, from: RemoteInfo): void {
    // Whoever is elsewhere has no business here, and may be made up (RFC 6762, 11).
    if (!this.#open || !this.#neighbours.check(from.address)) return;
    const asked = decodeDns(packet);
    if (!asked) return;
    const legacy = from.port !== MDNS.port;
    const answer = this.#options.announcement.answer(asked, this.#addresses(), legacy);
    if (!answer || this.#answers.take() > 0) return;
    const alone = legacy || asked.questions.every(({ unicast }) => unicast);
    if (alone) this.#socket.send(encodeDns(answer), from.port, from.address, () => undefined);
    else void this.#sendToAll(answer);
  }

  #tell(): void {
    if (this.#open) void this.#sendToAll(this.#options.announcement.unasked(this.#addresses()));
  }

  /** Joins the networks that came, and tells of this server there. */
  #look(): void {
    const before = this.#networks.map(({ address }) => address);
    this.#networks = ipv4Networks(this.#options.networks());
    this.#neighbours = new BlockList();
    for (const { address, netmask } of this.#networks) {
      this.#neighbours.addSubnet(address, prefixLength(netmask), 'ipv4');
      if (before.includes(address)) continue;
      try {
        this.#socket.addMembership(MDNS.address, address);
      } catch (error) {
        this.#options.log.debug({ err: error }, 'announce_network');
      }
    }
    if (before.length > 0 && this.#networks.some(({ address }) => !before.includes(address))) this.#tell();
    this.#later(NETWORKS_MS, () => this.#look());
  }

  #addresses(): string[] {
    return this.#networks.map(({ address }) => address);
  }

  /** One network after the other: which one a packet leaves by is a state of the socket. */
  #sendToAll(message: DnsMessage): Promise<void> {
    const packet = encodeDns(message);
    this.#sending = this.#sending.then(async () => {
      for (const { address } of this.#networks) {
        try {
          this.#socket.setMulticastInterface(address);
        } catch {
          // The network went away just now.
          continue;
        }
        await new Promise<void>((resolve) => {
          this.#socket.send(packet, MDNS.port, MDNS.address, () => resolve());
        });
      }
    });
    return this.#sending;
  }

  #later(delayMs: number, task: () => void): void {
    const timer = this.#options.clock.after(delayMs, () => {
      this.#timers.delete(timer);
      task();
    });
    this.#timers.add(timer);
  }
}

function ipv4Networks(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): Network[] {
  return Object.values(interfaces)
    .flatMap((infos = []) => infos)
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address, netmask }) => ({ address, netmask }));
}

function prefixLength(netmask: string): number {
  const bits = netmask
    .split('.')
    .map((byte) => Number(byte).toString(2))
    .join('');
  return bits.replaceAll('0', '').length;
}
