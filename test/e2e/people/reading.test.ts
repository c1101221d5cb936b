import assert from 'node:assert/strict';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { eventually } from '../../support/eventually.ts';
import { People, type Person } from '../../support/people.ts';
import { WireClient } from '../../support/wireClient.ts';

const MESSAGES = 700;
const LINK = 'https://example.org/a?b=c#d';

describe('reading a room that has much in it', function () {
  this.timeout(90_000);
  let people: People;
  let server: RoomServerProcess;
  let ada: Person;
  /** Writes from afar, as fast as the server takes it. */
  let edsger: WireClient;

  before(async function () {
    this.timeout(240_000);
    people = await People.gather();
    server = await startRoomServer({ data: people.folder('server'), flags: ['--messages-per-second', '0'] });
    edsger = await WireClient.join(server.url, 'Edsger', { room: 'library' });
    await edsger.ask({ type: 'join', room: 'lobby' });
    for (let number = 1; number <= MESSAGES; number += 1) await say(`line ${number}`);
    ada = await people.seat({ name: 'Ada', settings: { 'roomChat.unreadBadge': 'mentions' } });
    await ada.join(server, 'lobby');
    await ada.join(server, 'library');
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await people.photograph(this.currentTest.title);
  });

  after(async () => {
    await edsger.close();
    await server.close();
    await people.close();
  });

  const say = (text: string, fields: object = {}) => edsger.ask({ type: 'message', room: 'library', text, ...fields });
  const shown = (text: string) => ada.window.chat.message(text);

  it('begins at the newest; by keys to the oldest, page for page, and back at once', async () => {
    const { chat, page } = ada.window;
    await shown(`line ${MESSAGES}`).waitFor();
    await page.keyboard.press('Shift+Tab');
    await eventually(async () => {
      await page.keyboard.press('Home');
      assert.equal(await shown('line 1').count(), 1);
    });
    await chat.frame.getByText('This is the beginning of library.').waitFor();
    await chat.frame.getByRole('button', { name: 'Jump to newest' }).click();
    await shown(`line ${MESSAGES}`).waitFor();
    // What was only about to be on the screen when one leaves is not read.
    const row = ada.window.treeRow('library, shown');
    await eventually(async () => assert.doesNotMatch((await row.getAttribute('aria-label')) ?? '', /unread/u));
  });

  it('what came while another room was shown begins below a line, and is read then', async () => {
    await ada.window.chat.say('/join lobby');
    await ada.window.chat.frame.getByRole('heading', { name: 'lobby' }).waitFor();
    await say('came meanwhile');
    await ada.window.treeRow('library, 1 unread message').click();
    await shown('came meanwhile').waitFor();
    const order = await ada.window.chat.frame
      .locator('.scroller .new, .scroller message-item')
      .evaluateAll((rows) => rows.slice(-2).map((row) => row.localName));
    assert.deepEqual(order, ['div', 'message-item']);
    await ada.window.treeRow('library, shown').waitFor();
  });

  it('a quote leads to what it answers, far back, and from there to the newest again', async () => {
    const first = await edsger.ask({ type: 'history', room: 'library', after: 0, limit: 5 });
    const { seq } = (first['events'] as { seq: number; text?: string }[]).find(({ text }) => text === 'line 3')!;
    await say('about that', { replyTo: seq });
    await shown('about that').locator('button.reply').click();
    await shown('line 3').waitFor();
    assert.equal(await shown('about that').count(), 0);
    await ada.window.chat.frame.getByRole('button', { name: 'Jump to newest' }).click();
    await shown('about that').waitFor();
  });

  it('a link opens only after its whole target was shown', async () => {
    const { page, chat } = ada.window;
    const opened: string[] = [];
    page.on('popup', (popup) => opened.push(popup.url()));
    await say(`look [here](${LINK}), not [there](javascript:alert(1))`);
    await chat.frame.getByRole('link', { name: 'here' }).click();
    const dialog = page.getByRole('dialog').filter({ hasText: 'Open this link in the browser?' });
    await dialog.getByText(LINK).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual(opened, []);
    assert.equal(await chat.frame.getByRole('link', { name: 'there' }).count(), 0);
  });

  it('code goes to the cursor of the editor', async () => {
    await ada.window.newEditor('before ');
    await say('```ts\nconst inserted = true;\n```');
    await ada.window.chat.frame.getByRole('button', { name: 'Insert at Cursor' }).click();
    await eventually(async () => {
      assert.equal(await ada.window.textOfTab('Untitled-1'), 'before const inserted = true;');
    });
  });

  it('the badge counts what its setting says: here only what calls Ada', async () => {
    const { window } = ada;
    await window.chat.say('/join lobby');
    await window.chat.frame.getByRole('heading', { name: 'lobby' }).waitFor();
    await say('for nobody');
    await say('for @Ada');
    await window.treeRow('library, 2 unread messages, 1 for you').waitFor();
    await eventually(async () => assert.equal(await window.badge.innerText(), '1'));
  });
});
