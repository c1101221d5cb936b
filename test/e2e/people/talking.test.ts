import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from '../../support/eventually.ts';
import type { Person } from '../../support/people.ts';
import { png } from '../../support/png.ts';
import { twoPeople } from '../../support/twoPeople.ts';

const NOTES = 'first line\n\tindented, with ünïcödé and emoji 🎈\nlast line, no end';
const PICTURE = png(320, 200);

describe('two people in two editors', function () {
  this.timeout(90_000);
  const suite = twoPeople({ ada: { files: { 'notes.txt': NOTES, 'picture.png': PICTURE } } });
  let ada: Person;
  let grace: Person;

  before(() => ({ ada, grace } = suite));

  it('both join a room by the palette', async () => {
    await suite.join();
    await Promise.all([ada, grace].map(({ window }) => window.chat.frame.getByText('2 people').waitFor()));
  });

  it("Ada's message reaches Grace, and Grace's answer Ada", async () => {
    await ada.window.chat.say('Good morning, Grace');
    await grace.window.chat.message('Good morning, Grace').waitFor();
    await grace.window.chat.say('Good morning, Ada');
    await ada.window.chat.message('Good morning, Ada').waitFor();
    for (const { window } of [ada, grace]) {
      assert.deepEqual(await window.chat.shown(), [
        { text: 'Good morning, Grace', delivery: 'sent' },
        { text: 'Good morning, Ada', delivery: 'sent' },
      ]);
    }
  });

  it('Ada shares notes.txt from the Explorer; Grace opens the same text under the same name, read-only', async () => {
    await ada.window.explorerMenu('notes.txt', 'Share File in Chat');
    await grace.window.chat.openFile('notes.txt');
    assert.equal(await grace.window.textOfTab('notes.txt'), NOTES.replaceAll('\t', '    '));
    await grace.window.assertReadOnly('notes.txt');
  });

  it('Grace saves what she received: byte for byte what Ada has', async () => {
    await grace.window.chat.saveFile('notes.txt');
    const target = path.join(grace.folder, 'notes.txt');
    await grace.window.quickInput.acceptPath(target);
    const saved = await eventually(() => readFile(target));
    assert.deepEqual(saved, await readFile(path.join(ada.folder, 'notes.txt')));
  });

  it('Ada shares a picture; Grace sees it in the chat and opens it as a tab', async () => {
    await ada.window.explorerMenu('picture.png', 'Share File in Chat');
    const inline = grace.window.chat.card('picture.png').locator('img');
    assert.deepEqual(await grace.window.imageSize(inline), [320, 200]);
    await grace.window.chat.openFile('picture.png');
    await grace.window.tab('picture.png').waitFor();
    assert.deepEqual(await grace.window.imageSize(grace.window.imageViewer.locator('img')), [320, 200]);
  });

  it('Ada shares an editor that she never saved; Grace opens what it showed', async () => {
    await ada.window.newEditor('never saved\nbut shared');
    await ada.window.runCommand('Room Chat: Share File in Chat');
    await grace.window.chat.openFile('Untitled-1.txt');
    assert.equal(await grace.window.textOfTab('Untitled-1.txt'), 'never saved\nbut shared');
  });

  it('the server is killed; both write on; it comes back: all of it arrives once and in order in both windows', async () => {
    await Promise.all([ada, grace].map(({ window }) => window.focusChat()));
    const before = await grace.window.chat.shown();
    await suite.server.kill();
    await Promise.all([ada, grace].map(({ window }) => window.chat.frame.getByText('Reconnect Now').waitFor()));
    for (const number of [1, 2, 3]) {
      await ada.window.chat.say(`Ada offline ${number}`);
      await grace.window.chat.say(`Grace offline ${number}`);
    }
    assert.equal((await ada.window.chat.shown()).filter(({ delivery }) => delivery === 'pending').length, 3);

    await suite.startServer();
    const expected = ['Ada', 'Grace'].flatMap((name) => [1, 2, 3].map((number) => `${name} offline ${number}`));
    const [ofAda, ofGrace] = await Promise.all(
      [ada, grace].map(({ window }) =>
        eventually(async () => {
          const shown = await window.chat.shown();
          assert.ok(shown.every(({ delivery }) => delivery === 'sent'));
          assert.equal(shown.length, before.length + expected.length);
          return shown;
        }),
      ),
    );
    assert.deepEqual(ofAda, ofGrace);
    assert.deepEqual(ofGrace!.slice(0, before.length), before);
    const texts = ofGrace!.slice(before.length).map(({ text }) => text);
    for (const name of ['Ada', 'Grace']) {
      assert.deepEqual(
        texts.filter((text) => text.startsWith(name)),
        expected.filter((text) => text.startsWith(name)),
      );
    }
  });

  it('Grace reloads her window: she is back in the room and the history is there', async () => {
    const before = await grace.window.chat.shown();
    await grace.window.reload();
    await grace.window.focusChat();
    assert.deepEqual(
      await eventually(async () => {
        const shown = await grace.window.chat.shown();
        assert.equal(shown.length, before.length);
        return shown;
      }),
      before,
    );
    await ada.window.chat.say('Welcome back');
    await grace.window.chat.message('Welcome back').waitFor();
  });
});
