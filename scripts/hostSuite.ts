/*
 * Runs the tests of test/e2e/host with mocha inside the extension host of a real VS Code: its own server, opened in
 * Chromium, takes the extension from this folder and the tests from a bundle. The status is that of the tests.
 */

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchChromium } from './chromium.ts';
import { installCodeServer } from './editor/codeServer.ts';
import { bundleHostTests } from './editor/hostTests.ts';
import { editorEnvironment, QUIET_SETTINGS } from './editor/settings.ts';
import { ROOT } from './paths.ts';
import { endGroup, listening, spawnTethered } from './processes.ts';
import { startRoomServer } from './roomServer.ts';

const tests = await bundleHostTests();
const codeServer = await installCodeServer();
const home = await mkdtemp(path.join(tmpdir(), 'room-chat-host-'));
const folder = path.join(home, 'project');
await mkdir(folder);
const report = path.join(home, 'report.txt');
await writeFile(report, '');
// A server's own settings: those of its machine, since the user's lie in the browser.
await mkdir(path.join(home, 'server', 'data', 'Machine'), { recursive: true });
await writeFile(path.join(home, 'server', 'data', 'Machine', 'settings.json'), JSON.stringify(QUIET_SETTINGS));

const roomServer = await startRoomServer({ data: path.join(home, 'room') });
const editor = spawnTethered(
  codeServer.node,
  [
    codeServer.vscodeEntry,
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'],
    ...['--telemetry-level', 'off', '--disable-workspace-trust', '--enable-smoke-test-driver'],
    ...['--server-data-dir', path.join(home, 'server')],
    ...['--user-data-dir', path.join(home, 'user'), '--extensions-dir', path.join(home, 'extensions')],
  ],
  editorEnvironment({ ROOM_CHAT_TEST_SERVER: roomServer.url, ROOM_CHAT_REPORT: report }),
);
const port = await listening(editor, /Extension host agent listening on (\d+)/);
const browser = await launchChromium();
try {
  const status = await runInHost();
  console.log(await readFile(report, 'utf8'));
  process.exitCode = status;
} finally {
  await browser.close();
  await endGroup(editor, 'SIGTERM');
  await roomServer.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}

/** Opens the window that runs the tests; resolves with the status that they end with. */
async function runInHost(): Promise<number> {
  const page = await (await browser.newContext()).newPage();
  const { promise: exit, resolve } = Promise.withResolvers<number>();
  // The whole editor talks here; what the tests have to say stands in their report.
  const log: unknown[][] = [];
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => log.push(args));
  await page.exposeFunction('codeAutomationExit', (code: number) => {
    if (code !== 0) for (const args of log.slice(-30)) console.error(...args);
    resolve(code);
  });
  const remote = `vscode-remote://127.0.0.1:${port}`;
  const payload = [
    ['extensionDevelopmentPath', `${remote}${ROOT}`],
    ['extensionTestsPath', `${remote}${tests}`],
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  await page.goto(`http://127.0.0.1:${port}/?${query.toString()}`);
  return exit;
}
