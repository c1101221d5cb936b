import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { AddressLimits } from './addressLimits.ts';
import { ClientAddresses, plainAddress } from './clientAddress.ts';
import type { Clock } from './clock.ts';
import { pathOf } from './httpRoutes.ts';
import type { Logger } from './log.ts';
import { OriginRules } from './originRules.ts';
import { HEADER_BYTES } from './protocol/limits.ts';
import type { ServerCertificate } from './tls/serverCertificate.ts';
import { TrustedHeader } from './trustedHeader.ts';
import type { Vouched } from './vouched.ts';

export interface FrontDoorOptions {
  host: string;
  port: number;
  publicUrl: string | undefined;
  allowOrigins: readonly string[];
  /** Without one everything is in the clear. */
  certificate: ServerCertificate | undefined;
  trustedProxies: readonly string[];
  /** The header by which these say who somebody is. */
  trustedHeader: string | undefined;
  /** Open at once from one address, and new WebSockets of one a second; 0 is 'no limit'. */
  socketsPerAddress: number;
  upgradesPerSecond: number;
  /** Largest frame; 0 is 'no limit'. */
  frameBytes: number;
  clock: Clock;
  log: Logger;
  /** Answers what is no WebSocket. */
  serve(request: IncomingMessage, response: ServerResponse): void;
  /** Whether there is a place for one more WebSocket; asked of each that would come in. */
  hasRoom(): boolean;
  /** Takes who came in. */
  open(arrival: Arrival): void;
}

/** A WebSocket whose request kept all the rules of the door. */
export interface Arrival {
  socket: WebSocket;
  /** What `socket` talks over. */
  stream: Duplex;
  request: IncomingMessage;
  /** Whom it comes from, also through a proxy. */
  address: string;
  /** Whom the proxy vouches for. */
  vouched: Vouched | undefined;
}

const HEADERS_TIMEOUT_MS = 5_000;
const TLS_HANDSHAKE_TIMEOUT_MS = 5_000;

/** The listening port: who may so much as ask, in the clear or by TLS ([TR1], [AC1]). */
export class FrontDoor {
  readonly #options: FrontDoorOptions;
  readonly #http: Server | TlsServer;
  readonly #sockets: WebSocketServer;
  readonly #limits: AddressLimits;
  readonly #addresses: ClientAddresses;
  readonly #header: TrustedHeader | undefined;
  /** One for all sockets: what closes over a request keeps it for as long as the socket is open. */
  readonly #uncount: (this: Socket) => void;
  #rules: OriginRules | undefined;

  constructor(options: FrontDoorOptions) {
    const { certificate, clock, log } = options;
    this.#options = options;
    const limits = new AddressLimits(options.socketsPerAddress, options.upgradesPerSecond, clock);
    this.#limits = limits;
    this.#uncount = function () {
      // A socket still knows whom it was of when it is closed, because it was asked before.
      limits.closed(plainAddress(this.remoteAddress));
    };
    this.#addresses = new ClientAddresses(options.trustedProxies);
    const { trustedHeader } = options;
    this.#header = trustedHeader === undefined ? undefined : new TrustedHeader(trustedHeader, this.#addresses);
    const http = {
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      // The body of an upload takes as long as it takes; `HttpRoutes` holds all others to a limit of its own.
      requestTimeout: 0,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
    };
    this.#http = certificate
      ? createTlsServer({ ...http, ...tlsOptions(certificate), handshakeTimeout: TLS_HANDSHAKE_TIMEOUT_MS })
      : createServer(http);
    this.#http.on('connection', (socket: Socket) => this.#count(socket));
    this.#http.on('tlsClientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      log.debug({ code: error.code }, 'tls_refused');
      socket.destroy();
    });
    this.#http.on('request', (request, response) => options.serve(request, response));
    // Who asks before it sends a body hears of a refusal without sending it.
    this.#http.on('checkContinue', (request, response) => options.serve(request, response));
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // 0 is 'no limit' to us and to ws.
      maxPayload: options.frameBytes,
    });
  }

  get port(): number {
    const address = this.#http.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** Whom a request comes from, also through a proxy. */
  addressOf(request: IncomingMessage): string {
    return this.#addresses.of(request);
  }

  /** Known once the door is open; until then nobody is let in. */
  get rules(): OriginRules | undefined {
    return this.#rules;
  }

  async listen(): Promise<void> {
    const { host, port, publicUrl, allowOrigins, certificate, log } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen({ host, port }, () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
    this.#http.on('error', (error) => log.error({ err: error }, 'http_server'));
    const secure = certificate !== undefined;
    this.#rules = new OriginRules({ boundHost: host, port: this.port, secure, publicUrl, allowOrigins });
  }

  /** Shows the certificate as it is now to all who come from now on; who is here stays. */
  renew(): void {
    const { certificate } = this.#options;
    if (certificate && 'setSecureContext' in this.#http) this.#http.setSecureContext(tlsOptions(certificate));
  }

  /** Lets nobody new in. @returns resolves when the last connection has ended */
  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }

  closeIdleConnections(): void {
    this.#http.closeIdleConnections();
  }

  closeAllConnections(): void {
    this.#http.closeAllConnections();
  }

  #count(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress);
    // Behind a proxy are many people.
    if (this.#addresses.isProxy(address)) return;
    if (this.#limits.opened(address)) socket.on('close', this.#uncount);
    else socket.destroy();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', destroy);
    const vouched = this.#header?.read(request);
    if (this.#rules?.allows(request) !== true || vouched === 'forged') {
      refuse(socket, '403 Forbidden');
      return;
    }
    if (pathOf(request) !== '/') {
      refuse(socket, '404 Not Found');
      return;
    }
    const address = this.#addresses.of(request);
    const wait = this.#limits.upgrade(address);
    if (wait > 0 || !this.#options.hasRoom()) {
      refuse(socket, '503 Service Unavailable', `Retry-After: ${Math.max(1, Math.ceil(wait / 1_000))}\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      // From here on ws sees to it.
      socket.off('error', destroy);
      request.socket.setNoDelay(true);
      this.#options.open({ socket: webSocket, stream: socket, request, address, vouched });
    });
  }
}

function tlsOptions(certificate: ServerCertificate): { key: string; cert: string; minVersion: 'TLSv1.2' } {
  const { key, cert } = certificate.current;
  return { key, cert, minVersion: 'TLSv1.2' };
}

function destroy(this: Duplex): void {
  this.destroy();
}

function refuse(socket: Duplex, status: string, headers = ''): void {
  // The other side may leave its half open for ever.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n${headers}Content-Length: 0\r\n\r\n`);
}
