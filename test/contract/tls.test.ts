import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { makeAuthority, type TestAuthority, type TestCertificate } from '../support/certificates.ts';
import { eventually } from '../support/eventually.ts';
import { newDataFolder, runServer, ServerProcess } from '../support/serverProcess.ts';
import { WireClient } from '../support/wireClient.ts';

/** What the server shows now, and how the handshake ended. */
async function shown(server: ServerProcess, options: ConnectionOptions = {}) {
  const socket = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
  await once(socket, 'secureConnect');
  const sha256 = socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase();
  const protocol = socket.getProtocol();
  socket.destroy();
  return { sha256, protocol };
}

/** Connects as a client does that was told a pin: nothing else counts, and nothing is sent before it is checked. */
async function joinPinned(server: ServerProcess, name: string): Promise<WireClient> {
  const client = await WireClient.open(server.url, { rejectUnauthorized: false });
  const { _socket: socket } = client.socket as unknown as { _socket: TLSSocket };
  assert.equal(socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase(), await pinOf(server));
  await client.ask({ type: 'connect', name, room: 'general' });
  return client;
}

function printedPin(server: ServerProcess): string | undefined {
  return /^Certificate SHA-256: (?<pin>[0-9a-f]{64})$/mu.exec(server.stderr)?.groups?.['pin'];
}

/** Standard error may be read a little after standard output. */
async function pinOf(server: ServerProcess): Promise<string> {
  return await eventually(() => printedPin(server) ?? assert.fail('No pin was printed.'));
}

describe('TLS by a certificate of the server’s own', () => {
  let data: string;
  let server: ServerProcess;

  beforeEach(async () => {
    data = newDataFolder();
    server = await ServerProcess.start({ data, args: ['--tls', 'auto'] });
  });
  afterEach(async () => {
    await server.dispose();
    rmSync(data, { recursive: true, force: true });
  });

  it('[TR6] chat and files go through it, and it is known by the SHA-256 that was printed', async () => {
    assert.match(server.url, /^wss:\/\/127\.0\.0\.1:\d+$/u);
    const ada = await joinPinned(server, 'Ada');
    await ada.ask({ type: 'message', text: 'in private' });
    const { sha256, protocol } = await shown(server);
    assert.deepEqual([sha256, protocol], [await pinOf(server), 'TLSv1.3']);
    const health = execFileSync('curl', ['-sk', `${server.httpUrl}/healthz`]).toString();
    assert.equal(health, '{"status":"ok"}\n');
    assert.ok(server.log.some((line) => line['event'] === 'certificate' && line['pin'] === sha256));
  });

  it('[TR6] it survives restart, kill and restore; the file is its owner’s alone', async () => {
    const pin = await pinOf(server);
    assert.equal(statSync(join(data, 'tls.pem')).mode & 0o777, 0o600);
    await server.kill();
    server = await ServerProcess.start({ data, args: ['--tls', 'auto'] });
    assert.equal(await pinOf(server), pin);

    const backup = `${data}-backup`;
    const moved = newDataFolder();
    try {
      assert.equal((await runServer(['backup', backup, '--data', data])).code, 0);
      assert.equal((await runServer(['restore', backup, '--data', moved])).code, 0);
      const again = await ServerProcess.start({ data: moved, args: ['--tls', 'auto'] });
      assert.equal(await pinOf(again), pin);
      await again.dispose();
    } finally {
      rmSync(backup, { recursive: true, force: true });
      rmSync(moved, { recursive: true, force: true });
    }
  });

  it('[TR6] another folder has another certificate', async () => {
    const other = await ServerProcess.start({ args: ['--tls', 'auto'] });
    assert.notEqual(await pinOf(other), await pinOf(server));
    await other.dispose();
  });

  it('[TR6] those who trust it find it for this machine alone, and nothing wrong', async () => {
    const pem = readFileSync(join(data, 'tls.pem'));
    const trusted = { ca: pem, rejectUnauthorized: true };
    for (const servername of ['', 'localhost']) await shown(server, { ...trusted, servername });
    await assert.rejects(shown(server, { ...trusted, servername: 'evil.example' }), {
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    const certificate = new X509Certificate(pem);
    for (const address of ['127.0.0.1', '::1']) assert.equal(certificate.checkIP(address), address);
    assert.equal(certificate.ca, false);
    assert.ok(Date.parse(certificate.validTo) - Date.now() > 19 * 365 * 86_400_000);
  });

  it('[TR6] a damaged file is a sentence and not a new certificate', async () => {
    await server.kill();
    writeFileSync(join(data, 'tls.pem'), 'damaged');
    const { code, stderr } = await runServer(['--port', '0', '--data', data, '--tls', 'auto']);
    assert.equal(code, 1);
    assert.match(stderr, /^The certificate in \S+tls\.pem is damaged\. .* invite everybody anew/mu);
    assert.equal(readFileSync(join(data, 'tls.pem'), 'utf8'), 'damaged');
  });

  it('[TR6] what does not trust it, speaks an old version or no TLS at all gets nothing', async () => {
    await assert.rejects(shown(server, { rejectUnauthorized: true }), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    await assert.rejects(shown(server, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' }));
    const plain = connectTcp(server.port, '127.0.0.1');
    const answer: Buffer[] = [];
    plain.on('data', (chunk) => answer.push(chunk));
    plain.on('error', () => undefined);
    plain.write(`GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
    await once(plain, 'close');
    assert.doesNotMatch(Buffer.concat(answer).toString('latin1'), /HTTP/u);
  });
}).timeout(30_000);

describe('TLS by files', () => {
  let authority: TestAuthority;
  let data: string;
  let first: TestCertificate;
  let files: { cert: string; key: string; args: string[] };
  let server: ServerProcess;

  before(() => {
    authority = makeAuthority();
    first = authority.issue({ names: ['rooms.example', '127.0.0.1'] });
  });

  beforeEach(async () => {
    data = newDataFolder();
    const [cert, key] = [join(data, 'given-cert.pem'), join(data, 'given-key.pem')];
    files = { cert, key, args: ['--tls-cert', cert, '--tls-key', key] };
    use(first);
    server = await ServerProcess.start({ data, args: files.args });
  });
  afterEach(async () => {
    await server.dispose();
    rmSync(data, { recursive: true, force: true });
  });

  function use({ cert, key }: TestCertificate): void {
    writeFileSync(files.cert, cert);
    writeFileSync(files.key, key);
  }

  it('[TR6] who trusts the authority needs no pin, and none is told', async () => {
    const ada = await WireClient.open(server.url, { ca: authority.cert });
    await ada.ask({ type: 'connect', name: 'Ada', room: 'general' });
    assert.ok(server.log.some((line) => line['event'] === 'listening'));
    assert.equal(printedPin(server), undefined);
    await assert.rejects(WireClient.open(server.url), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    await assert.rejects(shown(server, { ca: authority.cert, rejectUnauthorized: true, servername: 'other.example' }), {
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('[TR6] SIGHUP reads them again: newcomers see the new one, who is here stays', async () => {
    const ada = await WireClient.open(server.url, { ca: authority.cert });
    await ada.ask({ type: 'connect', name: 'Ada', room: 'general' });
    const renewed = authority.issue({ names: ['127.0.0.1'] });
    use(renewed);
    server.hangUp();
    await eventually(async () => assert.equal((await shown(server)).sha256, renewed.sha256));
    await ada.ask({ type: 'message', text: 'still here' });
    const grace = await WireClient.open(server.url, { ca: authority.cert });
    await grace.ask({ type: 'connect', name: 'Grace', room: 'general' });
  });

  it('[TR6] files that are no good change nothing but the log', async () => {
    const other = authority.issue({ names: ['127.0.0.1'] });
    const refused = () => server.log.filter((line) => line['event'] === 'certificate_refused');
    const spoilt: (() => void)[] = [
      () => writeFileSync(files.key, other.key),
      () => writeFileSync(files.cert, 'no certificate'),
      () => rmSync(files.cert),
    ];
    for (const [index, spoil] of spoilt.entries()) {
      use(first);
      spoil();
      server.hangUp();
      await eventually(() => assert.equal(refused().length, index + 1));
      assert.equal((await shown(server)).sha256, first.sha256);
    }
    assert.doesNotMatch(server.stderr, /PRIVATE KEY/u);
  });

  it('[TR6] an expired one starts with a warning: its clients refuse it', async () => {
    await server.stop();
    use(authority.issue({ names: ['127.0.0.1'], expired: true }));
    server = await ServerProcess.start({ data, args: files.args });
    assert.ok(server.log.some((line) => line['event'] === 'certificate_expires'));
    await assert.rejects(WireClient.open(server.url, { ca: authority.cert }), { code: 'CERT_HAS_EXPIRED' });
  });

  it('[TR6] what does not fit is one sentence at the start', async () => {
    const otherKey = join(data, 'other-key.pem');
    writeFileSync(otherKey, authority.issue({ names: ['127.0.0.1'] }).key);
    const start = (args: string[]) => runServer(['--port', '0', '--data', join(data, 'other'), ...args]);
    const starts: [args: string[], code: number, sentence: RegExp][] = [
      [['--tls-cert', files.cert], 2, /^--tls-cert and --tls-key go together/u],
      [['--tls', 'auto', ...files.args], 2, /^--tls auto makes a certificate, --tls-cert gives one/u],
      [['--tls-cert', files.cert, '--tls-key', otherKey], 1, /the key belongs to another certificate\.$/mu],
      [['--tls-cert', '/nonexistent', '--tls-key', files.key], 1, /^\/nonexistent cannot be read/u],
      [['--tls-cert', files.key, '--tls-key', files.key], 1, /are no certificate with its key/u],
    ];
    for (const [args, status, sentence] of starts) {
      const { code, stderr, stdout } = await start(args);
      assert.deepEqual([code, stdout], [status, ''], stderr);
      assert.match(stderr, sentence);
      assert.doesNotMatch(stderr, / {4}at /u);
    }
  });

  it('[LV5] without files to read again SIGHUP stops the server, as a terminal that goes does', async () => {
    const plain = await ServerProcess.start();
    plain.hangUp();
    assert.deepEqual(await plain.exited, { code: 0, signal: null });
    await plain.dispose();
  });
}).timeout(30_000);
