import { createHash, generateKeyPairSync, randomBytes, sign, X509Certificate, type KeyObject } from 'node:crypto';
import {
  alternativeName,
  bits,
  integer,
  isTrue,
  objectId,
  octets,
  sequence,
  set,
  tagged,
  time,
  utf8,
} from '../../server/tls/der.ts';

const DAY_MS = 86_400_000;
const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));

/** A certificate with its key, as a TLS server takes them. */
export interface TestCertificate {
  /** PEM. */
  cert: string;
  /** PEM. */
  key: string;
  /** SHA-256 of its DER, in lower-case hex. */
  sha256: string;
}

/** Signs certificates of others, as an authority does that somebody added to what they trust. */
export interface TestAuthority extends TestCertificate {
  issue(options: CertificateOptions): TestCertificate;
}

export interface CertificateOptions {
  /** DNS names and addresses that it is for. */
  names: readonly string[];
  /** Its time is over since yesterday. */
  expired?: boolean;
}

export function makeAuthority(): TestAuthority {
  const name = 'Room Chat test authority';
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = make({ subject: name, issuer: name, keys, signer: keys.privateKey, names: [], authority: true });
  return {
    ...own,
    issue: (options) => {
      const { names, expired = false } = options;
      const subject = 'Room Chat test server';
      return make({ subject, issuer: name, keys: newKeys(), signer: keys.privateKey, names, expired });
    },
  };
}

/** A certificate that vouches for itself only. */
export function makeSelfSigned({ names, expired = false }: CertificateOptions): TestCertificate {
  const subject = 'Room Chat test server';
  const keys = newKeys();
  return make({ subject, issuer: subject, keys, signer: keys.privateKey, names, expired });
}

interface Making {
  subject: string;
  issuer: string;
  keys: { publicKey: KeyObject; privateKey: KeyObject };
  signer: KeyObject;
  names: readonly string[];
  authority?: boolean;
  expired?: boolean;
}

function make({ subject, issuer, keys, signer, names, authority = false, expired = false }: Making): TestCertificate {
  const named = (text: string) => sequence(set(sequence(objectId('2.5.4.3'), utf8(text))));
  const now = Date.now();
  const ends = expired ? now - DAY_MS : now + 30 * DAY_MS;
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'der' });
  const extensions = [
    // basicConstraints, and who it is for.
    extension('2.5.29.19', true, authority ? sequence(isTrue()) : sequence()),
    ...(names.length > 0 ? [extension('2.5.29.17', false, sequence(...names.map(alternativeName)))] : []),
  ];
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_WITH_SHA256,
    named(issuer),
    sequence(time(now - 30 * DAY_MS), time(ends)),
    named(subject),
    publicKey,
    tagged(0xa3, sequence(...extensions)),
  );
  const der = sequence(body, ECDSA_WITH_SHA256, bits(sign('sha256', body, signer)));
  return {
    cert: new X509Certificate(der).toString(),
    key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    sha256: createHash('sha256').update(der).digest('hex'),
  };
}

function newKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function extension(id: string, critical: boolean, value: Uint8Array): Buffer {
  return sequence(objectId(id), ...(critical ? [isTrue()] : []), octets(value));
}
