import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { NODE, ROOT } from './paths.ts';
import { run } from './processes.ts';

/** The browser without windows: it opens a page with a quarter of the work. */
const WINDOWLESS = 'chromium-headless-shell';
const NAMES = [WINDOWLESS, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * The browser to test in: what `CHROMIUM_PATH` names, else the first on PATH, else playwright's own.
 * Throws a sentence that says what to do.
 */
export function findChromium(): string {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined) return named;
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const onPath = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).find(isExecutable);
  const found = onPath ?? [chromium.executablePath()].find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new Error(
    'These tests need Chromium. Install it (Debian and Ubuntu: apt-get install chromium), or name one in CHROMIUM_PATH.',
  );
}

/** Makes sure that there is a Chromium: Debian's where this process may install it, else playwright's download. */
export async function installChromium(): Promise<void> {
  try {
    findChromium();
    return;
  } catch {
    console.log('Installing Chromium …');
  }
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    await run('apt-get', ['update', '-qq']);
    const install = ['install', '-y', '-qq', '--no-install-recommends'];
    // Not every Debian and Ubuntu has it without windows.
    await run('apt-get', [...install, WINDOWLESS]).catch(() => run('apt-get', [...install, 'chromium']));
  } else {
    await run(NODE, [path.join(ROOT, 'node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium']);
  }
  findChromium();
}

/**
 * A headless Chromium that reaches nothing but this machine's loopback.
 * @param names host names that lead there, too
 */
export function launchChromium(names: readonly string[] = []): Promise<Browser> {
  const leading = names.map((name) => `MAP ${name} 127.0.0.1, `).join('');
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      `--host-resolver-rules=${leading}MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost`,
    ],
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
