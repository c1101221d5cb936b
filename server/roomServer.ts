import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { Access, type AccessMode } from './access.ts';
import type { Clock } from './clock.ts';
import { InlineFiles } from './files/inlineFiles.ts';
import { PartialFiles } from './files/partialFiles.ts';
import { Transfers } from './files/transfers.ts';
import { encodeFrame, type Frame } from './frame.ts';
import { HttpRoutes, pathOf } from './httpRoutes.ts';
import type { Logger } from './log.ts';
import { Metrics } from './metrics.ts';
import { OriginRules } from './originRules.ts';
import { CLOSE_CODES } from './protocol/closeCodes.ts';
import { ProtocolError } from './protocol/errors.ts';
import { HEADER_BYTES, type ServerLimits } from './protocol/limits.ts';
import type { Request } from './protocol/messages.ts';
import { PROTOCOL_RANGE } from './protocol/version.ts';
import type { Random } from './random.ts';
import type { Reply } from './reply.ts';
import { RoomRegistry } from './roomRegistry.ts';
import { SendTick } from './sendTick.ts';
import { Session, type SessionState } from './session.ts';
import { SessionRegistry } from './sessionRegistry.ts';
import { dataPaths } from './store/dataFolder.ts';
import { DiskBlobStore } from './store/diskBlobStore.ts';
import { RetentionJob, sweepBlobs } from './store/housekeeping.ts';
import type { MessageStore } from './store/messageStore.ts';
import { openSqliteStore } from './store/sqliteStore.ts';
import { membershipVerbs } from './verbs/membership.ts';
import { postingVerbs } from './verbs/posting.ts';
import { readingVerbs } from './verbs/reading.ts';
import type { Verbs } from './verbs/verb.ts';

export interface RoomServerOptions {
  host: string;
  /** 0 takes any free one. */
  port: number;
  /** The data folder; made where there is none. */
  data: string;
  access: AccessMode;
  limits: ServerLimits;
  heartbeatMs: number;
  /** Most sessions at once, and most of one user; 0 is 'no limit'. */
  maxSessions: number;
  sessionsPerUser: number;
  publicUrl?: string | undefined;
  allowOrigins: readonly string[];
  /** Bytes of the disk that files leave free. */
  diskReserve: number;
  /** Bytes that the files of one user, and of one room, may hold; 0 is 'no limit'. */
  userFileBytes: number;
  roomFileBytes: number;
  /** How long an upload that nothing comes for is kept. */
  uploadExpiresMs: number;
  keepDays: number;
  maxData: number;
  version: string;
  /** The module that runs as the store's workers; see `openSqliteStore`. */
  workerUrl: URL;
  clock: Clock;
  random: Random;
  log: Logger;
}

export interface RoomServer {
  readonly host: string;
  readonly port: number;
  /** Takes nobody new, answers what is asked, says goodbye, and closes the store ([LV5]). Idempotent. */
  close(): Promise<void>;
}

/** How long requests under way and sockets that are closing may take when the server stops. */
const DRAIN_MS = 2_500;
const GOODBYE_MS = 1_000;
/** Sockets that have not said who they are; past it newcomers are turned away until some have. */
const MAX_GREETING = 2_000;
/** Close codes that say something of a client's health. */
const TROUBLE: ReadonlySet<number> = new Set([1009, CLOSE_CODES.flooding, CLOSE_CODES.slowConsumer]);
const ADDING: ReadonlySet<Request['type']> = new Set(['message', 'edit', 'delete', 'react', 'topic', 'upload']);

/** Opens the data folder and listens. @throws DataFolderError, or the listening socket's error */
export async function createRoomServer(options: RoomServerOptions): Promise<RoomServer> {
  const { log, random, data } = options;
  let commits: Metrics | undefined;
  const store = await openSqliteStore({
    folder: data,
    workerUrl: options.workerUrl,
    log,
    random,
    onCommit: (report) => commits?.commit(report),
  });
  try {
    const { blobs: folder, partials } = dataPaths(data);
    // What is promised is known to who makes the uploads, and that one needs the blobs.
    const promised = { bytes: () => 0 };
    const blobs = new DiskBlobStore({
      folder,
      reserveBytes: options.diskReserve,
      promisedBytes: () => promised.bytes(),
      clock: options.clock,
      random,
      log,
    });
    const server = new ListeningServer(options, store, blobs, new PartialFiles(partials));
    promised.bytes = () => server.transfers.uploads.promisedBytes;
    if (store.problems.length > 0) log.error({ problems: store.problems }, 'data_damaged');
    else {
      const strays = await server.transfers.uploads.load();
      const swept = await sweepBlobs(store, blobs);
      if (swept + strays > 0) log.info({ files: swept, partials: strays }, 'files_swept');
    }
    commits = server.metrics;
    await server.listen();
    return server;
  } catch (error) {
    await store.close();
    throw error;
  }
}

class ListeningServer implements RoomServer {
  readonly metrics: Metrics;
  readonly transfers: Transfers;
  readonly #options: RoomServerOptions;
  readonly #store: MessageStore;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #sessions: SessionRegistry;
  readonly #rooms = new RoomRegistry();
  readonly #tick = new SendTick();
  readonly #access: Access;
  readonly #verbs: Verbs;
  readonly #hello: Frame;
  readonly #retention: RetentionJob;
  #rules: OriginRules | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: RoomServerOptions, store: MessageStore, blobs: DiskBlobStore, partials: PartialFiles) {
    const { clock, limits, random, log, userFileBytes, roomFileBytes } = options;
    const quotas = { userFileBytes, roomFileBytes };
    this.#options = options;
    this.#store = store;
    this.#sessions = new SessionRegistry(options.sessionsPerUser);
    this.#access = new Access(options.access, store, clock, random);
    this.transfers = new Transfers({
      store,
      blobs,
      partials,
      clock,
      random,
      log,
      limits,
      quotas,
      expiresMs: options.uploadExpiresMs,
      metrics: () => this.metrics,
      onPosted: (roomKey, event) => {
        this.metrics.event('file');
        this.#rooms.get(roomKey)?.deliver(event);
      },
    });
    const { uploads, downloads, routes: fileRoutes } = this.transfers;
    this.metrics = new Metrics({
      sessions: () => this.#sessions.size,
      rooms: () => this.#rooms.size,
      healthy: () => store.healthy,
      uploads: () => uploads.unfinished,
      receiving: () => uploads.receiving,
      sending: () => downloads.running,
      promisedBytes: () => uploads.promisedBytes,
    });
    this.#retention = new RetentionJob(options, store, blobs, clock, log);
    const files = new InlineFiles({ blobs, store, limits, random });
    const rooms = this.#rooms;
    this.#verbs = {
      ...membershipVerbs({
        access: this.#access,
        store,
        rooms,
        limits,
        clock,
        sessionsOf: (holder) => this.#sessions.of(holder),
        register: (session) => this.#sessions.connected(session),
      }),
      ...postingVerbs({ store, files, rooms, limits, quotas, clock, onEvent: (type) => this.metrics.event(type) }),
      ...readingVerbs({ store, files }),
    };
    this.#hello = encodeFrame(
      JSON.stringify({
        type: 'hello',
        protocol: PROTOCOL_RANGE,
        server: `room-chat/${options.version}`,
        epoch: store.epoch,
        access: options.access,
        heartbeatMs: options.heartbeatMs,
        limits,
        features: ['search', 'reactions', 'topics', 'read', 'transfers', 'thumbnails', 'files'],
      }),
    );
    this.#http = createServer({
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: 5_000,
      // The body of an upload takes as long as it takes; `HttpRoutes` holds all others to a limit of its own.
      requestTimeout: 0,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
    });
    const routes = new HttpRoutes({
      files: fileRoutes,
      metrics: this.metrics,
      store,
      clock,
      rules: () => this.#rules,
      isClosing: () => this.#closing !== undefined,
    });
    this.#http.on('request', (request, response) => routes.serve(request, response));
    // Who asks before it sends a body hears of a refusal without sending it.
    this.#http.on('checkContinue', (request, response) => routes.serve(request, response));
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // 0 is 'no limit' to us and to ws.
      maxPayload: limits.frameBytes,
    });
  }

  get host(): string {
    return this.#options.host;
  }

  get port(): number {
    const address = this.#http.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  async listen(): Promise<void> {
    const { host, port, heartbeatMs, publicUrl, allowOrigins } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen({ host, port }, () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
    this.#http.on('error', (error) => this.#options.log.error({ err: error }, 'http_server'));
    this.#rules = new OriginRules({ boundHost: host, port: this.port, publicUrl, allowOrigins });
    this.#options.log.info({ host, port: this.port, access: this.#options.access }, 'listening');
    this.#retention.start();
    this.transfers.uploads.start();
    this.#heartbeat = setInterval(() => {
      for (const session of this.#sessions.all()) session.heartbeat();
    }, heartbeatMs).unref();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#heartbeat);
    this.#retention.stop();
    const stopped = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    const sessions = this.#sessions.all();
    await within(
      DRAIN_MS,
      Promise.all([this.transfers.uploads.close(), ...sessions.map((session) => session.finish())]),
    );
    for (const session of sessions) session.close(CLOSE_CODES.goingAway, 'The server stops.');
    this.#http.closeIdleConnections();
    await within(GOODBYE_MS, stopped);
    this.#http.closeAllConnections();
    for (const session of sessions) session.terminate();
    await this.#store.close();
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { maxSessions } = this.#options;
    if (this.#rules?.allows(request) !== true) {
      refuse(socket, 403, 'Forbidden');
      return;
    }
    if (pathOf(request) !== '/') {
      refuse(socket, 404, 'Not Found');
      return;
    }
    const full = maxSessions > 0 && this.#sessions.size >= maxSessions;
    if (this.#closing || full || this.#sessions.greeting >= MAX_GREETING) {
      refuse(socket, 503, 'Service Unavailable');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, socket, request));
  }

  #open(socket: WebSocket, stream: Duplex, request: IncomingMessage): void {
    const { limits, clock, log } = this.#options;
    const { metrics } = this;
    const bearer = /^Bearer (?<token>\S{1,256})$/iu.exec(request.headers.authorization ?? '');
    request.socket.setNoDelay(true);
    socket.on('close', (code) => {
      metrics.closed(code);
      if (TROUBLE.has(code)) log.warn({ code }, 'session_closed');
      else log.debug({ code }, 'session_closed');
    });
    const session = new Session({
      socket,
      stream,
      tick: this.#tick,
      headerToken: bearer?.groups?.['token'],
      hello: this.#hello,
      limits,
      clock,
      log,
      observer: {
        request: (type, milliseconds, error) => metrics.request(type, milliseconds, error?.code, ADDING.has(type)),
        dropped: (frames) => metrics.dropped(frames),
        sent: (bytes) => metrics.bytes('out', bytes),
        received: (bytes) => metrics.bytes('in', bytes),
      },
      handle: (from, what, reply) => this.#handle(from, what, reply),
      onEnd: (ended, state) => this.#end(ended, state),
    });
    this.#sessions.add(session);
  }

  #handle(session: Session, request: Request, reply: Reply): void {
    try {
      // Each type goes with its own verb: TypeScript cannot follow that through the table.
      const verb = this.#verbs[request.type] as (session: Session, request: Request, reply: Reply) => void;
      verb(session, request, reply);
    } catch (error) {
      if (error instanceof ProtocolError) {
        reply.fail(error);
        return;
      }
      this.#options.log.error({ err: error, request: request.type }, 'verb');
      const message = 'The server made a mistake with this request; its log says more.';
      reply.fail(new ProtocolError('internal', message, { retry: 'same_id' }));
    }
  }

  #end(session: Session, state: SessionState): void {
    const connected = state.phase === 'connected' ? state : undefined;
    this.#sessions.remove(session, connected?.actor.holder);
    if (!connected) return;
    for (const room of connected.rooms.values()) {
      room.remove(session);
      this.#rooms.release(room);
    }
    this.#access.release(connected.actor);
  }
}

function refuse(socket: Duplex, status: number, reason: string): void {
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
