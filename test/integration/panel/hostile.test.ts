import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { HOSTILE_TEXTS, SINK } from '../../support/hostileTexts.ts';
import { fileEntry, joinedEntry, member, messageEntry, NOON, snapshot } from '../../support/panelEntries.ts';
import type { Panel } from '../../support/panelPage.ts';
import { panelSuite } from '../../support/panelSuite.ts';

/** What became of the page: elements and attributes that no template of ours makes, and whatever left its place. */
function strangers(panel: Panel): Promise<string[]> {
  return panel.page.evaluate(() => {
    const found: string[] = [];
    const own =
      /^(?:a|bdi|blockquote|button|code|div|em|figcaption|figure|h1|h2|header|hr|input|li|main|ol|p|path|pre|rect|s|section|slot|span|strong|svg|table|tbody|td|textarea|th|thead|time|tr|ul|dl|dt|dd|kbd|dialog|b)$/u;
    const walk = (root: ParentNode): void => {
      for (const element of root.querySelectorAll('*')) {
        const known = element.localName.includes('-')
          ? customElements.get(element.localName) !== undefined
          : own.test(element.localName);
        if (!known) found.push(element.outerHTML);
        if (element instanceof HTMLAnchorElement && !/^https?:\/\//u.test(element.href)) found.push(element.outerHTML);
        for (const { name } of element.attributes) if (/^on|^style$/u.test(name)) found.push(element.outerHTML);
        if (element.shadowRoot) walk(element.shadowRoot);
      }
    };
    const app = document.querySelector('room-chat-app')?.shadowRoot;
    if (app) walk(app);
    if (document.querySelectorAll('room-chat-app').length !== 1) found.push('another app');
    if ('ran' in window) found.push('a script ran');
    const page = document.documentElement;
    if (page.scrollWidth > page.clientWidth || page.scrollHeight > page.clientHeight) found.push('the page grew');
    const scroller = app?.querySelector('message-list')?.shadowRoot?.querySelector('.scroller');
    if (scroller && scroller.scrollWidth > scroller.clientWidth) found.push(`the list grew to ${scroller.scrollWidth}`);
    // What is on top where the composer is: nothing may lie over it.
    const box = app?.querySelector('chat-composer')?.getBoundingClientRect();
    const top = box && app?.elementFromPoint(box.left + box.width / 2, box.bottom - 30);
    if (top?.localName !== 'chat-composer') found.push(`the composer is covered by ${top?.localName ?? 'nothing'}`);
    return found;
  });
}

describe('hostile texts in the panel, with the shipped policy', () => {
  const suite = panelSuite();

  it(`shows ${HOSTILE_TEXTS.length} texts in every place as what they are`, async () => {
    assert.ok(HOSTILE_TEXTS.length >= 300 && new Set(HOSTILE_TEXTS).size === HOSTILE_TEXTS.length);
    const panel = await suite.open({ width: 360 });
    for (const [index, text] of HOSTILE_TEXTS.entries()) {
      // As long as a server may make them: names, topics and messages have limits of their own.
      const [short, long] = [text.slice(0, 1_024), text.slice(0, 4_096)];
      const person = { id: short, name: short };
      const file = { id: short, name: short, size: 1, mediaType: short, sha256: short };
      const snippet = { path: long, startLine: 1, endLine: 2, languageId: short, text };
      await panel.show(
        snapshot({
          room: short,
          server: short,
          topic: long,
          self: person,
          typing: [short],
          members: [member(person, { self: true })],
          connection: { state: 'failed', reason: text.slice(0, 100) },
          entries: [
            messageEntry(1, { key: text, from: person, text, replyTo: { seq: 9, name: short, text: short }, snippet }),
            messageEntry(2, { text: 'x', reactions: [{ emoji: short, users: [short], names: [short] }] }),
            fileEntry(3, { from: person, file, bytes: { state: 'failed', reason: short } }),
            joinedEntry(4, short),
            { kind: 'system', what: 'topic', key: 't', seq: 5, time: NOON, name: short, topic: long },
            messageEntry(6, {
              own: true,
              seq: undefined,
              delivery: { state: 'failed', reason: short, retryable: true },
            }),
          ],
        }),
      );
      if (index % 50 === 0) {
        await panel.post({ type: 'notice', level: index % 100 === 0 ? 'info' : 'error', message: text.slice(0, 300) });
        await panel.page.getByRole('button', { name: /person|people/u }).click();
      }
      assert.deepEqual(await strangers(panel), [], JSON.stringify(text));
      if (text.startsWith('<')) {
        const shown = await panel.page.locator('message-text .text').first().textContent();
        assert.ok(shown?.includes(text) ?? false, `${text} became ${shown}`);
      }
    }
    assert.deepEqual(panel.strayRequests, []);
    assert.deepEqual(await panel.violations(), []);
    assert.deepEqual(panel.errors, []);
    const posted = new Set((await panel.page.evaluate(() => window.posted)).map((command) => command.type));
    // What the panel says by itself; nothing that a person would have to do.
    assert.deepEqual(
      [...posted].filter((type) => type !== 'ready' && type !== 'seen'),
      [],
    );
  }).timeout(300_000);

  it('shows no picture from elsewhere, even where the host were deceived', async () => {
    const panel = await suite.open();
    const file = { id: 'f', name: 'a.png', size: 9, mediaType: 'image/png', sha256: '', width: 9, height: 9 };
    await panel.show(snapshot({ entries: [fileEntry(1, { file, bytes: { state: 'ready', imageUri: SINK } })] }));
    await panel.page.waitForFunction(() => window.violations.length > 0);
    assert.deepEqual(await panel.violations(), [`img-src ${SINK}`]);
  });

  it('acquires the editor’s interface once and evaluates no text', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: [messageEntry(1)] }));
    assert.deepEqual(panel.errors, []);
    assert.deepEqual(await panel.violations(), []);
  });
});
