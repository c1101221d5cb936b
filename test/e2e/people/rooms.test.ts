import assert from 'node:assert/strict';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { ChatView } from '../../support/chatView.ts';
import { HELD_NOTICE_MS } from '../../support/editorWindow.ts';
import { eventually } from '../../support/eventually.ts';
import { People, type Person } from '../../support/people.ts';
import { WireClient } from '../../support/wireClient.ts';

const ROOMS = ['general', 'design', 'random', 'lobby'];

describe('several rooms and their notices, as two people', function () {
  this.timeout(180_000);
  let people: People;
  let server: RoomServerProcess;
  let ada: Person;
  let grace: Person;
  /** Somebody who types faster than a person can. */
  let edsger: WireClient | undefined;
  let ids = 0;

  const say = async (room: string, text: string): Promise<void> => {
    ids += 1;
    await edsger?.ask({ type: 'message', room, id: `e${ids}`, text });
  };
  const heading = (person: Person, room: string) =>
    person.window.chat.frame.getByRole('heading', { name: room, exact: true });

  before(async () => {
    people = await People.gather();
    server = await startRoomServer({ data: people.folder('server') });
    [ada, grace] = await Promise.all([people.seat({ name: 'Ada' }), people.seat({ name: 'Grace' })]);
    edsger = await WireClient.join(server.url, 'Edsger', { room: 'design' });
    for (const room of ROOMS) await edsger.ask({ type: 'join', room });
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await people.photograph(this.currentTest.title);
  });

  after(async () => {
    await edsger?.close();
    await server.close();
    await people.close();
  });

  it('both are in several rooms, which the tree lists', async () => {
    for (const room of ROOMS) await ada.join(server, room);
    await grace.join(server, 'general');
    for (const room of ROOMS) await ada.window.treeRow(room).waitFor();
    await heading(ada, 'lobby').waitFor();
    await grace.window.treeRow('lobby, 2 members').waitFor();
  });

  it('a mention in another room is told, harmlessly, and counted on icon, line and status bar; one in view is not', async () => {
    await say('lobby', '@Ada, this you can see');
    await ada.window.chat.message('@Ada, this you can see').waitFor();
    await ada.window.treeRow('lobby, shown').waitFor();
    await grace.window.chat.say('@Ada, [look](command:workbench.action.closeWindow) here');
    await ada.window.treeRow('general, 1 unread message, 1 for you').waitFor();
    await eventually(async () => assert.equal(await ada.window.badge.innerText(), '1'));
    assert.match((await ada.window.statusItem.getAttribute('aria-label')) ?? '', /1 unread message, 1 for you/u);
    const toast = ada.window.notification('Grace mentioned you in general').first();
    await toast.waitFor();
    assert.match(await toast.innerText(), /@Ada, ⁅look⁆\(command:/u);
    assert.equal(await toast.locator('.notification-list-item-message a').count(), 0);
    assert.equal(await ada.window.notification('').count(), 1);
    await toast.getByRole('button', { name: 'Open', exact: true }).click();
    await heading(ada, 'general').waitFor();
    await ada.window.badge.waitFor({ state: 'hidden' });
    await ada.window.treeRow('general, shown').waitFor();
  });

  it('a room that is set to every message tells a burst as one', async () => {
    await ada.window.treeMenu('design', 'Set Notices of Room…');
    await ada.window.quickInput.choose('Every message');
    await Promise.all(['one', 'two', 'three', 'four', 'five'].map((text) => say('design', text)));
    assert.equal(await ada.window.takeNotification('in design'), '5 new messages in design');
    assert.equal(await ada.window.notification('').count(), 0);
    await ada.window.treeRow('design, 5 unread messages').waitFor();
  });

  it('Switch Room offers what is unread first', async () => {
    await ada.window.runCommand('Room Chat: Switch Room');
    await eventually(async () => {
      const first = await ada.window.quickInput.rows.first().getAttribute('aria-label');
      assert.match(first ?? '', /design, 5 unread messages/u);
    });
    await ada.window.page.keyboard.press('Enter');
    await heading(ada, 'design').waitFor();
    await ada.window.chat.message('five').waitFor();
    await ada.window.treeRow('design, shown').waitFor();
  });

  it('snoozed, nothing is told, and all is counted', async () => {
    await ada.window.runCommand('Room Chat: Snooze Notices');
    await ada.window.quickInput.choose('30 minutes');
    await eventually(async () =>
      assert.match((await ada.window.statusItem.getAttribute('aria-label')) ?? '', /Snoozed until/u),
    );
    await say('random', '@Ada, are you there?');
    await ada.window.treeRow('random, 1 unread message, 1 for you').waitFor();
    assert.equal(await ada.window.notification('').count(), 0);
    await ada.window.runCommand('Room Chat: Snooze Notices');
    await ada.window.quickInput.choose('Show notices again');
    await eventually(async () =>
      assert.doesNotMatch((await ada.window.statusItem.getAttribute('aria-label')) ?? '', /Snoozed/u),
    );
    await say('lobby', '@Ada, now?');
    assert.equal(await ada.window.takeNotification('Edsger'), 'Edsger mentioned you in lobby: @Ada, now?');
    assert.equal(await ada.window.notification('').count(), 0);
  });

  it('the editor’s own Do Not Disturb keeps it out of sight, for later', async () => {
    await ada.window.runCommand('Notifications: Toggle Do Not Disturb Mode');
    await say('random', '@Ada, quietly');
    await ada.window.page.locator('.statusbar-item[id="status.notifications"] .codicon-bell-slash-dot').waitFor();
    assert.equal(await ada.window.notification('quietly').count(), 0);
    await ada.window.runCommand('Notifications: Show Notifications');
    await ada.window.page
      .locator('.notifications-center')
      .getByText('@Ada, quietly')
      .waitFor({ timeout: HELD_NOTICE_MS });
    await ada.window.runCommand('Notifications: Clear All Notifications');
    await ada.window.runCommand('Notifications: Toggle Do Not Disturb Mode');
  });

  it('after a reload all rooms, the one that was shown, the draft and the chat in an editor tab are back', async () => {
    await ada.window.focusChat();
    await ada.window.chat.write('not sent yet');
    await ada.window.runCommand('Room Chat: Open Chat in Editor');
    const inEditor = new ChatView(ada.window.page, 'editor');
    await inEditor.message('five').waitFor();
    await inEditor.say('from the editor tab');
    await ada.window.chat.message('from the editor tab').waitFor();
    await ada.window.reload();
    await inEditor.message('from the editor tab').waitFor();
    await ada.window.focusChat();
    await heading(ada, 'design').waitFor();
    assert.equal(await ada.window.chat.composer.inputValue(), 'not sent yet');
    for (const room of ROOMS) await ada.window.treeRow(room).waitFor();
    await ada.window.treeRow('random, 2 unread messages, 2 for you').waitFor();
    await say('general', '@Ada, welcome back');
    assert.equal(
      await ada.window.takeNotification('welcome back'),
      'Edsger mentioned you in general: @Ada, welcome back',
    );
  });

  it('the chat opens in a window of its own', async () => {
    const opened = ada.window.page.waitForEvent('popup');
    await ada.window.runCommand('Room Chat: Open Chat in New Window');
    const apart = new ChatView(await opened, 'editor');
    await apart.message('from the editor tab').waitFor();
    await apart.say('from a window of its own');
    await ada.window.chat.message('from a window of its own').waitFor();
  });

  it('leaving a room by its line leaves the others', async () => {
    await ada.window.treeMenu('random', 'Leave Chat Room');
    await ada.window.treeRow('random, ').filter({ hasText: 'member' }).waitFor();
    await heading(ada, 'design').waitFor();
    for (const room of ['general', 'lobby']) await ada.window.treeRow(room).waitFor();
  });
});
