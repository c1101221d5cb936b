import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CACHE } from './paths.ts';
import { npmCommand, run } from './processes.ts';

/**
 * Installs something into a folder of the cache unless it is there, and says where. Its final name appears only when all
 * of it is there: an install that was cut off leaves nothing that looks whole.
 */
export async function installOnce(name: string, install: (draft: string) => Promise<void>): Promise<string> {
  const home = path.join(CACHE, name);
  if (existsSync(home)) return home;
  await mkdir(CACHE, { recursive: true });
  const release = await lock(`${home}.lock`);
  try {
    if (existsSync(home)) return home;
    const draft = `${home}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    await writeFile(path.join(draft, 'package.json'), JSON.stringify({ private: true }));
    await install(draft);
    await rename(draft, home);
    return home;
  } finally {
    await release();
  }
}

/** Runs `npm install` with these arguments in a folder, saying only what goes wrong. */
export async function npmInstall(folder: string, args: readonly string[]): Promise<void> {
  const [npm, ...npmArgs] = npmCommand();
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  await run(npm, [...npmArgs, 'install', ...args, ...quiet], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
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
