import { createHash } from 'node:crypto';
import type { ClientRequest } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { ClientOptions } from 'ws';
import { ConnectionError } from './errors.ts';

/**
 * Reads the SHA-256 of a certificate as an invite has it, or as a person copies it from elsewhere: with colons, in any
 * case.
 *
 * @returns 64 lower-case hex digits, or `undefined`
 */
export function parsePin(text: string): string | undefined {
  const digits = text.trim().replaceAll(':', '').toLowerCase();
  return /^[0-9a-f]{64}$/u.test(digits) ? digits : undefined;
}

/** A pin as people compare it: in groups of four. */
export function displayPin(pin: string): string {
  return pin.toUpperCase().replaceAll(/(?<=^(?:.{4})+)(?=.)/gu, ' ');
}

/**
 * Options of an HTTPS request, or of a WebSocket, to a server whose certificate is pinned. The usual checks give way to
 * `whenPinned`, which has to be awaited before anything is written: who signed such a certificate, and for which host,
 * says nothing; that it is the very one says all. No TLS session is taken up again, since the certificate is not shown then.
 */
export const PINNED_TLS = { rejectUnauthorized: false, session: undefined } as const;

/**
 * Resolves once the request's socket has shown the certificate with this SHA-256. Until then nothing may be written to
 * the request, so that not even its head leaves for a server that is another. It hangs on the request, not on a socket of
 * its own making, because the editor puts its own way through proxies in the place of every agent.
 *
 * @throws ConnectionError `certificate`; the request is destroyed then. What else ends the request is its own error.
 */
export function whenPinned(request: ClientRequest, pin: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (socket: TLSSocket): void => {
      const shown = socket.getPeerX509Certificate()?.raw;
      if (shown && createHash('sha256').update(shown).digest('hex') === pin) {
        resolve();
        return;
      }
      const error = new ConnectionError('certificate', 'another certificate', { problem: 'other_pin' });
      reject(error);
      request.destroy(error);
    };
    request.once('socket', (socket) => {
      if (!(socket instanceof TLSSocket)) {
        const error = new ConnectionError('certificate', 'no TLS', { problem: 'other_pin' });
        reject(error);
        request.destroy(error);
      } else if (socket.getPeerX509Certificate()) look(socket);
      else socket.once('secureConnect', () => look(socket));
    });
    request.once('error', reject);
    request.once('close', () => reject(new ConnectionError('lost', 'closed')));
  });
}

/** Options of a WebSocket whose handshake is held back until the certificate was looked at; none where there is no pin. */
export function pinnedSocket(pin: string | undefined): ClientOptions {
  if (pin === undefined) return {};
  const finishRequest = (request: ClientRequest): void => {
    whenPinned(request, pin).then(
      () => request.end(),
      // The request ends with that error, which the socket tells.
      () => undefined,
    );
  };
  return { ...PINNED_TLS, finishRequest };
}
