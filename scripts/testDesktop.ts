/*
 * `npm run test:desktop`: the tests of test/e2e/host inside the extension host of VS Code for the desktop: the one that
 * `VSCODE_EXECUTABLE` names, else the release that @vscode/test-electron downloads. Where neither can be had it says so
 * and fails: what did not run has not passed.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { bundleHostTests } from './editor/hostTests.ts';
import { CACHE, ROOT } from './paths.ts';
import { npmCommand, run } from './processes.ts';
import { startRoomServer } from './roomServer.ts';

const executable = process.env['VSCODE_EXECUTABLE'] ?? (await download());
if (executable === undefined) {
  process.exitCode = 2;
} else {
  const [npm, ...npmArgs] = npmCommand();
  await run(npm, [...npmArgs, 'run', '--silent', 'build'], { cwd: ROOT });
  const home = await mkdtemp(path.join(tmpdir(), 'room-chat-desktop-'));
  const server = await startRoomServer({ data: path.join(home, 'room') });
  try {
    process.exitCode = await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: ROOT,
      extensionTestsPath: await bundleHostTests(),
      extensionTestsEnv: { ROOM_CHAT_TEST_SERVER: server.url, ROOM_CHAT_TEST_HOME: home },
      launchArgs: [
        home,
        `--user-data-dir=${path.join(home, 'data')}`,
        '--disable-extensions',
        '--disable-workspace-trust',
        '--skip-welcome',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
  } finally {
    await server.close();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function download(): Promise<string | undefined> {
  try {
    return await downloadAndUnzipVSCode({ cachePath: path.join(CACHE, 'vscode') });
  } catch (error) {
    console.error(
      `The desktop tests did not run: VS Code could not be downloaded (${error instanceof Error ? error.message : String(error)}).`,
      'Name an installed one in VSCODE_EXECUTABLE.',
    );
    return undefined;
  }
}
