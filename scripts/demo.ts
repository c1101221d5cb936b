/*
 * `npm run demo`: builds and packages the extension, starts a room server and a real VS Code with the extension
 * installed from the VSIX, and says where both are. `-- --users 2` opens two windows as two people. Ctrl+C ends all of
 * it and leaves nothing behind.
 */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startBrowserEditor } from './editor/browserEditor.ts';
import { installCodeServer } from './editor/codeServer.ts';
import { findDesktopEditor, openDesktopEditor } from './editor/desktopEditor.ts';
import { ROOT, VSIX } from './paths.ts';
import { npmCommand, runQuietly } from './processes.ts';
import { startRoomServer } from './roomServer.ts';

const PEOPLE = ['Ada', 'Grace', 'Edsger', 'Barbara'] as const;

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1' },
    port: { type: 'string', default: '0' },
    browser: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const count = Number(values.users);
const port = Number(values.port);
if (values.help || !(count >= 1 && count <= PEOPLE.length) || !(port >= 0 && port < 65_536)) {
  console.log(
    [
      'npm run demo -- [--users 1…4] [--port N] [--browser]',
      '  --users    windows to open, each as a person of its own (1)',
      '  --port     port of the room server (a free one)',
      '  --browser  VS Code in the browser, even where there is a `code` command',
    ].join('\n'),
  );
  process.exit(values.help ? 0 : 2);
}

/** What was started, to be ended in the opposite order. */
const started: (() => Promise<unknown>)[] = [];
let ending: Promise<void> | undefined;

function end(status: number): Promise<void> {
  ending ??= (async () => {
    for (const close of started.reverse()) {
      await close().catch((error: unknown) => console.error(error));
    }
    process.exit(status);
  })();
  return ending;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (!ending) console.log('\nStopping …');
    void end(0);
  });
}
// The script that started this one is gone, and with it whoever could have pressed Ctrl+C.
process.on('disconnect', () => void end(1));
process.channel?.unref();

try {
  await demo();
} catch (error) {
  console.error(error);
  await end(1);
}

async function demo(): Promise<void> {
  console.log('Building and packaging …');
  const [npm, ...npmArgs] = npmCommand();
  await runQuietly(npm, [...npmArgs, 'run', 'package'], { cwd: ROOT });
  const desktop = values.browser ? undefined : findDesktopEditor();
  const codeServer = desktop === undefined ? await installCodeServer() : undefined;

  const home = await mkdtemp(path.join(tmpdir(), 'room-chat-demo-'));
  started.push(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));

  const server = await startRoomServer({ data: path.join(home, 'server'), port });
  started.push(() => server.close());
  server.process.once('exit', () => void end(1));

  const lines: string[] = [];
  for (const name of PEOPLE.slice(0, count)) {
    const folder = await makeFolder(path.join(home, name.toLowerCase()), name);
    const options = {
      home: path.join(home, name.toLowerCase(), 'editor'),
      folder,
      vsix: VSIX,
      settings: { 'roomChat.serverUrl': server.url, 'roomChat.displayName': name },
    };
    if (codeServer) {
      const editor = await startBrowserEditor(codeServer, options);
      started.push(() => editor.close());
      editor.process.once('exit', () => void end(1));
      lines.push(`  ${name.padEnd(8)} ${editor.url}`);
    } else if (desktop !== undefined) {
      const editor = await openDesktopEditor({ ...options, command: desktop });
      started.push(() => editor.close());
      lines.push(`  ${name.padEnd(8)} a window of ${desktop}`);
    }
  }
  console.log(
    [
      '',
      'Room Chat is ready.',
      '',
      ...lines,
      '',
      `  Room server: ${server.url}`,
      '',
      '  To join: press F1, run "Join Chat Room", choose "Enter an address…" and press Enter at each question.',
      '  Then share a file: right-click it in the Explorer, "Share File in Chat".',
      '',
      'Ctrl+C stops everything.',
    ].join('\n'),
  );
}

/** A folder with something to talk about. */
async function makeFolder(parent: string, name: string): Promise<string> {
  const folder = path.join(parent, `${name.toLowerCase()}-project`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'notes.txt'), `${name}'s notes\n\nShare me: right-click, "Share File in Chat".\n`);
  await writeFile(
    path.join(folder, 'greet.py'),
    'def greet(name: str) -> str:\n    return f"Hello, {name}!"\n\n\nprint(greet("room"))\n',
  );
  return folder;
}
