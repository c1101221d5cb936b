/*
 * Runs the tests of test/e2e/host with mocha inside the extension host of a real VS Code: its own server, opened in
 * Chromium, takes the extension from this folder and the tests from a bundle. The status is that of the tests.
 */

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchChromium } from './chromium.ts';
import { installCodeServer } from './editor/codeServer.ts';
import { endHostedServers } from './editor/hostedServers.ts';
import { HostEditor } from './editor/hostEditor.ts';
import { bundleHostTests } from './editor/hostTests.ts';
import { ROOT } from './paths.ts';
import { startRoomServer } from './roomServer.ts';
import { startSecured } from './securedServer.ts';

const tests = await bundleHostTests();
const codeServer = await installCodeServer();
const home = await mkdtemp(path.join(tmpdir(), 'room-chat-host-'));
const folder = path.join(home, 'project');
await mkdir(folder);
const report = path.join(home, 'report.txt');
await writeFile(report, '');

const roomServer = await startRoomServer({ data: path.join(home, 'room') });
const secured = await startSecured(path.join(home, 'secured'));
const editor = await HostEditor.start(codeServer, home, {
  ROOM_CHAT_TEST_SERVER: roomServer.url,
  ROOM_CHAT_TEST_HOME: home,
  ROOM_CHAT_TEST_OWNER_LINK: secured.ownerLink,
  ROOM_CHAT_REPORT: report,
});
const browser = await launchChromium();
try {
  const status = await editor.run(browser, { folder, extension: ROOT, tests });
  console.log(await readFile(report, 'utf8'));
  process.exitCode = status;
} finally {
  await browser.close();
  await editor.close();
  await endHostedServers(home);
  await roomServer.close();
  await secured.server.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}
