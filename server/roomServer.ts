import { Access } from './access.ts';
import { AuditLog } from './audit.ts';
import type { Clock } from './clock.ts';
import { PartialFiles } from './files/partialFiles.ts';
import { Transfers } from './files/transfers.ts';
import { FrontDoor } from './frontDoor.ts';
import { helloFrame } from './hello.ts';
import { HttpRoutes } from './httpRoutes.ts';
import { Invitations } from './invitations.ts';
import type { Logger } from './log.ts';
import { Metrics } from './metrics.ts';
import { Newcomers } from './newcomers.ts';
import type { OidcOptions, OidcProvider } from './oidcProvider.ts';
import { type Presence, presenceOf } from './presence.ts';
import { CLOSE_CODES } from './protocol/closeCodes.ts';
import { GREETING_FRAME_BYTES, IDENTITY_FRAME_BYTES } from './protocol/limits.ts';
import { Reception } from './reception.ts';
import { RoomRegistry } from './roomRegistry.ts';
import type { RoomServerOptions } from './roomServerOptions.ts';
import { SendTick } from './sendTick.ts';
import type { Session } from './session.ts';
import { SessionRegistry } from './sessionRegistry.ts';
import { dataPaths } from './store/dataFolder.ts';
import { DiskBlobStore } from './store/diskBlobStore.ts';
import { RetentionJob, sweepBlobs } from './store/housekeeping.ts';
import type { MessageStore } from './store/messageStore.ts';
import { openSqliteStore } from './store/sqliteStore.ts';
import { CertificateError } from './tls/certificateError.ts';
import type { ServerCertificate, ServerCertificateDeps } from './tls/serverCertificate.ts';
import { verbTable } from './verbs/verbTable.ts';
import { WrongCredentials } from './wrongCredentials.ts';

export interface RoomServer {
  readonly host: string;
  readonly port: number;
  /** Present where the server speaks TLS. */
  readonly certificate: { readonly pin: string | undefined; readonly renewable: boolean } | undefined;
  /** Reads the certificate's files again; where they are no good, the log says so and what was there stays. */
  renewCertificate(): void;
  /** Who is there, each person once, and how many sessions they have. */
  presence(): Presence;
  /** What whoever runs the server gives away. */
  readonly invitations: Invitations;
  /** Resolves when it begins to close. */
  readonly closing: Promise<undefined>;
  /** Takes nobody new, answers what is asked, says goodbye, and closes the store ([LV5]). Idempotent. */
  close(): Promise<void>;
}

/** How long requests under way and sockets that are closing may take when the server stops. */
const DRAIN_MS = 2_500;
const GOODBYE_MS = 1_000;
/** Sockets that have not said who they are; past it newcomers take the places of those who have been silent longest. */
const MAX_GREETING = 2_000;
/** A certificate that ends sooner than this is a warning in the log. */
const EXPIRY_WARNING_MS = 14 * 86_400_000;

/** Opens the data folder and listens. @throws DataFolderError, CertificateError, or the listening socket's error */
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
    const { certificate: source, clock } = options;
    const certificate = source && (await certificateOf({ source, data, clock, random }));
    const provider = options.oidc && (await oidcProvider(options.oidc, clock, log));
    const parts = { store, blobs, partials: new PartialFiles(partials), certificate, provider };
    const server = new ListeningServer(options, parts);
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

/** @throws CertificateError */
async function certificateOf(deps: ServerCertificateDeps): Promise<ServerCertificate> {
  const { ServerCertificate } = await import('./tls/serverCertificate.ts');
  return new ServerCertificate(deps);
}

/** What reads tokens is loaded where there are any. */
async function oidcProvider(options: OidcOptions, clock: Clock, log: Logger): Promise<OidcProvider> {
  const { OidcProvider: Provider } = await import('./oidcProvider.ts');
  return new Provider(options, clock, log);
}

interface ServerParts {
  store: MessageStore;
  blobs: DiskBlobStore;
  partials: PartialFiles;
  certificate: ServerCertificate | undefined;
  provider: OidcProvider | undefined;
}

class ListeningServer implements RoomServer {
  readonly certificate: ServerCertificate | undefined;
  readonly metrics: Metrics;
  readonly invitations: Invitations;
  readonly transfers: Transfers;
  readonly #options: RoomServerOptions;
  readonly #store: MessageStore;
  readonly #door: FrontDoor;
  readonly #newcomers: Newcomers<Session>;
  readonly #sessions: SessionRegistry;
  readonly #rooms = new RoomRegistry();
  readonly #tick = new SendTick();
  readonly #access: Access;
  readonly #audit: AuditLog;
  readonly #reception: Reception;
  readonly #retention: RetentionJob;
  #heartbeat: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;
  readonly #beginClosing = Promise.withResolvers<undefined>();
  readonly closing = this.#beginClosing.promise;

  constructor(options: RoomServerOptions, { store, blobs, partials, certificate, provider }: ServerParts) {
    const { clock, limits, random, log, userFileBytes, roomFileBytes } = options;
    const quotas = { userFileBytes, roomFileBytes };
    this.#options = options;
    this.#store = store;
    this.certificate = certificate;
    this.#newcomers = new Newcomers(MAX_GREETING, clock);
    this.#sessions = new SessionRegistry(options.sessionsPerUser);
    this.#access = new Access(options.access, store, clock, random);
    const audit = new AuditLog(options.data, clock, log);
    this.#audit = audit;
    this.invitations = new Invitations({ store, clock, random, audit });
    const wrong = new WrongCredentials(clock);
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
      open: options.access === 'open',
      wrongToken: (request) => wrong.from(this.#door.addressOf(request)),
      metrics: () => this.metrics,
      onPosted: (roomKey, event) => {
        this.metrics.event('file');
        this.#rooms.get(roomKey)?.deliver(event);
      },
    });
    const { uploads, downloads, routes: fileRoutes } = this.transfers;
    this.metrics = new Metrics({
      sessions: () => this.#sessions.size,
      sentBytes: () => this.#tick.sentBytes,
      rooms: () => this.#rooms.size,
      healthy: () => store.healthy,
      uploads: () => uploads.unfinished,
      receiving: () => uploads.receiving,
      sending: () => downloads.running,
      promisedBytes: () => uploads.promisedBytes,
    });
    this.#retention = new RetentionJob(options, store, blobs, clock, log);
    const verbs = verbTable({
      access: this.#access,
      store,
      blobs,
      sessions: this.#sessions,
      rooms: this.#rooms,
      running: this.transfers.running,
      audit,
      wrong,
      provider,
      limits,
      quotas,
      clock,
      random,
      register: (session) => {
        this.#newcomers.remove(session);
        return this.#sessions.connected(session);
      },
      onEvent: (type) => this.metrics.event(type),
    });
    this.#reception = new Reception({
      verbs,
      limits,
      hello: helloFrame(options, store.epoch),
      greetingBytes: options.oidc ? IDENTITY_FRAME_BYTES : GREETING_FRAME_BYTES,
      tick: this.#tick,
      sessions: this.#sessions,
      newcomers: this.#newcomers,
      rooms: this.#rooms,
      access: this.#access,
      metrics: this.metrics,
      clock,
      log,
    });
    const routes = new HttpRoutes({
      files: fileRoutes,
      metrics: this.metrics,
      store,
      clock,
      rules: () => this.#door.rules,
      isClosing: () => this.#closing !== undefined,
    });
    this.#door = new FrontDoor({
      ...options,
      publicUrl: options.publicUrl,
      trustedHeader: options.trustedHeader,
      certificate,
      frameBytes: limits.frameBytes,
      serve: (request, response) => routes.serve(request, response),
      hasRoom: () => this.#hasRoom(),
      open: (arrival) => this.#reception.open(arrival),
    });
  }

  get host(): string {
    return this.#options.host;
  }

  get port(): number {
    return this.#door.port;
  }

  async listen(): Promise<void> {
    const { host, heartbeatMs, access, log } = this.#options;
    this.#logCertificate();
    await this.#door.listen();
    log.info({ host, port: this.port, access }, 'listening');
    this.#retention.start();
    this.transfers.uploads.start();
    this.#heartbeat = setInterval(() => {
      for (const session of this.#sessions.all()) session.heartbeat();
    }, heartbeatMs).unref();
  }

  presence(): Presence {
    return presenceOf(this.#sessions.all());
  }

  close(): Promise<void> {
    this.#beginClosing.resolve(undefined);
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#heartbeat);
    this.#retention.stop();
    const stopped = this.#door.stop();
    const sessions = this.#sessions.all();
    await within(
      DRAIN_MS,
      Promise.all([this.transfers.uploads.close(), ...sessions.map((session) => session.finish())]),
    );
    for (const session of sessions) session.close(CLOSE_CODES.goingAway, 'The server stops.');
    this.#door.closeIdleConnections();
    await within(GOODBYE_MS, stopped);
    this.#door.closeAllConnections();
    for (const session of sessions) session.terminate();
    await this.#store.close();
    await this.#audit.close();
  }

  renewCertificate(): void {
    const { certificate } = this;
    try {
      certificate?.reload();
      this.#door.renew();
      this.#logCertificate();
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error;
      this.#options.log.error({ reason: error.message }, 'certificate_refused');
    }
  }

  #logCertificate(): void {
    const { certificate } = this;
    const { log, clock } = this.#options;
    if (!certificate) return;
    const fields = { pin: certificate.pin, expires: new Date(certificate.expires).toISOString() };
    if (certificate.expires - clock.now() < EXPIRY_WARNING_MS) log.warn(fields, 'certificate_expires');
    else log.info(fields, 'certificate');
  }

  #hasRoom(): boolean {
    const { maxSessions } = this.#options;
    const isFull = maxSessions > 0 && this.#sessions.size >= maxSessions;
    return !this.#closing && !isFull && this.#newcomers.makeRoom();
  }
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
