import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from '../../support/eventually.ts';
import { People, type Person } from '../../support/people.ts';

const NOTES = 'what was said\r\nin CRLF\r\n';

describe('one person who hosts', function () {
  this.timeout(90_000);
  let people: People;
  let ada: Person;
  /** Not in Ada's project, so that what she saves there replaces nothing. */
  let notes: string;

  before(async () => {
    people = await People.gather();
    notes = path.join(people.folder('elsewhere'), 'notes.txt');
    await mkdir(path.dirname(notes));
    await writeFile(notes, NOTES);
    ada = await people.seat({ name: 'Ada' });
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await people.photograph(this.currentTest.title);
  });

  after(() => people.close());

  it('hosts from the panel, answers three questions, and is in a room of her own', async () => {
    const { window } = ada;
    await window.runCommand('Room Chat: Focus Chat');
    await window.welcome('Host on This Computer');
    await window.quickInput.choose('server-process  Only this computer');
    await window.quickInput.answer('Your name', 'Ada');
    await window.quickInput.enterRoom('general');
    await window.chat.composer.waitFor();
    await window.chat.say('Is anybody here?');
    await window.chat.message('Is anybody here?').waitFor();
  });

  it('shares by `upload: <path>` and fetches by `download: <name>`, byte for byte', async () => {
    const { window } = ada;
    await window.chat.say(`upload: ${notes}`);
    // Shown before the server has it: from then on it can be opened.
    await window.chat.card('notes.txt').getByRole('button', { name: 'Open' }).waitFor();
    await window.chat.say('download: notes.txt');
    const target = path.join(ada.folder, 'notes.txt');
    await window.quickInput.acceptPath(target);
    assert.deepEqual(await eventually(() => readFile(target)), Buffer.from(NOTES));
  });

  it('says what is wrong with a command and keeps what was typed', async () => {
    const { chat } = ada.window;
    for (const [typed, sentence] of [
      ['upload: missing.txt', 'missing.txt is not there any more'],
      ['download: nobody sent this', 'The server does not have that file'],
    ] as const) {
      await chat.write(typed);
      await chat.composer.press('Enter');
      await chat.frame.getByText(sentence).first().waitFor();
      assert.equal(await chat.composer.inputValue(), typed);
    }
    await chat.write('');
  });

  it('stops the server and starts it again: the room comes back by itself', async () => {
    const { window } = ada;
    await window.runCommand('Room Chat: Stop Room Server');
    await window.chat.frame.getByText('Reconnect Now').waitFor();
    await window.focusChat();
    await window.chat.say('written meanwhile');
    await window.runCommand('Room Chat: Start Room Server');
    await window.quickInput.choose('server-process  Only this computer');
    await window.notification('Your room server runs at').waitFor();
    await eventually(async () => {
      const shown = await window.chat.shown();
      assert.deepEqual(shown.at(-1), { text: 'written meanwhile', delivery: 'sent' });
    });
  });

  it('goes on through a reload of the window, which takes the server up again', async () => {
    const { window } = ada;
    await window.hostItem.filter({ hasText: '1' }).waitFor();
    await window.reload();
    await window.hostItem.filter({ hasText: '1' }).waitFor();
    await window.focusChat();
    await window.chat.say('after the reload');
    await eventually(async () => {
      assert.deepEqual((await window.chat.shown()).at(-1), { text: 'after the reload', delivery: 'sent' });
    });
  });

  it('shows the server to a second window of hers, which did nothing with chat, and is not ended by its going', async () => {
    const { window } = ada;
    const second = await window.another();
    await second.hostItem.filter({ hasText: '1' }).waitFor();
    await second.runCommand('Room Chat: Stop Room Server');
    await second.hostItem.waitFor({ state: 'hidden' });
    await window.hostItem.waitFor({ state: 'hidden' });
    // One started while the other looks on is found without a command.
    await window.runCommand('Room Chat: Start Room Server');
    await window.quickInput.choose('server-process  Only this computer');
    await second.hostItem.waitFor();
    await second.close();
    await window.focusChat();
    await window.chat.say('still here');
    await eventually(async () => {
      assert.deepEqual((await window.chat.shown()).at(-1), { text: 'still here', delivery: 'sent' });
    });
  });

  it('shows who is there in the menu of the server, and copies what leads to it', async () => {
    const { window } = ada;
    await window.hostItem.click();
    await window.quickInput.rows.filter({ hasText: 'Ada' }).waitFor();
    await window.quickInput.choose('copy  Copy Link');
    await window.takeNotification('is on the clipboard');
  });

  it('lets the server go on without a window where that is chosen', async () => {
    const { window } = ada;
    await window.hostItem.click();
    await window.quickInput.choose('circle-large-outline  Stops with the last window');
    // The menu shows what is while it is open.
    await window.hostItem.click();
    await window.quickInput.rows.filter({ hasText: 'Goes on without a window' }).waitFor();
    await window.quickInput.dismiss();
  });

  it('opens the server to the network with one choice, and its rooms stay what they are', async () => {
    const { window } = ada;
    await window.hostItem.click();
    await window.quickInput.choose('radio-tower  Open to My Network');
    await window.notification('for people of your network whom you invite').waitFor();
    await window.focusChat();
    await window.chat.say('now for others, too');
    await eventually(async () => {
      assert.deepEqual((await window.chat.shown()).at(-1), { text: 'now for others, too', delivery: 'sent' });
    });
  });

  it('leaves, and joins again by the list of recent rooms', async () => {
    const { window } = ada;
    await window.runCommand('Room Chat: Leave Chat Room');
    await window.welcome('Join a Room');
    await window.quickInput.choose('history  general');
    await window.chat.message('written meanwhile').waitFor();
  });

  it('stops the server by its menu, and the menu is gone', async () => {
    const { window } = ada;
    await window.hostItem.click();
    await window.quickInput.choose('debug-stop  Stop');
    await window.hostItem.waitFor({ state: 'hidden' });
  });
});
