import type { AxeResults } from 'axe-core';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'mocha';
import type { Panel } from '../../support/panelPage.ts';
import { THEMES } from '../../support/panelPage.ts';
import { fileEntry, messageEntry, snapshot } from '../../support/panelEntries.ts';
import { SCENES } from '../../support/panelScenes.ts';
import { panelSuite } from '../../support/panelSuite.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds, each with its place. */
async function violations(panel: Panel): Promise<string[]> {
  const results = await panel.page.evaluate<AxeResults>('axe.run()');
  return results.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}

function overflow(panel: Panel): Promise<number> {
  return panel.page.evaluate(() => {
    const list = document.querySelector('room-chat-app')?.shadowRoot?.querySelector('message-list');
    const scroller = list?.shadowRoot?.querySelector('.scroller');
    const page = document.documentElement;
    return page.scrollWidth - page.clientWidth + (scroller ? scroller.scrollWidth - scroller.clientWidth : 0);
  });
}

/** What axe finds in what is opened from a message: its actions, their menu, the emoji, the composer that answers. */
async function lookAtActions(panel: Panel): Promise<void> {
  const row = panel.page.locator('message-item').first();
  await panel.page.locator('code-block .keyword').first().waitFor();
  await row.focus();
  await panel.page.keyboard.press('Enter');
  await panel.page.getByRole('menuitem', { name: 'Reply' }).waitFor();
  assert.deepEqual(await violations(panel), [], 'menu');
  await panel.page.getByRole('menuitem', { name: 'Add a Reaction…' }).click();
  await panel.page.getByRole('option').first().waitFor();
  assert.deepEqual(await violations(panel), [], 'emoji');
  await panel.page.keyboard.press('Escape');
  await panel.page.keyboard.press('Enter');
  await panel.page.getByRole('menuitem', { name: 'Reply' }).click();
  await panel.page.getByText('Replying to').waitFor();
  assert.deepEqual(await violations(panel), [], 'answer');
}

describe('panel for everyone', function () {
  this.timeout(90_000);
  const suite = panelSuite();

  for (const theme of THEMES) {
    it(`has no axe violation in ${theme}`, async () => {
      const panel = await suite.open({ theme, height: 900 });
      await panel.page.evaluate(AXE);
      for (const [name, scene] of Object.entries(SCENES)) {
        await panel.show(scene);
        if (name === 'rich') await panel.page.getByRole('button', { name: /people/u }).click();
        if (name === 'failing') {
          await panel.post({ type: 'notice', level: 'error', message: 'notes.bin could not be read.' });
          await panel.post({ type: 'notice', level: 'info', message: 'Saved.' });
        }
        assert.deepEqual(await violations(panel), [], name);
        if (name === 'text') await lookAtActions(panel);
      }
      assert.deepEqual(panel.errors, []);
      assert.deepEqual(await panel.violations(), []);
    });
  }

  for (const width of [300, 600, 900]) {
    it(`fits into ${width} pixels, left to right and right to left`, async () => {
      for (const dir of ['ltr', 'rtl'] as const) {
        const panel = await suite.open({ width, dir });
        for (const [name, scene] of Object.entries(SCENES)) {
          await panel.show(scene);
          assert.equal(await overflow(panel), 0, `${name} ${dir}`);
        }
      }
    });
  }

  it('is usable at 200 % zoom of 300 pixels', async () => {
    const panel = await suite.open({ width: 150, height: 310 });
    await panel.show(SCENES['rich']!);
    assert.equal(await overflow(panel), 0);
    const box = (await panel.page.locator('textarea').boundingBox())!;
    assert.ok(box.width > 80 && box.y + box.height <= 310);
  });

  it('opens its help by the editor’s key for that, which the box names, and goes back to the box', async () => {
    const panel = await suite.open();
    await panel.show(snapshot());
    const box = panel.page.locator('textarea');
    await panel.page.evaluate(() => {
      window.posted.length = 0;
      window.addEventListener('keydown', (event) => event.key === 'F1' && window.posted.push({ type: 'ready' }));
    });
    await box.press('Alt+F1');
    const help = panel.page.getByRole('dialog', { name: 'What you can type and press' });
    await help.getByText('Alt+F1', { exact: true }).waitFor();
    assert.deepEqual(await panel.commands('ready'), [], 'The editor heard the key, too.');
    await panel.page.keyboard.press('Escape');
    await panel.page.locator('textarea:focus').waitFor();
    const described = (await box.getAttribute('aria-describedby'))?.split(' ') ?? [];
    const texts = await Promise.all(described.map((id) => panel.page.locator(`chat-composer #${id}`).innerText()));
    assert.match(texts.join(' '), /Alt\+F1/u);
  });

  it('is a log that is told aloud by a region of its own', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: [messageEntry(1)] }));
    const log = panel.page.getByRole('log', { name: 'Messages in general' });
    assert.equal(await log.getAttribute('aria-live'), 'off');
    const region = panel.page.locator('message-list > [role=status], message-list [role=status]');
    assert.equal((await region.innerText()).trim(), '');
  });

  it('announces arrivals together: not the first window, not one’s own, not older ones', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: [messageEntry(10)], hasOlder: true }));
    await panel.page.evaluate(() => {
      const list = document.querySelector('room-chat-app')?.shadowRoot?.querySelector('message-list');
      const region = list?.shadowRoot?.querySelector('[role=status]');
      const note = (): void => void window.violations.push(region?.textContent ?? '');
      new MutationObserver(note).observe(region!, { childList: true, characterData: true, subtree: true });
    });
    await panel.post({ type: 'older', entries: [messageEntry(1)], hasOlder: false });
    await panel.post({ type: 'entries', upsert: [messageEntry(11, { own: true, text: 'mine' })], remove: [] });
    await panel.post({ type: 'entries', upsert: [messageEntry(12, { text: 'one' })], remove: [] });
    await panel.post({ type: 'entries', upsert: [fileEntry(13)], remove: [] });
    await panel.page.waitForFunction(() => window.violations.length > 0);
    assert.deepEqual(await panel.violations(), ['Grace Hopper: one\nGrace Hopper shared the file notes.txt']);
    const many = [14, 15, 16, 17, 18].map((seq) => messageEntry(seq));
    await panel.post({ type: 'entries', upsert: many, remove: [] });
    await panel.page.waitForFunction(() => window.violations.length > 1);
    assert.equal((await panel.violations())[1], '5 new messages, the last one from Grace Hopper');
  });

  it('is reached and left by keyboard alone, in the order it is read', async () => {
    const panel = await suite.open({ height: 800 });
    await panel.show(snapshot({ entries: [messageEntry(1, { text: 'https://a.example/' }), fileEntry(2)] }));
    const names: string[] = [];
    for (let step = 0; step < 11; step += 1) {
      await panel.page.keyboard.press('Tab');
      await panel.post();
      names.push(
        await panel.page.evaluate(() => {
          let active = document.activeElement;
          while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
          return active?.getAttribute('aria-label') ?? active?.textContent.trim() ?? '';
        }),
      );
    }
    assert.deepEqual(names, [
      'Search',
      '2 people',
      // One row of the list, with what is in it; arrows go to the others.
      'Grace Hopper, 12:00 PM, file notes.txt',
      'Open notes.txt',
      'Save As… notes.txt',
      'More actions for notes.txt',
      'More message actions',
      'Message general',
      'Share a File…',
      'Insert Emoji…',
      'Send',
    ]);
  });

  it('turns nothing where less motion is wanted', async () => {
    const panel = await suite.open();
    await panel.page.emulateMedia({ reducedMotion: 'reduce' });
    await panel.show(snapshot({ connection: { state: 'connecting' } }));
    const duration = await panel.page
      .locator('connection-line .spin .icon')
      .evaluate((icon) => getComputedStyle(icon).animationDuration);
    assert.equal(duration, '0s');
  });
});
