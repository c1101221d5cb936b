import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { eventually } from '../../support/eventually.ts';
import { RogueServer } from '../../support/rogueServer.ts';
import { TurnMeter } from '../../support/turnMeter.ts';
import { activateExtension, joinWithFriend } from './roomFixture.ts';

const MIB = 1_048_576;
/** Nine turns of ten of the extension host are over in this, in milliseconds. */
const TURN_MS = 500;
const ATTACKS = ['flood', 'huge', 'endless', 'malformed', 'pings', 'fuzz', 'names', 'history', 'gaps', 'revolving'];

describe('a rogue server', () => {
  let rogue: RogueServer;
  const toasts: string[] = [];
  const restore: (() => void)[] = [];

  before(async () => {
    const extension = vscode.extensions.getExtension('room-chat.room-chat');
    assert.ok(extension);
    rogue = await RogueServer.start(extension.extensionPath);
    for (const show of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'] as const) {
      const original = vscode.window[show];
      vscode.window[show] = (text: string) => {
        toasts.push(text);
        return Promise.resolve(undefined);
      };
      restore.push(() => (vscode.window[show] = original));
    }
  });

  after(() => {
    for (const undo of restore) undo();
    rogue.close();
  });

  async function written(): Promise<string[]> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    return (await readdir(folder, { recursive: true })).toSorted();
  }

  it('cannot make the extension host stall, grow, write or talk', async function () {
    this.timeout(120_000);
    const api = await activateExtension();
    const [files, rss] = [await written(), process.memoryUsage().rss];
    const turns = new TurnMeter();
    for (const room of ATTACKS) {
      toasts.length = 0;
      assert.equal(await api.joinRoom({ server: rogue.url, room, name: 'Ada' }), true);
      await eventually(async () => assert.ok((await rogue.counts()).settled, `${room} does not end`));
      assert.ok(toasts.length <= 1, toasts.join('\n'));
      // Nothing of a name is left that the editor would make a link or an icon of.
      assert.doesNotMatch(toasts.join('\n'), /\]\(command:|\$\(/u);
      await vscode.commands.executeCommand('roomChat.leaveRoom');
    }
    const turnMs = turns.stop();
    assert.ok(turnMs < TURN_MS, `turns took ${turnMs} ms`);
    const grown = (process.memoryUsage().rss - rss) / MIB;
    assert.ok(grown < 512, `${grown} MiB more than before`);
    assert.deepEqual(await written(), files);
    assert.equal((await rogue.counts()).sunk, 0);
    // It still does what it is asked.
    const friend = await joinWithFriend('after the rogue');
    await vscode.commands.executeCommand('roomChat.leaveRoom');
    await friend.close();
  });
});
