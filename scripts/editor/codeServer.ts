import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CACHE, NODE } from '../paths.ts';
import { npmCommand, run } from '../processes.ts';

/** The release of npm's code-server, and so of VS Code, that the demo and the tests run. */
export const CODE_SERVER_VERSION = '4.139.1';

/** Where the parts of an installed code-server are. */
export interface CodeServer {
  /** The Node to run both entries with. */
  node: string;
  /** The entry as its users start it: installs extensions, serves the editor. */
  entry: string;
  /** VS Code's own server, which also takes the addresses of an extension's tests. */
  vscodeEntry: string;
}

/**
 * Installs code-server once into the cache and says where it is. It stands outside the project's dependencies: it is
 * as large as all of them together, and its native parts (which it does without) need a compiler.
 */
export async function installCodeServer(log: (line: string) => void = console.log): Promise<CodeServer> {
  const home = path.join(CACHE, `code-server-${CODE_SERVER_VERSION}`);
  if (!existsSync(home)) {
    await mkdir(CACHE, { recursive: true });
    const release = await lock(`${home}.lock`);
    try {
      if (!existsSync(home)) await install(home, log);
    } finally {
      await release();
    }
  }
  const entry = path.join(home, 'node_modules', 'code-server');
  return {
    node: NODE,
    entry: path.join(entry, 'out', 'node', 'entry.js'),
    vscodeEntry: path.join(entry, 'lib', 'vscode', 'out', 'server-main.js'),
  };
}

async function install(home: string, log: (line: string) => void): Promise<void> {
  log(`Installing code-server ${CODE_SERVER_VERSION} (about 250 MB, once) …`);
  // Its final name appears only when all of it is there: an install that was cut off leaves nothing that looks whole.
  const draft = `${home}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await writeFile(path.join(draft, 'package.json'), JSON.stringify({ private: true }));
  const [npm, ...npmArgs] = npmCommand();
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  const stdio = ['ignore', 'ignore', 'inherit'] as const;
  await run(npm, [...npmArgs, 'install', `code-server@${CODE_SERVER_VERSION}`, ...quiet], {
    cwd: draft,
    stdio: [...stdio],
  });
  await run(npm, [...npmArgs, 'install', '--omit=dev', ...quiet], {
    cwd: path.join(draft, 'node_modules', 'code-server', 'lib', 'vscode'),
    stdio: [...stdio],
  });
  await rename(draft, home);
}

/** Takes a lock file, waiting for a holder that lives; one whose holder is gone is taken over. */
async function lock(file: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    if (holder > 0 && !isAlive(holder)) await rm(file, { force: true });
    await delay(200);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
