import type { AccessMode } from './access.ts';
import type { Clock } from './clock.ts';
import type { Logger } from './log.ts';
import type { OidcOptions } from './oidcProvider.ts';
import type { ServerLimits } from './protocol/limits.ts';
import type { Random } from './random.ts';
import type { CertificateSource } from './tls/serverCertificate.ts';

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
  /** Absent: no TLS. */
  certificate?: CertificateSource | undefined;
  /** Addresses and networks whose `X-Forwarded-For` counts. */
  trustedProxies: readonly string[];
  /** Header by which these say who somebody is. */
  trustedHeader?: string | undefined;
  /** The provider that signs people in. */
  oidc?: OidcOptions | undefined;
  /** Sockets open at once from one address, and new WebSockets of one a second; 0 is 'no limit'. */
  socketsPerAddress: number;
  upgradesPerSecond: number;
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
