import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { ConnectionError, type CertificateProblem } from '../../../extension/connection/errors.ts';
import type { RoomSession } from '../../../extension/connection/roomSession.ts';
import { digest } from '../../../extension/files/fileCache.ts';
import { HttpClient } from '../../../extension/transfers/httpClient.ts';
import { startRoomServer } from '../../../scripts/roomServer.ts';
import { makeAuthority, makeSelfSigned, type TestCertificate } from '../../support/certificates.ts';
import { say, sessionOf, texts, until } from '../../support/sessionPerson.ts';
import { startTlsFront, type TlsFront } from '../../support/tlsFront.ts';
import { fileShared, transfersOf } from '../../support/transferPerson.ts';

const authority = makeAuthority();
const own = makeSelfSigned({ names: ['127.0.0.1'] });

describe('The certificate of a server', function () {
  this.timeout(30_000);
  let folder: string;
  let trusted: string[];
  const opened: { close(): unknown }[] = [];

  before(() => {
    trusted = getCACertificates('default');
    setDefaultCACertificates([...trusted, authority.cert]);
  });

  after(() => setDefaultCACertificates(trusted));

  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'certificates-'))));

  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A room server behind TLS with this certificate. */
  async function serve(certificate: TestCertificate): Promise<TlsFront> {
    const front = await startTlsFront(certificate);
    opened.push(front);
    const flags = ['--public-url', `wss://127.0.0.1:${front.port}`];
    const server = await startRoomServer({ data: path.join(folder, 'data'), flags });
    opened.push(server);
    front.leadTo(server.port);
    return front;
  }

  function person(front: TlsFront, name: string, pin?: string): RoomSession {
    const url = `wss://127.0.0.1:${front.port}`;
    const session = sessionOf({ url, name, pin, folder: path.join(folder, name) });
    opened.push(session);
    return session;
  }

  it('that an authority vouches for is accepted without a pin', async () => {
    const front = await serve(authority.issue({ names: ['127.0.0.1'] }));
    await person(front, 'Ada').open();
  });

  it('that signed itself is accepted by its pin: chat, and a file both ways', async () => {
    const front = await serve(own);
    const [ada, grace] = [person(front, 'Ada', own.sha256), person(front, 'Grace', own.sha256)];
    await Promise.all([ada.open(), grace.open()]);
    await say(ada, 'over TLS');
    await until(grace, () => texts(grace).includes('over TLS'));
    const bytes = randomBytes(3 * 1_048_576);
    const file = path.join(folder, 'large.bin');
    await writeFile(file, bytes);
    await transfersOf(ada, path.join(folder, 'Ada')).share(file);
    const { received } = transfersOf(grace, path.join(folder, 'Grace'));
    const info = await fileShared(grace, 'large.bin');
    assert.equal(digest(await received.useFile(info, grace, (at) => readFile(at))), digest(bytes));
  });

  it('is accepted by its pin though it is for another host, or out of date: it is the very one', async () => {
    const odd = makeSelfSigned({ names: ['chat.example.org'], expired: true });
    await person(await serve(odd), 'Ada', odd.sha256).open();
  });

  const refused: [what: string, problem: CertificateProblem, certificate: TestCertificate, pin?: string][] = [
    ['that signed itself, without a pin', 'self_signed', own],
    ['whose time is over', 'expired', authority.issue({ names: ['127.0.0.1'], expired: true })],
    ['for another host', 'other_host', authority.issue({ names: ['chat.example.org'] })],
    ['of an authority that nobody knows', 'untrusted', makeAuthority().issue({ names: ['127.0.0.1'] })],
    ['other than the pinned one, that signed itself', 'other_pin', own, 'a'.repeat(64)],
    [
      'other than the pinned one, though an authority vouches for it',
      'other_pin',
      authority.issue({ names: ['127.0.0.1'] }),
      own.sha256,
    ],
  ];
  for (const [what, problem, certificate, pin] of refused) {
    it(`${what} is refused before a byte of the handshake or of a request is sent`, async () => {
      const front = await serve(certificate);
      const isRefused = (error: unknown): boolean =>
        error instanceof ConnectionError && error.code === 'certificate' && error.problem === problem;
      await assert.rejects(person(front, 'Ada', pin).open(), isRefused);
      const http = new HttpClient(
        `wss://127.0.0.1:${front.port}`,
        () => 'a canary of a token',
        () => pin,
      );
      await assert.rejects(http.ask({ method: 'GET', path: '/files/f1' }), isRefused);
      assert.equal(front.heard, '');
    });
  }

  it('that is pinned is not replaced by no TLS at all', async () => {
    const server = await startRoomServer({ data: path.join(folder, 'data') });
    opened.push(server);
    const session = sessionOf({ url: server.url, name: 'Ada', pin: own.sha256, folder });
    opened.push(session);
    await assert.rejects(session.open(), (error) => error instanceof ConnectionError && error.code === 'certificate');
  });
});
