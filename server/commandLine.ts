import { resolve } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { Announcing } from './announce/announcing.ts';
import { systemClock } from './clock.ts';
import { FIRST_ROOM, joinLink, reachableAt } from './joinLink.ts';
import { loadLaterParts } from './laterParts.ts';
import { createLogger, type Logger } from './log.ts';
import { type CommandLine, helpText, readCommandLine } from './options.ts';
import type { OidcOptions } from './oidcProvider.ts';
import { isLoopbackName } from './originRules.ts';
import { ProtocolError } from './protocol/errors.ts';
import type { ServerLimits } from './protocol/limits.ts';
import { newId, systemRandom } from './random.ts';
import { createRoomServer, type RoomServer } from './roomServer.ts';
import type { Settings } from './settings.ts';
import { SettingsError } from './settingSources.ts';
import { DataFolderError } from './store/dataFolder.ts';
import { CertificateError } from './tls/certificateError.ts';
import { ownNames } from './tls/ownNames.ts';
import type { CertificateSource } from './tls/serverCertificate.ts';

/** Whatever is still open when the server is told to stop a second time, or too long after the first, is cut off. */
const STOP_DEADLINE_MS = 4_800;

/** Exit statuses of a start that another server, or another program, is in the way of. */
const PORT_TAKEN = 3;
const FOLDER_IN_USE = 4;

/** Exit statuses: 0 done, 1 it could not be done, or not with all of the data, 2 the command line is wrong, 3 port taken, 4 data folder in use. */
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
        await backup(resolve(line.settings.data), resolve(line.folder));
        return;
      case 'restore':
        await restore(resolve(line.folder), resolve(line.settings.data));
        return;
      case 'invite':
        process.stdout.write(`${await invite(line)}\n`);
        return;
      case 'serve': {
        await serve(line, workerUrl);
        return;
      }
    }
  } catch (error) {
    fail(error);
  }
}

// What a start of the server does not need is not loaded by one.

async function check(folder: string): Promise<void> {
  const { checkFolder } = await import('./store/folderCheck.ts');
  const { rooms, events, files, problems } = await checkFolder(folder);
  process.stdout.write(`${folder}: ${rooms} rooms, ${events} events, ${files} files.\n`);
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(
    problems.length === 0 ? 'No problem was found.\n' : 'Restore a backup to be on the safe side.\n',
  );
  if (problems.length > 0) process.exitCode = 1;
}

async function backup(folder: string, target: string): Promise<void> {
  const { backupFolder } = await import('./store/backup.ts');
  const problems = backupFolder(folder, target);
  process.stdout.write(`The data are copied to ${target}.\n`);
  complain(problems);
}

async function restore(backup: string, folder: string): Promise<void> {
  const { restoreFolder } = await import('./store/backup.ts');
  const { before, problems } = restoreFolder(backup, folder, newId(systemRandom, 'e'));
  process.stdout.write(`The backup is in place in ${folder}.\n`);
  if (before !== undefined) process.stdout.write(`What was there before is in ${before}.\n`);
  complain(problems);
}

/** Says what was not as it should be with data that were copied all the same. */
function complain(problems: string[]): void {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
}

async function invite(line: CommandLine & { command: 'invite' }): Promise<string> {
  const { settings } = line;
  const { publicUrl } = settings;
  const publicAddress = publicUrl === undefined ? undefined : reachableAt({ ...settings, publicUrl, tls: false });
  const { inviteFromCommandLine } = await import('./inviteCommand.ts');
  return await inviteFromCommandLine(
    line.invite,
    { data: resolve(settings.data), publicAddress },
    { clock: systemClock, random: systemRandom },
  );
}

async function serve(line: CommandLine & { command: 'serve' }, workerUrl: URL): Promise<void> {
  const { settings, exitWithParent } = line;
  const log = createLogger(settings.logLevel);
  const server = await createRoomServer({
    ...settings,
    limits: limitsOf(settings),
    data: resolve(settings.data),
    access: accessOf(settings),
    allowOrigins: settings.allowOrigin,
    certificate: certificateOf(settings),
    trustedProxies: proxiesOf(settings),
    oidc: oidcOf(settings),
    version: packageJson.version,
    workerUrl,
    clock: systemClock,
    random: systemRandom,
    log,
  });
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  const stop = stopper(server, log);
  const announcing = announcingOf(server, settings, log);
  if (line.control !== undefined) {
    const network = !isLoopbackName(settings.host);
    const how = { file: resolve(line.control), access: accessOf(settings), network, log, stop, announcing };
    const { openControl } = await import('./control/openControl.ts');
    await openControl(server, { ...how, version: packageJson.version });
  }
  // Whoever reads that it listens may send it a signal.
  stopOnRequest(server, stop, exitWithParent);
  const pin = server.certificate?.pin;
  tellPin(pin);
  await tellOwner(server, settings, { pin, attended: line.control !== undefined });
  const scheme = server.certificate ? 'wss' : 'ws';
  process.stdout.write(`Room Chat server listening on ${scheme}://${host}:${server.port}\n`);
  await loadLaterParts(log);
}

/**
 * Once in the life of a data folder: by this link its first owner comes. It is a secret, so no log has it; what an
 * attended server writes is kept as one, and its person has a way of their own to an invite.
 */
async function tellOwner(
  server: RoomServer,
  settings: Settings,
  { pin, attended }: { pin: string | undefined; attended: boolean },
): Promise<void> {
  const address = reachableAt({ ...settings, port: server.port, tls: server.certificate !== undefined });
  try {
    await server.invitations.announce(address, pin);
    if (attended) return;
    const secret = await server.invitations.firstOwner();
    if (secret === undefined) return;
    const link = joinLink({ server: address, room: FIRST_ROOM, invite: secret, pin });
    process.stderr.write(`Owner link: ${link}\n`);
  } catch (error) {
    // Where nothing can be written the server lets people read all the same; the next start tries again.
    if (!(error instanceof ProtocolError)) throw error;
  }
}

/** Makes the server known where it is asked to; takes that back as it goes. */
function announcingOf(server: RoomServer, settings: Settings, log: Logger): Announcing {
  const secure = server.certificate !== undefined;
  const how = { port: server.port, secure, access: accessOf(settings) };
  const announcing = new Announcing({ ...how, clock: systemClock, random: systemRandom, log });
  if (settings.announce !== undefined) announcing.set(settings.announce);
  void server.closing.then(() => announcing.set(null));
  return announcing;
}

/** Stops the server once, whoever asks, and the process with it. */
function stopper(server: RoomServer, log: Logger): (reason: string) => void {
  let stopping = false;
  return (reason) => {
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
}

function stopOnRequest(server: RoomServer, stop: (reason: string) => void, exitWithParent: boolean): void {
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

function proxiesOf({ trustedProxy, trustedHeader, publicUrl }: Settings): readonly string[] {
  if (trustedProxy) return trustedProxy;
  return publicUrl === undefined && trustedHeader === undefined ? [] : ['127.0.0.0/8', '::1'];
}

function oidcOf({
  oidcIssuer: issuer,
  oidcAudience: audience,
  oidcDomains: domains,
}: Settings): OidcOptions | undefined {
  return issuer === undefined || audience === undefined ? undefined : { issuer, audience, domains };
}

function limitsOf(settings: Settings): ServerLimits {
  const { textBytes, inlineFileBytes, fileBytes, frameBytes, messagesPerSecond, roomsPerSession } = settings;
  return { textBytes, inlineFileBytes, fileBytes, frameBytes, messagesPerSecond, roomsPerSession };
}

/** [AC2]. Who has a provider or a proxy say who people are wants to know who they are. */
function accessOf({ access, host, oidcIssuer, trustedHeader }: Settings): 'open' | 'invite' {
  if (access !== undefined) return access;
  const isPrivate = isLoopbackName(host) && oidcIssuer === undefined && trustedHeader === undefined;
  return isPrivate ? 'open' : 'invite';
}

function fail(error: unknown): void {
  process.exitCode = 1;
  if (error instanceof SettingsError) {
    process.exitCode = 2;
    process.stderr.write(`${error.message}\n`);
    return;
  }
  if (error instanceof DataFolderError || error instanceof CertificateError) {
    if (error instanceof DataFolderError && error.inUse) process.exitCode = FOLDER_IN_USE;
    process.stderr.write(`${error.message}\n`);
    return;
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') process.exitCode = PORT_TAKEN;
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
