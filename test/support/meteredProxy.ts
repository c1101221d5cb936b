import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP proxy that counts what goes through it, lets so many bytes a second through, and cuts when it is told to. */
export class MeteredProxy {
  /** How often somebody came. */
  connections = 0;
  /** Bytes that went through so far. */
  fromClient = 0;
  fromServer = 0;
  readonly port: number;
  readonly #server: Server;
  readonly #cuts = new Set<() => void>();
  #bytesPerSecond = Infinity;
  #isRefusing = false;
  #spoilAt = -1;
  #target = 0;
  readonly #counted: (() => void)[] = [];

  /** Listens; it leads to a server once it is told to which. */
  static async start(): Promise<MeteredProxy> {
    const server = createServer({ allowHalfOpen: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MeteredProxy(server);
  }

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client) => this.#pair(client));
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  leadTo(port: number): void {
    this.#target = port;
  }

  /** Resolves as soon as so many bytes in all went one way. */
  async reached(way: 'fromClient' | 'fromServer', bytes: number): Promise<void> {
    while (this[way] < bytes) await new Promise<void>((resolve) => this.#counted.push(resolve));
  }

  /** Turns one bit of what the client sends, so many bytes from now. */
  spoil(inBytes: number): void {
    this.#spoilAt = this.fromClient + inBytes;
  }

  /** Carries no more than that, in each direction of each connection. */
  slowTo(bytesPerSecond: number): void {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Resets every connection that is there. */
  cut(): void {
    for (const cut of [...this.#cuts]) cut();
  }

  /** Resets new connections too. */
  refuse(isRefusing: boolean): void {
    this.#isRefusing = isRefusing;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cut();
    await closed;
  }

  #pair(client: Socket): void {
    this.connections += 1;
    client.on('error', () => undefined);
    if (this.#isRefusing) {
      client.resetAndDestroy();
      return;
    }
    const server = connect(this.#target, '127.0.0.1');
    const cut = (): void => {
      this.#cuts.delete(cut);
      for (const socket of [client, server]) socket.destroy();
    };
    this.#cuts.add(cut);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', cut);
      socket.on('close', () => {
        this.#cuts.delete(cut);
        client.destroySoon();
        server.destroySoon();
      });
    }
    this.#carry(client, server, (chunk) => {
      const place = this.#spoilAt - this.fromClient;
      if (place >= 0 && place < chunk.length) chunk[place] = (chunk[place] ?? 0) ^ 1;
      this.fromClient += chunk.length;
    });
    this.#carry(server, client, (chunk) => (this.fromServer += chunk.length));
  }

  #carry(from: Socket, to: Socket, count: (chunk: Buffer) => void): void {
    from.on('data', (chunk: Buffer) => {
      count(chunk);
      for (const resolve of this.#counted.splice(0)) resolve();
      const isFull = !to.write(chunk);
      const pauseMs = (chunk.length / this.#bytesPerSecond) * 1_000;
      if (!isFull && pauseMs < 0.1) return;
      from.pause();
      const next = (): void => {
        if (pauseMs < 0.1) from.resume();
        else setTimeout(() => from.resume(), pauseMs);
      };
      if (isFull) to.once('drain', next);
      else next();
    });
    from.on('end', () => to.end());
  }
}
