import type { ServerResponse } from 'node:http';
import { type ErrorCode, ProtocolError } from '../protocol/errors.ts';

/** A refusal over HTTP: a protocol error with its status. */
export class HttpError extends Error {
  readonly status: number;
  readonly error: ProtocolError;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, error: ProtocolError, headers: Record<string, string> = {}) {
    super(error.message, { cause: error });
    this.name = 'HttpError';
    this.status = status;
    this.error = error;
    this.headers = headers;
  }
}

/** A request that is malformed, or that the protocol of uploads does not allow. */
export function refusal(status: number, message: string, headers?: Record<string, string>): HttpError {
  return new HttpError(status, new ProtocolError('bad_request', message), headers);
}

const STATUS: Readonly<Record<ErrorCode, number>> = {
  bad_request: 400,
  unknown_type: 404,
  not_connected: 403,
  already_connected: 400,
  unsupported_version: 400,
  bad_name: 400,
  name_taken: 403,
  bad_token: 401,
  bad_invite: 403,
  bad_identity: 403,
  not_joined: 403,
  not_found: 404,
  not_yours: 403,
  forbidden: 403,
  approval_pending: 403,
  too_large: 413,
  id_conflict: 409,
  quota_exceeded: 413,
  rate_limited: 429,
  storage_full: 507,
  storage_failed: 500,
  internal: 500,
};

/** What a request is refused with; anything that is not an error of the protocol is our own mistake. */
export function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof ProtocolError) return new HttpError(STATUS[error.code], error);
  const message = 'The server made a mistake with this request; its log says more.';
  return new HttpError(500, new ProtocolError('internal', message, { retry: 'same_id', cause: error }));
}

/**
 * Answers with the same object as an error frame ([RQ5]), which is whole by its length. Whoever calls this ends the
 * response, and not before the request is read: with its end the connection is closed.
 */
export function sendError(response: ServerResponse, failure: HttpError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, message, retry, details } = failure.error;
  const body = Buffer.from(`${JSON.stringify({ type: 'error', code, message, retry, ...details })}\n`);
  response.writeHead(failure.status, {
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    ...(typeof retry === 'number' && { 'Retry-After': String(Math.max(1, Math.ceil(retry / 1_000))) }),
    ...(failure.status === 401 && { 'WWW-Authenticate': 'Bearer' }),
    ...failure.headers,
  });
  if (response.req.method === 'HEAD') response.flushHeaders();
  else response.write(body);
}
