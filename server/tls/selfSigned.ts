import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { Random } from '../random.ts';
import { alternativeName, bits, integer, isTrue, objectId, octets, sequence, set, tagged, time, utf8 } from './der.ts';

/** A certificate's chain and its private key, both PEM. */
export interface KeyAndCertificate {
  key: string;
  cert: string;
}

/** Clocks of clients may be behind. */
const BACKDATED_MS = 86_400_000;
/** It is known by its SHA-256, which invites carry: that must not change while somebody holds one. */
const VALID_MS = 20 * 365 * 86_400_000;

const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));

/**
 * Makes a certificate that signs itself: ECDSA on P-256, X.509 version 3 (RFC 5280).
 * @param names what it is for: DNS names and addresses
 * @param now Unix milliseconds
 */
export function makeSelfSigned(names: readonly string[], now: number, random: Random): KeyAndCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keyInfo = publicKey.export({ type: 'spki', format: 'der' });
  const name = sequence(set(sequence(objectId('2.5.4.3'), utf8('Room Chat server'))));
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    // Positive and never the same twice (RFC 5280, 4.1.2.2).
    integer(Buffer.concat([Buffer.from([1]), random.bytes(15)])),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(now - BACKDATED_MS), time(now + VALID_MS)),
    name,
    keyInfo,
    tagged(
      0xa3,
      sequence(
        extension('2.5.29.14', false, octets(createHash('sha256').update(keyInfo).digest().subarray(0, 20))),
        // No authority: nothing else may be signed by it, even where somebody adds it to the certificates that they trust.
        extension('2.5.29.19', true, sequence()),
        // digitalSignature alone: the first of the bits.
        extension('2.5.29.15', true, bits(Buffer.from([0x80]), 7)),
        extension('2.5.29.37', false, sequence(objectId('1.3.6.1.5.5.7.3.1'))),
        extension('2.5.29.17', false, sequence(...names.map(alternativeName))),
      ),
    ),
  );
  const certificate = sequence(body, ECDSA_WITH_SHA256, bits(sign('sha256', body, privateKey)));
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem(certificate) };
}

function extension(id: string, critical: boolean, value: Uint8Array): Buffer {
  return sequence(objectId(id), ...(critical ? [isTrue()] : []), octets(value));
}

function pem(der: Uint8Array): string {
  const lines = Buffer.from(der).toString('base64').replaceAll(/.{64}/gu, '$&\n').trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
