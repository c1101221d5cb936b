import type { Retry } from '../../server/protocol/errors.ts';

/** Why a connection cannot be had, or was lost. */
export type ConnectionErrorCode =
  /** The address is not one. */
  | 'bad_address'
  /** The host's name is not known. */
  | 'unknown_host'
  /** Nobody listens at the port, or the way there is barred. */
  | 'unreachable'
  /** No answer in time. */
  | 'timeout'
  /** What answered does not speak Room Chat. */
  | 'not_a_room_server'
  /** The server's certificate cannot be trusted. */
  | 'certificate'
  /** The server turned the socket away before `connect`. */
  | 'turned_away'
  /** The server speaks other versions of the protocol. */
  | 'unsupported_version'
  /** The socket was closed; it may be tried again. */
  | 'lost'
  /** Closed for good: kicked out, or replaced by another session. */
  | 'ended';

/** Why a certificate is not accepted. */
export type CertificateProblem =
  /** Signed by nobody but itself, and no invite named it. */
  | 'self_signed'
  /** Its time is over, or has not come. */
  | 'expired'
  /** It is for another host. */
  | 'other_host'
  /** It is not the one that the invite named. */
  | 'other_pin'
  /** Signed by an authority that this computer does not know, or damaged. */
  | 'untrusted';

/** A connection that could not be made or is gone; `detail` is for the log. */
export class ConnectionError extends Error {
  readonly code: ConnectionErrorCode;
  readonly closeCode: number | undefined;
  /** With the code `certificate`. */
  readonly problem: CertificateProblem | undefined;
  /** With the code `ended`: the name of who removed this person, as the server says. */
  readonly by: string | undefined;

  constructor(
    code: ConnectionErrorCode,
    detail: string,
    options: { cause?: unknown; closeCode?: number; problem?: CertificateProblem; by?: string | undefined } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ConnectionError';
    this.code = code;
    this.closeCode = options.closeCode;
    this.problem = options.problem;
    this.by = options.by;
  }
}

/** An `error` frame of the server in answer to a request ([RQ1]). */
export class RequestError extends Error {
  /** A code of [RQ5], or one of a later server. */
  readonly code: string;
  readonly retry: Retry;

  constructor(code: string, message: string, retry: Retry) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
    this.retry = retry;
  }
}

/** The server knows this person and does not let them in, or not into this room: for one because they are banned. */
export class KeptOutError extends RequestError {
  constructor(message: string) {
    super('forbidden', message, 'no');
    this.name = 'KeptOutError';
  }
}
