import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Seeded } from './seeded.ts';

/** Furthest byte at which a connection is cut: clients hear more than they say. */
const FURTHEST = { fromServer: 32_768, fromClient: 4_096 };

/**
 * A TCP proxy in front of a server that ends every connection at a random byte of one direction, as a bad network does:
 * the bytes before it arrive, none after. Which byte is logarithmically even: as often within the handshake as deep in
 * the stream.
 */
export class CuttingProxy {
  readonly port: number;
  /** Connections that were cut while bytes were on the way. */
  cuts = 0;
  readonly #server: Server;
  #target = 0;
  readonly #random: Seeded;
  readonly #pairs = new Set<() => void>();
  #isCutting = false;
  #goal: { cuts: number; resolve: () => void } | undefined;

  /** Listens; it leads to a server once it is told to which. */
  static async start(random: Seeded): Promise<CuttingProxy> {
    const server = createServer({ allowHalfOpen: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CuttingProxy(server, random);
  }

  private constructor(server: Server, random: Seeded) {
    this.#server = server;
    this.#random = random;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => this.#pair(socket));
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  leadTo(port: number): void {
    this.#target = port;
  }

  /** Cuts from now on, those connections too that are there; resolves after so many cuts, when it no longer does. */
  async cut(count: number): Promise<void> {
    this.#isCutting = true;
    for (const cutNow of [...this.#pairs]) cutNow();
    await new Promise<void>((resolve) => (this.#goal = { cuts: this.cuts + count, resolve }));
    this.#isCutting = false;
  }

  /** Cuts no more. */
  stop(): void {
    this.#isCutting = false;
    this.#goal?.resolve();
    this.#goal = undefined;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const cutNow of [...this.#pairs]) cutNow();
    await closed;
  }

  #pair(client: Socket): void {
    const server = connect(this.#target, '127.0.0.1');
    const sockets = [client, server];
    const end = (reset: boolean): void => {
      this.#pairs.delete(cutNow);
      for (const socket of sockets) {
        if (!reset) socket.destroySoon();
        // One that is saying goodbye already can be reset no more: Node would keep it open for ever.
        else if (socket.connecting || socket.writableEnded) socket.destroy();
        else socket.resetAndDestroy();
      }
    };
    const cutNow = (): void => end(true);
    this.#pairs.add(cutNow);
    for (const socket of sockets) {
      socket.setNoDelay(true);
      socket.on('error', () => end(true));
      socket.on('close', () => end(false));
    }
    // One direction carries so many bytes; half of the ends are resets, the others look like a goodbye.
    const fromServer = this.#random.chance(0.5);
    const reset = this.#random.chance(0.5);
    const furthest = fromServer ? FURTHEST.fromServer : FURTHEST.fromClient;
    const budget = { bytes: this.#isCutting ? this.#random.logWhole(1, furthest) : Infinity };
    const cutHere = (): void => {
      if (!this.#pairs.has(cutNow)) return;
      end(reset);
      this.#count();
    };
    this.#carry(client, server, fromServer ? { bytes: Infinity } : budget, cutHere);
    this.#carry(server, client, fromServer ? budget : { bytes: Infinity }, cutHere);
  }

  #carry(from: Socket, to: Socket, budget: { bytes: number }, cut: () => void): void {
    from.on('data', (chunk: Buffer) => {
      if (!this.#isCutting) budget.bytes = Infinity;
      const part = chunk.subarray(0, Math.min(chunk.length, budget.bytes));
      budget.bytes -= part.length;
      if (!to.write(part)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
      if (budget.bytes === 0) cut();
    });
    from.on('end', () => to.end());
  }

  #count(): void {
    this.cuts += 1;
    if (!this.#goal || this.cuts < this.#goal.cuts) return;
    this.#goal.resolve();
    this.#goal = undefined;
  }
}
