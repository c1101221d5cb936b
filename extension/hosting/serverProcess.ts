import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** How long the server may take until it listens, in milliseconds. */
const START_TIMEOUT_MS = 15_000;
const READY = /^Room Chat server listening on wss?:\/\//u;
/** Exit statuses of the server; see its command line. */
const PORT_TAKEN = 3;
const FOLDER_IN_USE = 4;
/** What would make another program of the editor's binary, or another server of ours. */
const NOT_ITS_OWN = /^(?:NODE_|ELECTRON_|VSCODE_|ROOM_CHAT_|NPM_CONFIG_)/iu;

/** Who can reach a server: programs of this computer, or the network that it is in. */
export type Reach = 'computer' | 'network';

export interface LaunchOptions {
  /** Path of the bundled server. */
  script: string;
  /** Where its log and its record go. */
  folder: string;
  log: string;
  record: string;
  /** Folder of its data; it makes it where there is none. */
  data: string;
  reach: Reach;
  /** 0 takes any free one. */
  port: number;
}

/** How a start ended; `line` is the last that the server wrote to its log. */
export type Launched = { as: 'ready' } | { as: 'port_taken' | 'in_use' | 'exited' | 'timeout'; line: string };

/**
 * Starts the bundled server as a process that outlives this window. It writes its record before it says that it
 * listens, and ends by itself where no window attends to it.
 */
export async function launchServer(options: LaunchOptions): Promise<Launched> {
  const { script, folder, record, data, reach, port } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Its place is that of the server that runs: this one may turn out not to be it.
  const draft = `${options.log}.${randomBytes(4).toString('hex')}`;
  const log = await open(draft, 'wx', 0o600);
  const args = [script, '--port', String(port), '--data', data, '--control', record, ...reachFlags(reach)];
  const child = spawn(process.execPath, args, {
    // Not the workspace, whose files are nobody's orders.
    cwd: folder,
    env: serverEnvironment(process.env),
    stdio: ['ignore', 'pipe', log.fd],
    detached: true,
    windowsHide: true,
  });
  const { promise, resolve } = Promise.withResolvers<Launched['as']>();
  const late = setTimeout(() => {
    child.kill('SIGKILL');
    resolve('timeout');
  }, START_TIMEOUT_MS);
  const { stdout } = child;
  if (stdout) {
    createInterface({ input: stdout }).on('line', (line) => {
      if (READY.test(line)) resolve('ready');
    });
  }
  child.once('error', () => resolve('exited'));
  child.once('close', (code) => {
    resolve(code === PORT_TAKEN ? 'port_taken' : code === FOLDER_IN_USE ? 'in_use' : 'exited');
  });
  const as = await promise;
  clearTimeout(late);
  await log.close();
  if (as !== 'ready') {
    const line = await lastLine(draft);
    await rm(draft, { force: true });
    return { as, line };
  }
  await rename(draft, options.log);
  // From here on it belongs to whoever attends to it.
  stdout?.destroy();
  child.unref();
  return { as };
}

/** The environment of a server: this one, without what changes how the binary runs or what the server is told. */
function serverEnvironment(from: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(from).filter(([name]) => !NOT_ITS_OWN.test(name));
  return { ...Object.fromEntries(own), ELECTRON_RUN_AS_NODE: '1' };
}

function reachFlags(reach: Reach): string[] {
  // Also on this computer: with one address and one certificate, who joined goes on when the reach is changed.
  const encrypted = ['--tls', 'auto'];
  switch (reach) {
    case 'computer':
      return ['--host', '127.0.0.1', '--access', 'open', ...encrypted];
    case 'network':
      return ['--host', '0.0.0.0', '--access', 'invite', ...encrypted];
  }
}

/** What it wrote last: a sentence, where it could not start. */
async function lastLine(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.trim().split('\n').at(-1) ?? '';
}
