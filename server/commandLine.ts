import { resolve } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { systemClock } from './clock.ts';
import { createLogger, type Logger } from './log.ts';
import { helpText, readCommandLine } from './options.ts';
import { isLoopbackName } from './originRules.ts';
import type { ServerLimits } from './protocol/limits.ts';
import { newId, systemRandom } from './random.ts';
import { createRoomServer, type RoomServer } from './roomServer.ts';
import type { Settings } from './settings.ts';
import { SettingsError } from './settingSources.ts';
import { DataFolderError } from './store/dataFolder.ts';
import { backupFolder, checkFolder, restoreFolder } from './store/maintenance.ts';
import { CertificateError, type CertificateSource, ownNames } from './tls/serverCertificate.ts';

/** Whatever is still open when the server is told to stop a second time, or too long after the first, is cut off. */
const STOP_DEADLINE_MS = 4_800;

/** Exit statuses: 0 done, 1 it could not be done, 2 the command line is wrong. */
export async function runCommandLine(args: string[], workerUrl: URL): Promise<void> {
  process.umask(0o077);
  try {
    const line = readCommandLine(args, process.env);
    switch (line.command) {
      case 'help':
        process.stdout.write(helpText());
        return;
      case 'version':
        process.stdout.write(`${packageJson.version}\n`);
        return;
      case 'print-config':
        process.stdout.write(
          `${JSON.stringify({ ...line.settings, access: accessOf(line.settings) }, undefined, 2)}\n`,
        );
        return;
      case 'check':
        await check(resolve(line.settings.data));
        return;
      case 'backup':
        backupFolder(resolve(line.settings.data), resolve(line.folder));
        process.stdout.write(`The data are copied to ${resolve(line.folder)}.\n`);
        return;
      case 'restore':
        restore(resolve(line.folder), resolve(line.settings.data));
        return;
      case 'serve': {
        await serve(line.settings, line.exitWithParent, workerUrl);
        return;
      }
    }
  } catch (error) {
    fail(error);
  }
}

async function check(folder: string): Promise<void> {
  const { rooms, events, files, problems } = await checkFolder(folder);
  process.stdout.write(`${folder}: ${rooms} rooms, ${events} events, ${files} files.\n`);
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(
    problems.length === 0 ? 'No problem was found.\n' : 'Restore a backup to be on the safe side.\n',
  );
  if (problems.length > 0) process.exitCode = 1;
}

function restore(backup: string, folder: string): void {
  const before = restoreFolder(backup, folder, newId(systemRandom, 'e'));
  process.stdout.write(`The backup is in place in ${folder}.\n`);
  if (before !== undefined) process.stdout.write(`What was there before is in ${before}.\n`);
}

async function serve(settings: Settings, exitWithParent: boolean, workerUrl: URL): Promise<void> {
  const log = createLogger(settings.logLevel);
  const server = await createRoomServer({
    ...settings,
    limits: limitsOf(settings),
    data: resolve(settings.data),
    access: accessOf(settings),
    allowOrigins: settings.allowOrigin,
    certificate: certificateOf(settings),
    trustedProxies: proxiesOf(settings),
    version: packageJson.version,
    workerUrl,
    clock: systemClock,
    random: systemRandom,
    log,
  });
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  // Whoever reads that it listens may send it a signal.
  stopOnRequest(server, exitWithParent, log);
  tellPin(server.certificate?.pin);
  const scheme = server.certificate ? 'wss' : 'ws';
  process.stdout.write(`Room Chat server listening on ${scheme}://${host}:${server.port}\n`);
}

function stopOnRequest(server: RoomServer, exitWithParent: boolean, log: Logger): void {
  let stopping = false;
  const stop = (reason: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    server.close().then(
      () => {
        log.info({}, 'stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ err: error }, 'stop');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('SIGHUP', () => {
    // Where there is nothing to read again, it is the terminal that went.
    if (server.certificate?.renewable === true) server.renewCertificate();
    else stop('SIGHUP');
  });
  // Whoever reads our output may be gone: that is no reason to go, too.
  process.stdout.on('error', () => undefined);
  if (exitWithParent) {
    process.stdin.on('end', () => stop('parent'));
    process.stdin.on('close', () => stop('parent'));
    process.stdin.on('error', () => stop('parent'));
    process.stdin.resume();
  }
}

/** Known from then on by whoever reads it here: for a certificate without an authority it is what tells the server. */
function tellPin(pin: string | undefined): void {
  if (pin !== undefined) process.stderr.write(`Certificate SHA-256: ${pin}\n`);
}

function certificateOf(settings: Settings): CertificateSource | undefined {
  const { tls, tlsCert, tlsKey, host, publicUrl } = settings;
  if (tlsCert !== undefined && tlsKey !== undefined) {
    return { from: 'files', cert: resolve(tlsCert), key: resolve(tlsKey) };
  }
  return tls === 'auto' ? { from: 'own', names: ownNames(host, publicUrl) } : undefined;
}

function proxiesOf({ trustedProxy, publicUrl }: Settings): readonly string[] {
  return trustedProxy ?? (publicUrl === undefined ? [] : ['127.0.0.0/8', '::1']);
}

function limitsOf(settings: Settings): ServerLimits {
  const { textBytes, inlineFileBytes, fileBytes, frameBytes, messagesPerSecond, roomsPerSession } = settings;
  return { textBytes, inlineFileBytes, fileBytes, frameBytes, messagesPerSecond, roomsPerSession };
}

/** [AC2] */
function accessOf(settings: Settings): 'open' | 'invite' {
  return settings.access ?? (isLoopbackName(settings.host) ? 'open' : 'invite');
}

function fail(error: unknown): void {
  process.exitCode = 1;
  if (error instanceof SettingsError) {
    process.exitCode = 2;
    process.stderr.write(`${error.message}\n`);
    return;
  }
  if (error instanceof DataFolderError || error instanceof CertificateError) {
    process.stderr.write(`${error.message}\n`);
    return;
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  process.stderr.write(`${listenSentence(code) ?? describe(error)}\n`);
}

function listenSentence(code: unknown): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return 'This port is taken by another program. Give another with --port, or 0 for any free one.';
    case 'EACCES':
      return 'This port may not be used without special rights. Give one above 1023 with --port.';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'This machine has no such address to listen on. Give another with --host.';
    default:
      return undefined;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
