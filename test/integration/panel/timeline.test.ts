import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ADA, fileEntry, GRACE, joinedEntry, messageEntry, NOON, snapshot } from '../../support/panelEntries.ts';
import { panelSuite } from '../../support/panelSuite.ts';

const DAY_MS = 86_400_000;

describe('message-list: what it shows', () => {
  const suite = panelSuite();

  it('groups what one person says, under one name and time', async () => {
    const panel = await suite.open();
    await panel.show(
      snapshot({
        entries: [messageEntry(1), messageEntry(2), messageEntry(3, { from: ADA, own: true }), fileEntry(4)],
      }),
    );
    const names = panel.page.locator('message-item .name:visible');
    assert.deepEqual(
      (await names.allTextContents()).filter((name) => !name.includes('.')),
      ['Grace Hopper', 'Ada Lovelace', 'Grace Hopper'],
    );
    assert.equal(await panel.page.getByRole('article').count(), 4);
  });

  it('separates days and gives the exact time on hover', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: [messageEntry(1), messageEntry(2, { time: NOON + DAY_MS })] }));
    assert.deepEqual(await panel.page.locator('.day').allTextContents(), [
      'Tuesday, November 17',
      'Wednesday, November 18',
    ]);
    const time = panel.page.locator('time').first();
    const shown = messageEntry(1).time;
    assert.equal(await time.getAttribute('datetime'), new Date(shown).toISOString());
    assert.match((await time.getAttribute('title')) ?? '', /^Tuesday, November 17, 2026.* \d{1,2}:\d\d:\d\d/u);
  });

  it('keeps white space and breaks long words', async () => {
    const panel = await suite.open({ width: 300 });
    await panel.show(snapshot({ entries: [messageEntry(1, { text: `  if (x)\n\t\treturn;\n${'w'.repeat(500)}` })] }));
    const text = panel.page.locator('message-text .text');
    assert.equal(await text.innerText(), `  if (x)\n\t\treturn;\n${'w'.repeat(500)}`);
    const overflow = await panel.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.equal(overflow, 0);
  });

  it('folds a long message and shows all of it on demand', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: [messageEntry(1, { text: `${'word '.repeat(3_000)}the end` })] }));
    const text = panel.page.locator('message-text .text');
    assert.ok((await text.innerText()).length < 2_100);
    await panel.page.getByRole('button', { name: 'Show all' }).click();
    assert.match(await text.innerText(), /the end$/u);
    await panel.page.getByRole('button', { name: 'Show less' }).click();
    assert.ok((await text.innerText()).length < 2_100);
  });

  it('posts the address of a clicked link, and the editor’s own page hears nothing of it', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: [messageEntry(1, { text: 'see https://a.example/x?y=1 now' })] }));
    await panel.page.evaluate(() => {
      document.addEventListener('click', () => window.violations.push('click reached the page'));
    });
    const link = panel.page.getByRole('link', { name: 'https://a.example/x?y=1' });
    assert.equal(await link.getAttribute('title'), 'https://a.example/x?y=1');
    await link.click();
    assert.deepEqual(await panel.posted('openLink'), [{ type: 'openLink', url: 'https://a.example/x?y=1' }]);
    await link.press('Enter');
    await panel.posted('openLink', 2);
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.strayRequests, []);
  });

  it('marks what is pending, and forgets the mark in place once it is sent', async () => {
    const panel = await suite.open();
    const own = { from: ADA, own: true, key: 'own', text: 'mine' };
    await panel.show(
      snapshot({ entries: [messageEntry(0, { ...own, seq: undefined, delivery: { state: 'pending' } })] }),
    );
    const item = panel.page.locator('message-item');
    const [height, handle] = [(await item.boundingBox())!.height, await item.elementHandle()];
    assert.equal(await panel.page.getByText('Sending…').count(), 1);
    await panel.post({ type: 'entries', upsert: [messageEntry(1, own)], remove: [] });
    assert.equal(await panel.page.getByText('Sending…').count(), 0);
    assert.equal((await item.boundingBox())!.height, height);
    assert.equal(await item.evaluate((now, before) => now === before, handle), true);
  });

  it('offers Retry and Discard for what failed, with the reason', async () => {
    const panel = await suite.open();
    const own = { from: ADA, own: true, seq: undefined };
    await panel.show(
      snapshot({
        entries: [
          messageEntry(0, { ...own, key: 'p1', delivery: { state: 'failed', reason: 'Too fast.', retryable: true } }),
          messageEntry(0, { ...own, key: 'p2', delivery: { state: 'failed', reason: 'Too long.', retryable: false } }),
        ],
      }),
    );
    await panel.page.getByText('Too fast.').waitFor();
    await panel.page.getByText('Too long.').waitFor();
    assert.equal(await panel.page.getByRole('button', { name: 'Retry' }).count(), 1);
    await panel.page.getByRole('button', { name: 'Retry' }).click();
    await panel.page.getByRole('button', { name: 'Discard' }).last().click();
    assert.deepEqual(await panel.posted('retry'), [{ type: 'retry', key: 'p1' }]);
    assert.deepEqual(await panel.posted('discard'), [{ type: 'discard', key: 'p2' }]);
  });

  it('shows edits, deletions, quotes, reactions and snippets', async () => {
    const panel = await suite.open();
    const snippet = { path: 'src/a.ts', startLine: 3, endLine: 9, languageId: 'typescript', text: 'let x = 1;' };
    await panel.show(
      snapshot({
        entries: [
          messageEntry(1, { edited: true }),
          messageEntry(2, { deleted: true, text: '' }),
          messageEntry(3, { replyTo: { name: 'Ada', text: 'the question' } }),
          messageEntry(4, { reactions: [{ emoji: '👍', users: ['a', 'b'] }] }),
          messageEntry(5, { text: '', snippet }),
          fileEntry(6, { deleted: true }),
        ],
      }),
    );
    for (const text of ['(edited)', 'Message deleted', 'File deleted', 'let x = 1;', 'src/a.ts']) {
      assert.equal(await panel.page.getByText(text).count(), 1, text);
    }
    const reaction = panel.page.getByRole('list', { name: 'Reactions' }).getByRole('button').first();
    assert.equal((await reaction.innerText()).replaceAll(/\s+/gu, ' '), '👍 2');
    assert.match(await panel.page.locator('.reply').innerText(), /Ada: the question/u);
  });

  it('keeps what happened to the room quiet', async () => {
    const panel = await suite.open();
    await panel.show(
      snapshot({
        entries: [
          joinedEntry(1, 'Lin'),
          { kind: 'system', what: 'topic', key: 't', seq: 2, time: NOON, name: 'Lin', topic: 'release' },
          { kind: 'system', what: 'gap', key: 'g', from: 3, to: 12, loading: false, time: NOON },
          { kind: 'system', what: 'unknown', key: 'u', seq: 13, time: NOON, originalType: 'poll' },
        ],
      }),
    );
    const plain = (text: string): string => text.replaceAll(/[\u2068\u2069]/gu, '').trim();
    assert.deepEqual((await panel.page.locator('system-line p').allInnerTexts()).map(plain), [
      'Lin joined the room',
      'Lin changed the topic to “release”',
      '10 missed messages cannot be loaded',
      'Something that this version of Room Chat cannot show',
    ]);
  });

  it('renders only the row that an update names', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: Array.from({ length: 100 }, (_, index) => messageEntry(index + 1)) }));
    await panel.page.locator('message-list').evaluate((list) => {
      list.shadowRoot!.querySelectorAll<HTMLElement>('message-item').forEach((item) => {
        const observer = new MutationObserver(() => window.violations.push(item.dataset['key'] ?? ''));
        observer.observe(item.shadowRoot!, { subtree: true, childList: true, characterData: true, attributes: true });
      });
    });
    await panel.post({ type: 'entries', upsert: [messageEntry(50, { deleted: true, text: '' })], remove: [] });
    assert.deepEqual([...new Set(await panel.violations())], ['m50']);
  });

  it('says that a room is new, and where its beginning is', async () => {
    const panel = await suite.open();
    await panel.show(snapshot());
    await panel.page.getByText('No messages yet in general.').waitFor();
    await panel.post({ type: 'entries', upsert: [messageEntry(1, { from: GRACE })], remove: [] });
    await panel.page.getByText('This is the beginning of general.').waitFor();
    assert.equal(await panel.page.getByText('No messages yet').count(), 0);
  });
});
