/** Every `code` that an `error` frame can carry ([RQ5]); each is explained in docs/protocol.md. */
export const ERROR_CODES = [
  'bad_request',
  'unknown_type',
  'not_connected',
  'already_connected',
  'unsupported_version',
  'bad_name',
  'name_taken',
  'bad_token',
  'bad_invite',
  'bad_identity',
  'not_joined',
  'not_found',
  'not_yours',
  'forbidden',
  'approval_pending',
  'too_large',
  'id_conflict',
  'quota_exceeded',
  'rate_limited',
  'storage_full',
  'storage_failed',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * What a client may do after an error ([RQ1]): nothing (`no`), send the same request with the same id again at
 * a later time of its choice (`same_id`), or do so after that many milliseconds.
 */
export type Retry = 'no' | 'same_id' | number;

/** An error that goes over the wire; thrown by the server's verbs, turned into an `error` frame by the session. */
export class ProtocolError extends Error {
  readonly code: ErrorCode;
  readonly retry: Retry;
  /** Further fields of the frame, such as `supported` of `unsupported_version` or `url` of `too_large`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { retry?: Retry; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ProtocolError';
    this.code = code;
    this.retry = options.retry ?? 'no';
    this.details = options.details ?? {};
  }
}
