import { ConnectionError, type CertificateProblem, type ConnectionErrorCode } from './errors.ts';

const BY_SYSTEM_CODE: Readonly<Record<string, ConnectionErrorCode>> = {
  ENOTFOUND: 'unknown_host',
  EAI_AGAIN: 'unknown_host',
  ECONNREFUSED: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'timeout',
};

/** The verification errors of OpenSSL as Node names them, and Node's own for a host that the certificate is not for. */
const CERTIFICATE =
  /CERT|^(?:UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|CRL_|ERROR_IN_CRL_)/u;

const CERTIFICATE_PROBLEMS: Readonly<Record<string, CertificateProblem>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self_signed',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'other_host',
  HOSTNAME_MISMATCH: 'other_host',
};

/** What a failed opening handshake means: takes the error of the socket, or the HTTP status of a plain answer. */
export function handshakeError(failure: Error | number): ConnectionError {
  if (typeof failure === 'number') {
    // What stands before the server answers for it while it is away.
    if (failure === 502 || failure === 503 || failure === 504) {
      return new ConnectionError('unreachable', `answered HTTP ${failure}`);
    }
    const refused = failure === 401 || failure === 403 || failure === 429;
    return new ConnectionError(refused ? 'turned_away' : 'not_a_room_server', `answered HTTP ${failure}`);
  }
  if (failure instanceof ConnectionError) return failure;
  const code = codeOf(failure);
  const problem = CERTIFICATE_PROBLEMS[systemCode(failure)] ?? 'untrusted';
  return new ConnectionError(code, failure.message, { cause: failure, ...(code === 'certificate' && { problem }) });
}

function codeOf(failure: Error): ConnectionErrorCode {
  const code = systemCode(failure);
  const known = BY_SYSTEM_CODE[code];
  if (known) return known;
  if (CERTIFICATE.test(code)) return 'certificate';
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
