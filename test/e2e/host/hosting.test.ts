import assert from 'node:assert/strict';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { hostPaths, readControlRecord } from '../../../extension/hosting/controlRecord.ts';
import { launchServer } from '../../../extension/hosting/serverProcess.ts';
import { findInviteLink } from '../../../extension/join/inviteLink.ts';
import { isProcessAlive } from '../../../extension/processAlive.ts';
import { DEFAULT_PORT } from '../../../server/protocol/address.ts';
import { earlierServer } from '../../support/earlierServer.ts';
import { eventually } from '../../support/eventually.ts';
import { activateExtension } from './roomFixture.ts';

/** The folder that holds all that this editor writes. */
const HOME = process.env['ROOM_CHAT_TEST_HOME'] ?? '';

describe('hosting', () => {
  let paths: ReturnType<typeof hostPaths>;
  /** What the person was told, and what they then press: a button of it, or nothing. */
  let told: { text: string; press: (button: string) => void; buttons: string[] }[];
  const restore: (() => void)[] = [];

  before(async () => {
    await activateExtension();
    const [storage, ...more] = globSync('**/globalStorage/room-chat.room-chat', { cwd: HOME });
    assert.ok(storage !== undefined && more.length === 0, 'The extension keeps what is its person’s in one place.');
    paths = hostPaths(path.join(HOME, storage));
    // The extension and its tests have one and the same API object.
    for (const show of ['showInformationMessage', 'showWarningMessage'] as const) {
      const original = vscode.window[show];
      vscode.window[show] = (text: string, ...buttons: unknown[]) =>
        new Promise((resolve) => {
          told.push({ text, press: (button) => resolve(button), buttons: buttons.map(String) });
        });
      restore.push(() => (vscode.window[show] = original));
    }
  });

  beforeEach(() => (told = []));

  afterEach(async () => {
    await vscode.commands.executeCommand('roomChat.stopServer');
  });

  after(() => {
    for (const undo of restore) undo();
  });

  /** The process of the server that runs. */
  async function pid(): Promise<number> {
    const found = await readControlRecord(paths.record);
    assert.ok(found);
    return found.pid;
  }

  function notice(text: RegExp): Promise<(typeof told)[number]> {
    return eventually(() => {
      const found = told.find((one) => text.test(one.text));
      assert.ok(found, JSON.stringify(told));
      return found;
    });
  }

  it('starts the bundled server, not another one, as a process of its own, and stops it', async () => {
    const extension = vscode.extensions.getExtension('room-chat.room-chat');
    await vscode.commands.executeCommand('roomChat.startServer', { reach: 'computer' });
    const server = await pid();
    if (process.platform === 'linux') {
      const [, script, ...flags] = (await readFile(`/proc/${server}/cmdline`, 'utf8')).split('\0');
      assert.equal(script, path.join(extension?.extensionPath ?? '', 'dist', 'server.js'));
      assert.equal(flags[flags.indexOf('--host') + 1], '127.0.0.1');
      assert.equal(flags[flags.indexOf('--data') + 1], paths.data);
    }
    await vscode.commands.executeCommand('roomChat.stopServer');
    assert.equal(await readControlRecord(paths.record), undefined);
    await eventually(() => assert.equal(isProcessAlive(server), false));
  });

  it('shows the one that runs instead of starting another', async () => {
    await vscode.commands.executeCommand('roomChat.startServer', { reach: 'computer' });
    const server = await pid();
    await notice(/^Your room server runs at 127\.0\.0\.1:\d+, for this computer only\./u);
    await vscode.commands.executeCommand('roomChat.startServer', { reach: 'network' });
    await notice(/^Your room server already runs at 127\.0\.0\.1:\d+\./u);
    assert.equal(await pid(), server);
  });

  it('says that the usual port is taken, and has another', async () => {
    const other = net.createServer();
    // Where another program of this machine has it, that does as well.
    await new Promise<void>((resolve) => {
      other.once('error', () => resolve());
      other.listen(DEFAULT_PORT, '127.0.0.1', () => resolve());
    });
    try {
      await vscode.commands.executeCommand('roomChat.startServer', { reach: 'computer' });
      const { text } = await notice(/Another program has the usual port 7465\.$/u);
      assert.doesNotMatch(text, /127\.0\.0\.1:7465/u);
    } finally {
      if (other.listening) await once(other.close(), 'close');
    }
  });

  it('tells of a crash, and starts again where it is asked to', async () => {
    await vscode.commands.executeCommand('roomChat.startServer', { reach: 'computer' });
    const before = await pid();
    process.kill(before, 'SIGKILL');
    (await notice(/^Your room server ended by itself\./u)).press('Start Again');
    await eventually(async () => assert.notEqual(await pid(), before));
    await eventually(async () => assert.equal(isProcessAlive(await pid()), true));
  });

  it('offers once to start a server of an earlier version again, which is then at the same address', async () => {
    const extension = vscode.extensions.getExtension('room-chat.room-chat');
    const { version } = extension?.packageJSON as { version: string };
    const script = await earlierServer(
      path.join(extension?.extensionPath ?? '', 'dist'),
      path.join(HOME, 'earlier'),
      '0.0.1',
    );
    const launch = async (): Promise<void> => {
      const launched = await launchServer({ ...paths, script, reach: 'computer', port: 0 });
      assert.deepEqual(launched, { as: 'ready' });
    };
    const address = async (): Promise<string> => {
      told = told.filter(({ text }) => !text.includes('already runs'));
      await vscode.commands.executeCommand('roomChat.startServer', { reach: 'computer' });
      return (await notice(/^Your room server already runs at 127\.0\.0\.1:\d+\./u)).text;
    };
    const offers = (): typeof told => told.filter(({ text }) => text.includes('still of version'));

    await launch();
    const [before, there] = [await pid(), await address()];
    const offer = await notice(/^Your room server is still of version 0\.0\.1; Room Chat is /u);
    assert.ok(offer.text.includes(`Room Chat is ${version} by now.`), offer.text);
    assert.deepEqual(offer.buttons, ['Restart', 'Later']);
    offer.press('Restart');
    await eventually(async () => assert.notEqual(await pid(), before));
    assert.equal(await address(), there);
    assert.deepEqual(offers(), [offer]);

    await vscode.commands.executeCommand('roomChat.stopServer');
    await launch();
    await address();
    assert.deepEqual(offers(), [offer]);
  });

  it('invites to the address that it has, also after that changed, which it tells', async () => {
    const { networkInterfaces } = os;
    const at = (address: string): void => {
      const info = { address, netmask: '255.255.255.0', mac: '', internal: false, cidr: null, family: 'IPv4' as const };
      os.networkInterfaces = () => ({ wlan0: [info] });
      syncBuiltinESMExports();
    };
    try {
      at('192.168.1.20');
      await vscode.commands.executeCommand('roomChat.startServer', { reach: 'network' });
      const started = await notice(/^Your room server runs at 192\.168\.1\.20:\d+, for people of your network/u);
      started.press('Copy Invite');
      await notice(/^An invite for one person is on the clipboard\./u);
      const first = findInviteLink(await vscode.env.clipboard.readText());
      assert.match(first?.server ?? '', /^wss:\/\/192\.168\.1\.20:\d+$/u);
      assert.match(first?.pin ?? '', /^[0-9a-f]{64}$/u);
      assert.ok((first?.invite ?? '').length >= 22);
      told = [];
      at('10.0.0.7');
      (await notice(/your room server is at 10\.0\.0\.7:\d+\. Invites from before/u)).press('Copy Invite');
      await notice(/^An invite for one person is on the clipboard\./u);
      const second = findInviteLink(await vscode.env.clipboard.readText());
      assert.match(second?.server ?? '', /^wss:\/\/10\.0\.0\.7:\d+$/u);
      assert.notEqual(second?.invite, first?.invite);
    } finally {
      os.networkInterfaces = networkInterfaces;
      syncBuiltinESMExports();
    }
  });
});
