import assert from 'node:assert/strict';
import { handshakeError } from '../../../extension/connection/handshakeError.ts';

function failed(code: string): string {
  return handshakeError(Object.assign(new Error('failed'), { code })).code;
}

describe('handshakeError', () => {
  it('knows every way in which a certificate cannot be trusted, a private authority above all', () => {
    for (const code of [
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'CERT_NOT_YET_VALID',
      'CERT_HAS_EXPIRED',
      'CERT_REVOKED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'HOSTNAME_MISMATCH',
    ]) {
      assert.equal(failed(code), 'certificate', code);
    }
  });

  it('says what is wrong with a certificate', () => {
    const problem = (code: string) => handshakeError(Object.assign(new Error('failed'), { code })).problem;
    assert.equal(problem('DEPTH_ZERO_SELF_SIGNED_CERT'), 'self_signed');
    assert.equal(problem('CERT_HAS_EXPIRED'), 'expired');
    assert.equal(problem('CERT_NOT_YET_VALID'), 'expired');
    assert.equal(problem('ERR_TLS_CERT_ALTNAME_INVALID'), 'other_host');
    assert.equal(problem('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'untrusted');
    assert.equal(problem('ECONNREFUSED'), undefined);
  });

  it('tells a port that is closed from a protocol that is another', () => {
    assert.equal(failed('ECONNREFUSED'), 'unreachable');
    assert.equal(failed('ERR_SSL_WRONG_VERSION_NUMBER'), 'not_a_room_server');
    assert.equal(failed('ENOTFOUND'), 'unknown_host');
  });

  it('takes the answer of a proxy whose server is away for what it is', () => {
    assert.equal(handshakeError(502).code, 'unreachable');
    assert.equal(handshakeError(403).code, 'turned_away');
    assert.equal(handshakeError(200).code, 'not_a_room_server');
  });
});
