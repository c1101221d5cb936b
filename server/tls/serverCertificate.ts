import { createPrivateKey, X509Certificate } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { dataPaths } from '../store/dataFolder.ts';
import { CertificateError } from './certificateError.ts';
import { type KeyAndCertificate, makeSelfSigned } from './selfSigned.ts';

/** Where the certificate comes from: files that somebody else renews, or one of the server's own in its data folder. */
export type CertificateSource =
  { from: 'files'; cert: string; key: string } | { from: 'own'; names: readonly string[] };

export interface ServerCertificateDeps {
  source: CertificateSource;
  /** The data folder; it has to be there. */
  data: string;
  clock: Clock;
  random: Random;
}

/** What the server shows to those who connect, and the only thing that tells it from another. */
export class ServerCertificate {
  readonly #source: CertificateSource;
  #current: Checked;

  /** Reads the certificate; one of the server's own is made where there is none. @throws CertificateError */
  constructor({ source, data, clock, random }: ServerCertificateDeps) {
    this.#source = source;
    this.#current = source.from === 'files' ? fromFiles(source) : ownCertificate(data, source.names, clock, random);
  }

  get current(): KeyAndCertificate {
    return this.#current;
  }

  /**
   * SHA-256 of the certificate's DER in lower-case hex, where it signed itself: who has it from an invite needs no
   * authority. There is none for one of an authority, which changes with each renewal.
   */
  get pin(): string | undefined {
    return this.#current.selfSigned ? this.#current.sha256 : undefined;
  }

  /** Unix milliseconds. */
  get expires(): number {
    return this.#current.expires;
  }

  get renewable(): boolean {
    return this.#source.from === 'files';
  }

  /** Reads the files again; where they are no good what was there stays. @throws CertificateError */
  reload(): void {
    if (this.#source.from === 'files') this.#current = fromFiles(this.#source);
  }
}

interface Checked extends KeyAndCertificate {
  sha256: string;
  expires: number;
  selfSigned: boolean;
}

function fromFiles({ cert, key }: { cert: string; key: string }): Checked {
  return checked({ cert: read(cert), key: read(key) }, `${cert} and ${key}`);
}

/** One file holds both, so that no crash can leave half a pair. */
function ownCertificate(data: string, names: readonly string[], clock: Clock, random: Random): Checked {
  const file = dataPaths(data).certificate;
  if (existsSync(file)) return readOwn(file);
  const made = makeSelfSigned(names, clock.now(), random);
  const draft = `${file}.draft`;
  try {
    rmSync(draft, { force: true });
    const descriptor = openSync(draft, 'wx', 0o600);
    try {
      writeSync(descriptor, made.key + made.cert);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, file);
  } catch (error) {
    throw new CertificateError(`The certificate could not be written to ${file}: ${reason(error)}.`, { cause: error });
  }
  return checked(made, file);
}

function readOwn(file: string): Checked {
  const text = read(file);
  try {
    return checked({ cert: text, key: text }, file);
  } catch (error) {
    throw new CertificateError(
      `The certificate in ${file} is damaged. Put it back from a backup; or remove it, and invite everybody anew: the one that is made then is another.`,
      { cause: error },
    );
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CertificateError(`${file} cannot be read: ${reason(error)}.`, { cause: error });
  }
}

function checked(pair: KeyAndCertificate, where: string): Checked {
  try {
    // Of a chain the first is the server's.
    const certificate = new X509Certificate(pair.cert);
    if (!certificate.checkPrivateKey(createPrivateKey(pair.key))) {
      throw new CertificateError('the key belongs to another certificate');
    }
    return {
      ...pair,
      sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      expires: Date.parse(certificate.validTo),
      // `checkIssued` would ask for the right to sign others, which such a certificate does not have.
      selfSigned: certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey),
    };
  } catch (error) {
    throw new CertificateError(
      `${where} are no certificate with its key, both in PEM and without a password: ${reason(error)}.`,
      { cause: error },
    );
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
