import { ConnectionError, type ConnectionErrorCode } from './errors.ts';

const BY_SYSTEM_CODE: Readonly<Record<string, ConnectionErrorCode>> = {
  ENOTFOUND: 'unknown_host',
  EAI_AGAIN: 'unknown_host',
  ECONNREFUSED: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'timeout',
  CERT_HAS_EXPIRED: 'certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
};

/** What a failed opening handshake means: takes the error of the socket, or the HTTP status of a plain answer. */
export function handshakeError(failure: Error | number): ConnectionError {
  if (typeof failure === 'number') {
    const refused = failure === 401 || failure === 403 || failure === 429;
    return new ConnectionError(refused ? 'turned_away' : 'not_a_room_server', `answered HTTP ${failure}`);
  }
  return new ConnectionError(codeOf(failure), failure.message, { cause: failure });
}

function codeOf(failure: Error): ConnectionErrorCode {
  const code = systemCode(failure);
  const known = BY_SYSTEM_CODE[code];
  if (known) return known;
  if (failure.message.startsWith('Opening handshake has timed out')) return 'timeout';
  // What is no HTTP or no WebSocket at all: a wrong port, a wrong scheme.
  if (code.startsWith('HPE_') || code.startsWith('ERR_SSL_') || code === 'EPROTO' || code.startsWith('WS_ERR_')) {
    return 'not_a_room_server';
  }
  return 'lost';
}

function systemCode(failure: Error): string {
  const code = (failure as NodeJS.ErrnoException).code;
  if (typeof code === 'string') return code;
  // A name with several addresses fails with one error for each.
  const [first] = failure instanceof AggregateError ? (failure.errors as unknown[]) : [];
  return first instanceof Error ? systemCode(first) : '';
}
