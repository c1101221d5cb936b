import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ChatSnapshot, MessageEntry } from '../../../webview/protocol/messages.ts';
import { focusedRow, row } from '../../support/messageRows.ts';
import { ADA, fileEntry, GRACE, member, messageEntry, snapshot } from '../../support/panelEntries.ts';
import type { Panel } from '../../support/panelPage.ts';
import { panelSuite } from '../../support/panelSuite.ts';

const own = (seq: number, given: Partial<MessageEntry> = {}): MessageEntry =>
  messageEntry(seq, { from: ADA, own: true, ...given });

describe('message-list: what can be done with a message', function () {
  this.timeout(20_000);
  const suite = panelSuite();

  async function showing(given: Partial<ChatSnapshot>): Promise<Panel> {
    const panel = await suite.open();
    await panel.show(snapshot(given));
    return panel;
  }

  it('is offered on the row that the pointer is over, and on no other', async () => {
    const panel = await showing({ entries: [messageEntry(1), own(2)] });
    assert.equal(await panel.page.locator('message-actions').count(), 0);
    await row(panel, 'm1').hover();
    const bar = panel.page.getByRole('toolbar', { name: 'Message actions' });
    await bar.waitFor();
    assert.equal(await bar.getByRole('button', { name: 'Edit' }).count(), 0);
    await row(panel, 'm2').hover();
    await bar.getByRole('button', { name: 'Edit' }).waitFor();
    await panel.page.waitForFunction(
      () => document.querySelector('room-chat-app')?.shadowRoot?.querySelector('message-list') !== null,
    );
    assert.equal(await bar.count(), 1);
  });

  it('answers a message: the quote goes along, Escape or its button lets it go', async () => {
    const panel = await showing({ entries: [messageEntry(1, { text: 'a question' }), messageEntry(2)] });
    const input = panel.page.locator('textarea');
    await row(panel, 'm1').hover();
    await panel.page.getByRole('button', { name: 'Reply', exact: true }).click();
    await panel.page.getByText('Replying to Grace Hopper').waitFor();
    await panel.page.keyboard.type('an answer');
    await input.press('Enter');
    const [sent] = await panel.posted('send');
    assert.deepEqual([sent?.text, sent?.replyTo], ['an answer', 1]);
    await panel.post({ type: 'sendResult', requestId: sent!.requestId, accepted: true });
    assert.equal(await panel.page.getByText('Replying to').count(), 0);
    await row(panel, 'm2').hover();
    await panel.page.getByRole('button', { name: 'Reply', exact: true }).click();
    await input.press('Escape');
    await input.fill('plain');
    await input.press('Enter');
    assert.equal('replyTo' in (await panel.posted('send', 2))[1]!, false);
  });

  it('edits one’s own message in the composer, and brings back what was written there', async () => {
    const panel = await showing({ entries: [own(1, { text: 'helo' }), messageEntry(2)] });
    const input = panel.page.locator('textarea');
    await input.fill('half a thought');
    await row(panel, 'm1').hover();
    await panel.page.getByRole('button', { name: 'Edit', exact: true }).click();
    assert.equal(await input.inputValue(), 'helo');
    await input.fill('hello');
    await input.press('Enter');
    const [edit] = await panel.posted('edit');
    assert.deepEqual([edit?.seq, edit?.text], [1, 'hello']);
    await panel.post({ type: 'sendResult', requestId: edit!.requestId, accepted: true });
    assert.equal(await input.inputValue(), 'half a thought');
    assert.deepEqual(await panel.commands('send'), []);
  });

  it('keeps a changed text that could not be stored, with the reason', async () => {
    const panel = await showing({ entries: [own(1, { text: 'helo' })] });
    const input = panel.page.locator('textarea');
    await input.press('ArrowUp');
    await input.fill('hello');
    await input.press('Enter');
    const [edit] = await panel.posted('edit');
    await panel.post({
      type: 'sendResult',
      requestId: edit!.requestId,
      accepted: false,
      message: 'There is no connection.',
    });
    await panel.page.getByText('There is no connection.').waitFor();
    assert.equal(await input.inputValue(), 'hello');
    await panel.page.getByText('Editing your message').waitFor();
  });

  it('edits the last own message by Up in an empty composer, and Escape ends it', async () => {
    const panel = await showing({ entries: [own(1, { text: 'older' }), own(2, { text: 'newer' }), messageEntry(3)] });
    const input = panel.page.locator('textarea');
    await input.press('ArrowUp');
    assert.equal(await input.inputValue(), 'newer');
    await input.press('Escape');
    assert.equal(await input.inputValue(), '');
    await input.fill('x');
    await input.press('ArrowUp');
    assert.equal(await input.inputValue(), 'x');
  });

  it('edits nothing by Up while the last own message is still on its way', async () => {
    const pending = own(0, { key: 'own', seq: undefined, text: 'on its way', delivery: { state: 'pending' } });
    const panel = await showing({ entries: [own(1, { text: 'older' }), pending] });
    const input = panel.page.locator('textarea');
    await input.press('ArrowUp');
    assert.equal(await input.inputValue(), '');
    await panel.post({ type: 'entries', upsert: [{ ...pending, seq: 2, delivery: { state: 'sent' } }], remove: [] });
    await input.press('ArrowUp');
    assert.equal(await input.inputValue(), 'on its way');
  });

  it('keeps no draft of an edit over a reload', async () => {
    const panel = await showing({ entries: [own(1, { text: 'mine' })] });
    await panel.page.locator('textarea').press('ArrowUp');
    await panel.page.locator('textarea').fill('changed');
    await panel.reload();
    await panel.show(snapshot({ entries: [own(1, { text: 'mine' })] }));
    assert.equal(await panel.page.locator('textarea').inputValue(), '');
  });

  it('reacts with one click, takes one’s own reaction back, and says who reacted', async () => {
    const users = [ADA.id, GRACE.id];
    const panel = await showing({
      entries: [messageEntry(1, { reactions: [{ emoji: '👍', users, names: ['Grace Hopper'] }] }), fileEntry(2)],
    });
    const given = panel.page.getByRole('button', { name: '👍 2: You, Grace Hopper' });
    assert.equal(await given.getAttribute('aria-pressed'), 'true');
    await given.click();
    await row(panel, 'm2').hover();
    await panel.page.getByRole('button', { name: 'React with 🎉' }).click();
    assert.deepEqual(await panel.posted('react', 2), [
      { type: 'react', seq: 1, emoji: '👍', on: false },
      { type: 'react', seq: 2, emoji: '🎉', on: true },
    ]);
  });

  it('finds an emoji by name and reacts with it, by keyboard alone', async () => {
    const panel = await showing({ entries: [messageEntry(1)] });
    await row(panel, 'm1').focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.getByRole('menuitem', { name: 'Add a Reaction…' }).press('Enter');
    await panel.page.getByRole('searchbox', { name: 'Search emoji' }).waitFor();
    await panel.page.keyboard.type('rocket');
    await panel.page.getByRole('option', { name: 'rocket', exact: true }).waitFor();
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.posted('react'), [{ type: 'react', seq: 1, emoji: '🚀', on: true }]);
    assert.deepEqual(panel.errors, []);
    assert.deepEqual(await panel.violations(), []);
  });

  it('asks the host to delete one’s own message, and offers that for no other', async () => {
    const panel = await showing({ entries: [messageEntry(1), own(2)] });
    for (const [key, count] of [
      ['m1', 0],
      ['m2', 1],
    ] as const) {
      await row(panel, key).focus();
      await panel.page.keyboard.press('Shift+F10');
      await panel.page.getByRole('menuitem', { name: 'Reply' }).waitFor();
      assert.equal(await panel.page.getByRole('menuitem', { name: 'Delete…' }).count(), count);
      if (count === 1) await panel.page.getByRole('menuitem', { name: 'Delete…' }).click();
      else await panel.page.keyboard.press('Escape');
    }
    assert.deepEqual(await panel.posted('delete'), [{ type: 'delete', seq: 2 }]);
  });

  it('offers nothing for what is deleted or not sent', async () => {
    const panel = await showing({
      entries: [
        messageEntry(1, { deleted: true, text: '' }),
        own(0, { seq: undefined, delivery: { state: 'pending' } }),
      ],
    });
    await row(panel, 'm1').hover();
    await row(panel, 'm0').hover();
    await panel.post();
    assert.equal(await panel.page.locator('message-actions').count(), 0);
  });
});

describe('message-list: what is new and what is far', function () {
  this.timeout(20_000);
  const suite = panelSuite();
  const run = (from: number, to: number): MessageEntry[] =>
    Array.from({ length: to - from + 1 }, (_, index) => messageEntry(from + index));

  it('has a line above what was not read, which the host moves', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: run(1, 5), newFrom: 4 }));
    const before = (): Promise<string | undefined> =>
      panel.page.locator('.new').evaluate((line) => (line.nextElementSibling as HTMLElement).dataset['key']);
    assert.equal(await before(), 'm4');
    await panel.post({ type: 'newFrom', seq: 2 });
    assert.equal(await before(), 'm2');
    await panel.post({ type: 'newFrom' });
    assert.equal(await panel.page.locator('.new').count(), 0);
  });

  it('says who is typing without moving anything', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: run(1, 3) }));
    const top = (await row(panel, 'm3').boundingBox())!.y;
    await panel.post({ type: 'typing', names: ['Grace Hopper'] });
    assert.match(await panel.page.locator('typing-line span').innerText(), /Grace Hopper.* is typing…/u);
    assert.equal((await row(panel, 'm3').boundingBox())!.y, top);
  });

  it('tells the host that one types, not more often than needed, and that one stopped', async () => {
    const panel = await suite.open();
    await panel.show(snapshot());
    const input = panel.page.locator('textarea');
    await input.pressSequentially('hello');
    await input.fill('');
    await input.fill('/help');
    assert.deepEqual(await panel.posted('typing', 2), [
      { type: 'typing', on: true },
      { type: 'typing', on: false },
    ]);
  });

  it('[MSG8] tells the host what was on the screen', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: run(1, 5) }));
    assert.equal((await panel.posted('seen')).at(-1)?.seq, 5);
    await panel.post({ type: 'entries', upsert: run(6, 6), remove: [] });
    assert.equal((await panel.posted('seen', 2)).at(-1)?.seq, 6);
  });

  it('goes to the message that a quote is from, where the page has it', async () => {
    const panel = await suite.open();
    const quoting = messageEntry(400, { replyTo: { seq: 20, name: 'Grace', text: 'message 20' } });
    await panel.show(snapshot({ entries: [...run(1, 399), quoting] }));
    await panel.page.getByRole('button', { name: /In reply to/u }).click();
    await panel.post();
    assert.equal(await focusedRow(panel), 'm20');
    assert.match((await row(panel, 'm20').getAttribute('class')) ?? '', /marked/u);
    const box = (await row(panel, 'm20').boundingBox())!;
    assert.ok(box.y > 50 && box.y < 400, `${box.y}`);
    assert.deepEqual(await panel.commands('showAround'), []);
  });

  it('asks for what surrounds a message that the page does not have, goes on to the newest, and back at once', async () => {
    const panel = await suite.open();
    const quoting = messageEntry(900, { replyTo: { seq: 20, text: '' } });
    await panel.show(snapshot({ entries: [...run(800, 899), quoting], hasOlder: true }));
    await panel.page.getByRole('button', { name: /An earlier message/u }).click();
    assert.deepEqual(await panel.posted('showAround'), [{ type: 'showAround', seq: 20 }]);
    await panel.post({ type: 'around', seq: 20, entries: run(1, 80), hasOlder: false, hasNewer: true });
    assert.equal(await focusedRow(panel), 'm20');
    await panel.page.getByText('This is the beginning of general.').waitFor({ state: 'attached' });
    await panel.page.locator('.scroller').evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
    await panel.posted('loadNewer');
    await panel.post({ type: 'newer', entries: run(81, 200), hasNewer: true });
    // What is said meanwhile is not shown among what is old.
    await panel.post({ type: 'entries', upsert: run(901, 901), remove: [] });
    assert.equal(await row(panel, 'm901').count(), 0);
    await panel.page.getByRole('button', { name: 'Jump to newest' }).click();
    assert.equal((await panel.posted('showNewest')).length, 1);
    await panel.show(snapshot({ entries: run(800, 901), hasOlder: true }));
    await panel.post();
    assert.equal(await focusedRow(panel), 'm901');
  });

  it('shows what one says oneself, wherever one was', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: run(1, 80), hasNewer: true }));
    await panel.page.locator('textarea').fill('here');
    await panel.page.locator('textarea').press('Enter');
    await panel.posted('send');
    assert.equal((await panel.posted('showNewest')).length, 1);
  });

  it('tells the host what it let go, and holds no more elements for a long room', async () => {
    const panel = await suite.open({ height: 900 });
    await panel.show(snapshot({ entries: run(99_801, 100_000), hasOlder: true }));
    for (let from = 99_601; from > 98_800; from -= 200) {
      await panel.post({ type: 'older', entries: run(from, from + 199), hasOlder: true });
    }
    assert.deepEqual((await panel.posted('window')).at(-1), { type: 'window', from: 98_801, to: 99_600 });
    const elements = await panel.page.evaluate(() => {
      const count = (root: ParentNode): number =>
        [...root.querySelectorAll('*')].reduce(
          (sum, element) => sum + 1 + (element.shadowRoot === null ? 0 : count(element.shadowRoot)),
          0,
        );
      return count(document);
    });
    assert.ok(elements <= 3_000, `${elements} elements`);
  });

  it('shows a person who is called, oneself apart, and emoji by their names', async () => {
    const panel = await suite.open();
    await panel.show(
      snapshot({
        members: [member(ADA, { self: true }), member(GRACE)],
        entries: [messageEntry(1, { text: '@Ada Lovelace and @grace hopper :tada:' })],
      }),
    );
    await panel.page.locator('message-text').getByText('🎉').waitFor();
    assert.deepEqual(await panel.page.locator('.mention').allInnerTexts(), ['@Ada Lovelace', '@grace hopper']);
    assert.deepEqual(await panel.page.locator('.mention.self').allInnerTexts(), ['@Ada Lovelace']);
  });

  it('colours code once it is seen, and hands it on as it is', async () => {
    const panel = await suite.open();
    const text = 'const a = 1;\n\tif (a < 2) b();';
    await panel.show(snapshot({ entries: [messageEntry(1, { text: `\`\`\`ts\n${text}\n\`\`\`` })] }));
    await panel.page.locator('code-block .keyword').first().waitFor();
    assert.equal(await panel.page.locator('code-block code').textContent(), text);
    await panel.page.getByRole('button', { name: 'Copy', exact: true }).click();
    await panel.page.getByRole('button', { name: 'Insert at Cursor' }).click();
    await panel.page.getByRole('button', { name: 'Open in Tab' }).click();
    assert.deepEqual(await panel.posted('copyText'), [{ type: 'copyText', text }]);
    assert.deepEqual(await panel.posted('insertCode'), [{ type: 'insertCode', text }]);
    assert.deepEqual(await panel.posted('openCode'), [{ type: 'openCode', text, language: 'ts' }]);
    assert.deepEqual(panel.errors, []);
    assert.deepEqual(await panel.violations(), []);
  });
});
