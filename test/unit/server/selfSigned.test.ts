import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { systemRandom } from '../../../server/random.ts';
import { makeSelfSigned } from '../../../server/tls/selfSigned.ts';

function made(names: readonly string[], now = Date.now()): X509Certificate {
  const { cert, key } = makeSelfSigned(names, now, systemRandom);
  const certificate = new X509Certificate(cert);
  assert.ok(certificate.checkPrivateKey(createPrivateKey(key)));
  assert.ok(certificate.verify(certificate.publicKey));
  return certificate;
}

describe('a certificate that signs itself', () => {
  it('is for the names and addresses that it was made for, and for no other', () => {
    const names = [
      'localhost',
      'rooms.example',
      '127.0.0.1',
      '::1',
      'fe80::1:2',
      '1:2:3:4:5:6:7:8',
      '::ffff:192.0.2.1',
      '::',
    ];
    const certificate = made(names);
    for (const name of names.slice(0, 2)) assert.equal(certificate.checkHost(name), name);
    for (const address of names.slice(2)) assert.equal(certificate.checkIP(address), address);
    assert.equal(certificate.checkHost('evil.example'), undefined);
    assert.equal(certificate.checkIP('127.0.0.2'), undefined);
  });

  it('takes so many names that lengths need one, two and three bytes', () => {
    for (const count of [1, 10, 100, 5_000]) {
      const names = Array.from({ length: count }, (_, index) => `host-${index}.rooms.example`);
      assert.equal(made(names).subjectAltName?.split(', ').length, count);
    }
  });

  for (const [from, to] of [
    ['2026-11-23T00:00:00Z', '2046-11-18T00:00:00Z'],
    ['2029-12-31T23:59:59Z', '2049-12-26T23:59:59Z'],
    ['2030-06-01T00:00:00Z', '2050-05-27T00:00:00Z'],
    ['2051-01-01T00:00:00Z', '2070-12-27T00:00:00Z'],
  ] as const) {
    it(`made on ${from} is good until ${to}, and since the day before`, () => {
      const certificate = made(['localhost'], Date.parse(from));
      assert.equal(Date.parse(certificate.validTo), Date.parse(to));
      assert.equal(Date.parse(certificate.validFrom), Date.parse(from) - 86_400_000);
    });
  }

  it('signs nobody else, and is never the same twice', () => {
    const [one, two] = [made(['localhost']), made(['localhost'])];
    assert.equal(one.ca, false);
    assert.deepEqual(one.keyUsage, ['1.3.6.1.5.5.7.3.1']);
    assert.notEqual(one.serialNumber, two.serialNumber);
    assert.notEqual(one.fingerprint256, two.fingerprint256);
  });

  it('has a serial number of sixteen bytes whatever chance brings', () => {
    for (const byte of [0x00, 0x7f, 0x80, 0xff]) {
      const { cert } = makeSelfSigned(['localhost'], Date.now(), { bytes: (count) => Buffer.alloc(count, byte) });
      const serial = new X509Certificate(cert).serialNumber;
      assert.equal(serial, `01${byte.toString(16).padStart(2, '0').repeat(15).toUpperCase()}`);
    }
  });
});
