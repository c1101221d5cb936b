import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RoomChatApi } from '../../../extension/roomChat.ts';
import { eventually } from '../../support/eventually.ts';
import { WireClient } from '../../support/wireClient.ts';
import { activateExtension, SERVER } from './roomFixture.ts';

describe('several rooms in one window', () => {
  let api: RoomChatApi;
  let friend: WireClient;

  const element = (room: string) => ({ kind: 'room', server: SERVER, room, name: 'Ada' });
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(`roomChat.${command}`, ...args);
  const names = () => api.rooms.map(({ room }) => room);
  const shown = () => api.joined?.room;
  const unread = (room: string) => api.rooms.find((one) => one.room === room)?.unread;

  before(async () => {
    api = await activateExtension();
    friend = await WireClient.join(SERVER, 'Grace', { room: 'one' });
    for (const room of ['two', 'three']) await friend.ask({ type: 'join', room });
    for (const room of ['one', 'two', 'three']) {
      assert.equal(await api.joinRoom({ server: SERVER, room, name: 'Ada' }), true);
    }
  });

  after(async () => {
    for (const { room } of api.rooms) await run('leaveRoom', element(room));
    await friend.close();
  });

  it('all are joined, and the last one is shown', () => {
    assert.deepEqual(names(), ['one', 'two', 'three']);
    assert.deepEqual(api.joined, { server: SERVER, room: 'three', name: 'Ada' });
  });

  it('another is shown by its line in the tree, and joined where it is not yet', async () => {
    await run('showRoom', element('one'));
    assert.equal(shown(), 'one');
    await run('showRoom', element('four'));
    assert.equal(shown(), 'four');
    assert.deepEqual(names(), ['one', 'two', 'three', 'four']);
  });

  it('each counts what is said in it while another is shown', async () => {
    await friend.ask({ type: 'message', room: 'one', id: 'u1', text: 'first' });
    await friend.ask({ type: 'message', room: 'one', id: 'u2', text: 'second' });
    await friend.ask({ type: 'message', room: 'three', id: 'u3', text: 'third' });
    await eventually(() => assert.deepEqual([unread('one'), unread('two'), unread('three')], [2, 0, 1]));
  });

  it('the next and the previous room with something unread are shown in turn', async () => {
    await run('nextUnreadRoom');
    assert.equal(shown(), 'one');
    await run('nextUnreadRoom');
    assert.equal(shown(), 'three');
    await run('showRoom', element('two'));
    await friend.ask({ type: 'message', room: 'one', id: 'u4', text: 'fourth' });
    await eventually(() => assert.ok((unread('one') ?? 0) > 0));
    await run('previousUnreadRoom');
    assert.equal(shown(), 'one');
  });

  it('what is shared goes to the room that is shown', async () => {
    await run('showRoom', element('two'));
    const document = await vscode.workspace.openTextDocument({ content: 'for the second room' });
    await vscode.window.showTextDocument(document);
    const shared = friend.next((frame) => frame.type === 'file');
    await run('shareFile');
    assert.equal((await shared)['room'], 'two');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('leaving one by its line leaves the others as they are', async () => {
    await run('showRoom', element('two'));
    await run('leaveRoom', element('three'));
    assert.deepEqual(names(), ['one', 'two', 'four']);
    assert.equal(shown(), 'two');
    await run('leaveRoom');
    assert.deepEqual(names(), ['one', 'four']);
  });

  it('copies the name of a room', async () => {
    await run('copyRoomName', element('one'));
    assert.equal(await vscode.env.clipboard.readText(), 'one');
  });

  it('takes nothing that is no line of a tree', async () => {
    const before = names();
    for (const nonsense of [undefined, null, 7, 'one', {}, { kind: 'server', server: SERVER }]) {
      await run('showRoom', nonsense);
      await run('copyRoomName', nonsense);
      await run('mentionMember', nonsense);
    }
    assert.deepEqual(names(), before);
  });

  it('opens the chat as an editor tab under the name of the room, as often as one likes', async () => {
    const tabs = () =>
      vscode.window.tabGroups.all
        .flatMap((group) => group.tabs)
        .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('roomChat.editor'));
    await run('showRoom', element('one'));
    await run('openChatInEditor');
    await run('openChatInEditor');
    await eventually(() =>
      assert.deepEqual(
        tabs().map(({ label }) => label),
        ['one', 'one'],
      ),
    );
    await run('showRoom', element('four'));
    await eventually(() =>
      assert.deepEqual(
        tabs().map(({ label }) => label),
        ['four', 'four'],
      ),
    );
    await vscode.window.tabGroups.close(tabs());
    assert.deepEqual(tabs(), []);
  });
});
