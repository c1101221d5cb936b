import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { axeViolations } from '../../support/axe.ts';
import { ADA, GRACE, member, snapshot } from '../../support/panelEntries.ts';
import { THEMES, type Panel } from '../../support/panelPage.ts';
import { panelSuite } from '../../support/panelSuite.ts';
import type { ChatSnapshot } from '../../../webview/protocol/messages.ts';

const LIN = { id: 'u-lin', name: '林 小明' };

describe('completion in the composer', () => {
  const suite = panelSuite();

  async function inRoom(given: Partial<ChatSnapshot> = {}, theme: (typeof THEMES)[number] = 'dark'): Promise<Panel> {
    const panel = await suite.open({ theme });
    await panel.show(
      snapshot({ members: [member(ADA, { self: true }), member(GRACE), member(LIN, { state: 'away' })], ...given }),
    );
    await panel.page.locator('textarea').click();
    return panel;
  }

  const rows = (panel: Panel) => panel.page.locator('chat-composer [role=option]');
  const labels = async (panel: Panel): Promise<string[]> => {
    await rows(panel).first().waitFor();
    return panel.page.locator('chat-composer [role=option] .label').allInnerTexts();
  };
  const value = (panel: Panel): Promise<string> => panel.page.locator('textarea').inputValue();

  it('offers the others in the room after @, and everybody', async () => {
    const panel = await inRoom();
    await panel.page.keyboard.type('hi @');
    assert.deepEqual(await labels(panel), ['Grace Hopper', '林 小明', 'here']);
    await panel.page.keyboard.type('hop');
    assert.deepEqual(await labels(panel), ['Grace Hopper']);
    await panel.page.keyboard.press('Enter');
    assert.equal(await value(panel), 'hi @Grace Hopper ');
    assert.equal(await rows(panel).count(), 0);
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.posted('send'))[0]?.text, 'hi @Grace Hopper');
  });

  it('goes through the list by arrows, round its ends, and takes by Tab', async () => {
    const panel = await inRoom();
    await panel.page.keyboard.type('@');
    await rows(panel).first().waitFor();
    const active = (): Promise<string> =>
      panel.page.locator('chat-composer [role=option][aria-selected=true] .label').innerText();
    const named = (): Promise<string | null> =>
      panel.page.locator('textarea').evaluate((box) => {
        const root = box.getRootNode() as ShadowRoot;
        const row = root.getElementById(box.getAttribute('aria-activedescendant') ?? '');
        return row?.querySelector('.label')?.textContent ?? null;
      });
    assert.equal(await active(), 'Grace Hopper');
    await panel.page.keyboard.press('ArrowUp');
    await panel.post();
    assert.equal(await active(), 'here');
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('ArrowDown');
    await panel.post();
    assert.equal(await active(), '林 小明');
    assert.equal(await named(), '林 小明');
    await panel.page.keyboard.press('Tab');
    assert.equal(await value(panel), '@林 小明 ');
    await panel.page.keyboard.press('Tab');
    assert.equal(await panel.page.locator('textarea:focus').count(), 0);
  });

  it('is put away by Escape, and stays away for that word', async () => {
    const panel = await inRoom();
    await panel.page.keyboard.type('@gr');
    await rows(panel).first().waitFor();
    await panel.page.keyboard.press('Escape');
    await panel.page.keyboard.type('a');
    await panel.post();
    assert.equal(await rows(panel).count(), 0);
    assert.equal(await value(panel), '@gra');
    await panel.page.keyboard.type(' and @g');
    assert.deepEqual(await labels(panel), ['Grace Hopper']);
  });

  it('takes by mouse, and the keyboard stays in the box', async () => {
    const panel = await inRoom();
    await panel.page.keyboard.type('@');
    await rows(panel).filter({ hasText: 'here' }).click();
    assert.equal(await value(panel), '@here ');
    await panel.page.keyboard.type('now');
    assert.equal(await value(panel), '@here now');
  });

  it('lists the commands after a slash, with what they do', async () => {
    const panel = await inRoom();
    await panel.page.keyboard.type('/');
    const all = await labels(panel);
    assert.deepEqual(all.slice(0, 3), ['/join <room>', '/leave', '/topic <text>']);
    await panel.page.keyboard.type('se');
    assert.deepEqual(await labels(panel), ['/search <words>']);
    await panel.page.locator('chat-composer [role=option]', { hasText: 'Search the messages' }).waitFor();
    await panel.page.keyboard.press('Enter');
    assert.equal(await value(panel), '/search ');
    assert.equal((await panel.commands('send')).length, 0);
  });

  it('lets Enter send a command that is written out', async () => {
    const panel = await inRoom();
    await panel.page.keyboard.type('/help');
    await rows(panel).first().waitFor();
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.posted('send'))[0]?.text, '/help');
  });

  it('finds emoji by their names', async () => {
    const panel = await inRoom();
    await panel.page.keyboard.type('nice :tada');
    await rows(panel).filter({ hasText: '🎉' }).first().waitFor();
    await panel.page.keyboard.press('Enter');
    assert.equal(await value(panel), 'nice 🎉 ');
  });

  it('does not open while an input method composes, nor take its Enter', async () => {
    const panel = await inRoom();
    const input = panel.page.locator('textarea');
    await panel.page.keyboard.type('@');
    await rows(panel).first().waitFor();
    await input.evaluate((box) => {
      const enter = { key: 'Enter', bubbles: true, composed: true, cancelable: true };
      box.dispatchEvent(new KeyboardEvent('keydown', { ...enter, isComposing: true }));
      box.dispatchEvent(new KeyboardEvent('keydown', { ...enter, keyCode: 229 }));
    });
    await panel.post();
    assert.equal(await value(panel), '@');
  });

  it('says how many there are to who cannot see them', async () => {
    const panel = await inRoom();
    await panel.page.keyboard.type('@');
    await panel.page
      .locator('chat-composer [role=status]', { hasText: '3 suggestions' })
      .waitFor({ state: 'attached' });
  });

  for (const theme of THEMES) {
    it(`has no fault of accessibility (${theme})`, async () => {
      const panel = await inRoom({}, theme);
      await panel.page.keyboard.type('/');
      await rows(panel).first().waitFor();
      assert.deepEqual(await axeViolations(panel), []);
    });
  }
});

describe('the composer', () => {
  const suite = panelSuite();

  async function inRoom(given: Partial<ChatSnapshot> = {}): Promise<Panel> {
    const panel = await suite.open();
    await panel.show(snapshot(given));
    await panel.page.locator('textarea').click();
    return panel;
  }

  const value = (panel: Panel): Promise<string> => panel.page.locator('textarea').inputValue();

  async function say(panel: Panel, text: string, count: number): Promise<void> {
    await panel.page.keyboard.type(text);
    await panel.page.keyboard.press('Enter');
    const sent = (await panel.posted('send', count)).at(-1)!;
    await panel.post({ type: 'sendResult', requestId: sent.requestId, accepted: true });
  }

  it('goes back through what was sent by Alt and arrows, and forward to what was being written', async () => {
    const panel = await inRoom();
    await say(panel, 'one', 1);
    await say(panel, 'two', 2);
    await panel.page.keyboard.type('draft');
    await panel.page.keyboard.press('Alt+ArrowUp');
    assert.equal(await value(panel), 'two');
    await panel.page.keyboard.press('Alt+ArrowUp');
    await panel.page.keyboard.press('Alt+ArrowUp');
    assert.equal(await value(panel), 'one');
    await panel.page.keyboard.press('Alt+ArrowDown');
    await panel.page.keyboard.press('Alt+ArrowDown');
    assert.equal(await value(panel), 'draft');
  });

  it('keeps what was sent in one room out of another', async () => {
    const panel = await inRoom();
    await say(panel, 'only here', 1);
    await panel.show(snapshot({ room: 'ops' }));
    await panel.page.locator('textarea').click();
    await panel.page.keyboard.press('Alt+ArrowUp');
    assert.equal(await value(panel), '');
  });

  it('sends by Ctrl+Enter alone where the person wants that', async () => {
    const panel = await inRoom({ sendKey: 'ctrlEnter' });
    await panel.page.keyboard.type('a');
    await panel.page.keyboard.press('Enter');
    await panel.page.keyboard.type('b');
    assert.equal(await value(panel), 'a\nb');
    assert.equal((await panel.commands('send')).length, 0);
    await panel.page.keyboard.press('Control+Enter');
    assert.equal((await panel.posted('send'))[0]?.text, 'a\nb');
  });

  it('keeps drafts of rooms of one name on two servers apart', async () => {
    const panel = await inRoom({ server: 'one:1' });
    await panel.page.keyboard.type('for one');
    await panel.show(snapshot({ server: 'two:2' }));
    assert.equal(await value(panel), '');
    await panel.show(snapshot({ server: 'one:1' }));
    assert.equal(await value(panel), 'for one');
  });

  it('keeps no draft of what led into another room', async () => {
    const panel = await inRoom();
    await panel.page.keyboard.type('/join ops');
    await panel.page.keyboard.press('Enter');
    const [sent] = await panel.posted('send');
    await panel.show(snapshot({ room: 'ops' }));
    await panel.post({ type: 'sendResult', requestId: sent!.requestId, accepted: true });
    assert.equal(await value(panel), '');
    await panel.show(snapshot());
    assert.equal(await value(panel), '');
  });

  it('offers to share as a file what is too long for a message', async () => {
    const panel = await inRoom({ textBytes: 10 });
    await panel.page.keyboard.type('far too long for one');
    await panel.page.getByRole('button', { name: 'Share as File' }).click();
    const [command] = await panel.posted('shareText');
    assert.equal(command?.text, 'far too long for one');
    await panel.post({ type: 'sendResult', requestId: command.requestId, accepted: true });
    assert.equal(await value(panel), '');
  });

  async function paste(panel: Panel, data: Record<string, string>): Promise<void> {
    await panel.page.locator('textarea').evaluate((box: HTMLTextAreaElement, given) => {
      const clipboardData = new DataTransfer();
      for (const [type, text] of Object.entries(given)) clipboardData.setData(type, text);
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, composed: true, cancelable: true });
      // As the browser does, Undo included.
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      if (box.dispatchEvent(event)) document.execCommand('insertText', false, given['text/plain'] ?? '');
    }, data);
  }

  const CODE = {
    'text/plain': '  if (x) {\n    y();\n  }',
    'vscode-editor-data': JSON.stringify({ version: 1, mode: 'javascript' }),
  };

  it('offers a code block for code pasted from an editor; Undo takes it back', async () => {
    const panel = await inRoom();
    await panel.page.keyboard.type('look: ');
    await paste(panel, CODE);
    await panel.page.getByRole('button', { name: 'Make a Code Block' }).click();
    assert.equal(await value(panel), 'look: \n```javascript\nif (x) {\n  y();\n}\n```\n');
    await panel.page.keyboard.press('Control+z');
    assert.equal(await value(panel), `look: ${CODE['text/plain']}`);
  });

  it('leaves it as text by Escape, and offers nothing for text from elsewhere', async () => {
    const panel = await inRoom();
    const offer = panel.page.getByRole('button', { name: 'Make a Code Block' });
    await paste(panel, { 'text/plain': 'a\nb' });
    await panel.post();
    assert.equal(await offer.count(), 0);
    await paste(panel, CODE);
    await offer.waitFor();
    await panel.page.keyboard.press('Escape');
    await offer.waitFor({ state: 'detached' });
  });

  it('takes the offer away once the code is gone', async () => {
    const panel = await inRoom();
    await paste(panel, CODE);
    await panel.page.getByRole('button', { name: 'Make a Code Block' }).waitFor();
    await panel.page.keyboard.press('Control+a');
    await panel.page.keyboard.type('other');
    await panel.page.getByRole('button', { name: 'Make a Code Block' }).waitFor({ state: 'detached' });
  });

  it('shows what can be typed and pressed when the host asks, and gives the keyboard back', async () => {
    const panel = await inRoom();
    await panel.post({ type: 'showHelp' });
    const dialog = panel.page.getByRole('dialog');
    await dialog.getByText('/search <words>').waitFor();
    assert.deepEqual(await axeViolations(panel), []);
    await panel.page.keyboard.press('Escape');
    await panel.page.locator('textarea:focus').waitFor();
  });
});
