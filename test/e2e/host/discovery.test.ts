import assert from 'node:assert/strict';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import * as vscode from 'vscode';
import { Announcement } from '../../../server/announce/announcement.ts';
import { Announcer } from '../../../server/announce/announcer.ts';
import { systemClock } from '../../../server/clock.ts';
import { silentLogger } from '../../../server/log.ts';
import { eventually } from '../../support/eventually.ts';
import { activateExtension } from './roomFixture.ts';

/** As if this computer were a network of its own: nothing leaves it. */
const LOOPBACK: NodeJS.Dict<os.NetworkInterfaceInfo[]> = {
  lo: [{ address: '127.0.0.1', netmask: '255.0.0.0', family: 'IPv4', mac: '', internal: false, cidr: null }],
};
const HOSTILE = '[x](command:workbench.action.quit) $(trash)';

describe('rooms of the local network', () => {
  const { createQuickPick } = vscode.window;
  const { networkInterfaces } = os;
  const settings = () => vscode.workspace.getConfiguration('roomChat');
  let boxes: vscode.QuickPick<vscode.QuickPickItem>[];
  let announcer: Announcer;

  before(async () => {
    await activateExtension();
    const announcement = new Announcement({ name: HOSTILE, secure: true, access: 'invite', port: 7465, id: 'e2e' });
    announcer = new Announcer({ announcement, networks: () => LOOPBACK, clock: systemClock, log: silentLogger });
    os.networkInterfaces = () => LOOPBACK;
    syncBuiltinESMExports();
    vscode.window.createQuickPick = <T extends vscode.QuickPickItem>() => {
      const box = createQuickPick<T>();
      boxes.push(box);
      return box;
    };
  });

  beforeEach(() => (boxes = []));

  after(async () => {
    vscode.window.createQuickPick = createQuickPick;
    os.networkInterfaces = networkInterfaces;
    syncBuiltinESMExports();
    announcer.close();
    await settings().update('discovery', undefined, vscode.ConfigurationTarget.Global);
  });

  /** The list that Join opens with. */
  async function asked(): Promise<vscode.QuickPick<vscode.QuickPickItem>> {
    void vscode.commands.executeCommand('roomChat.joinRoom');
    return eventually(() => {
      const [box] = boxes;
      assert.ok(box && box.items.length > 0);
      return box;
    });
  }

  const labels = (box: vscode.QuickPick<vscode.QuickPickItem>) => box.items.map(({ label }) => label);

  it('appear in Join as they are found, and nothing that they say is more than text', async () => {
    await settings().update('discovery', true, vscode.ConfigurationTarget.Global);
    const box = await asked();
    await eventually(() => assert.ok(labels(box).includes('In this network'), JSON.stringify(labels(box))));
    const found = box.items.at(-1);
    assert.ok(found);
    assert.equal(found.description, '127.0.0.1:7465, by invitation');
    assert.doesNotMatch(found.label.replace('$(radio-tower)', ''), /\$\(|\]\(/u);
    box.hide();
  });

  it('are not looked for by who does not want that', async () => {
    await settings().update('discovery', false, vscode.ConfigurationTarget.Global);
    const box = await asked();
    assert.equal(box.busy, false);
    box.hide();
  });
});
