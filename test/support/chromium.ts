import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** No sandbox: tests run as root in containers; no network of the browser's own. */
const ARGUMENTS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser that `CHROMIUM_PATH` names, else the first of the usual names on PATH. Throws where there is none. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment['CHROMIUM_PATH'];
  if (given !== undefined && given !== '') return given;
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const path = join(folder, name);
      if (isExecutable(path)) return path;
    }
  }
  throw new Error(`No Chromium on PATH (looked for ${NAMES.join(', ')}): install one, or name it in CHROMIUM_PATH.`);
}

/** Starts a real, headless Chromium; the caller closes it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: ARGUMENTS });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
