import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Panel } from '../../support/panelPage.ts';
import { ADA, GRACE, member, messageEntry, snapshot } from '../../support/panelEntries.ts';
import { panelSuite } from '../../support/panelSuite.ts';

describe('chat-composer', () => {
  const suite = panelSuite();

  async function inRoom(given: Parameters<typeof snapshot>[0] = {}): Promise<Panel> {
    const panel = await suite.open();
    await panel.show(snapshot(given));
    return panel;
  }

  function textOf(panel: Panel): Promise<string> {
    return panel.page.locator('textarea').inputValue();
  }

  it('names the room that it writes to', async () => {
    const { page } = await inRoom({ room: 'ops' });
    assert.equal(await page.locator('textarea').getAttribute('placeholder'), 'Message ops');
    await page.getByRole('textbox', { name: 'Message ops' }).waitFor();
  });

  it('sends on Enter and clears only when the host took it', async () => {
    const panel = await inRoom();
    await panel.page.locator('textarea').fill('hello');
    await panel.page.locator('textarea').press('Enter');
    const [sent] = await panel.posted('send');
    assert.equal(sent?.text, 'hello');
    assert.equal(await textOf(panel), 'hello');
    await panel.post({ type: 'sendResult', requestId: sent.requestId, accepted: true });
    assert.equal(await textOf(panel), '');
  });

  it('says of everything which room is on the screen, whatever the host shows by then', async () => {
    const panel = await inRoom({ room: 'physics', shown: 1 });
    const input = panel.page.locator('textarea');
    await input.fill('for physics');
    // Enter comes when the other room was told of, and is not drawn.
    await panel.page.evaluate(
      (other) => {
        window.addEventListener('message', () => {
          const app = document.querySelector('room-chat-app')!;
          const box = app.shadowRoot!.querySelector('chat-composer')!.shadowRoot!.querySelector('textarea')!;
          box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }));
        });
        window.postMessage({ type: 'snapshot', snapshot: other }, '*');
      },
      snapshot({ room: 'maths', shown: 2 }),
    );
    const [sent] = await panel.posted('send');
    assert.deepEqual({ ...sent }, { type: 'send', requestId: sent?.requestId, text: 'for physics', shown: 1 });
    const message = 'Nothing was sent.';
    await panel.post({ type: 'sendResult', requestId: sent!.requestId, accepted: false, message });
    await panel.page.getByText(message).waitFor();
    assert.equal(await textOf(panel), '');
    await panel.page.getByRole('textbox', { name: 'Message maths' }).waitFor();
    await panel.show(snapshot({ room: 'physics', shown: 3 }));
    assert.equal(await textOf(panel), 'for physics');
  });

  it('sends by its button', async () => {
    const panel = await inRoom();
    await panel.page.locator('textarea').fill('hello');
    await panel.page.getByRole('button', { name: 'Send', exact: true }).click();
    assert.equal((await panel.posted('send'))[0]?.text, 'hello');
  });

  it('keeps what was typed on before the answer', async () => {
    const panel = await inRoom();
    const input = panel.page.locator('textarea');
    await input.fill('hello');
    await input.press('Enter');
    await input.pressSequentially(' and more');
    const [sent] = await panel.posted('send');
    await panel.post({ type: 'sendResult', requestId: sent!.requestId, accepted: true });
    assert.equal(await textOf(panel), ' and more');
  });

  it('sends the rest where Enter was pressed again before the answer', async () => {
    const panel = await inRoom();
    const input = panel.page.locator('textarea');
    await input.fill('one');
    await input.press('Enter');
    await input.pressSequentially('two');
    await input.press('Enter');
    const [first] = await panel.posted('send');
    await panel.post({ type: 'sendResult', requestId: first!.requestId, accepted: true });
    const [, second] = await panel.posted('send', 2);
    assert.equal(second?.text, 'two');
    assert.notEqual(second.requestId, first!.requestId);
  });

  it('keeps a refused text and says why', async () => {
    const panel = await inRoom();
    await panel.page.locator('textarea').fill('upload: /nowhere');
    await panel.page.locator('textarea').press('Enter');
    const [sent] = await panel.posted('send');
    const message = '/nowhere could not be read.';
    await panel.post({ type: 'sendResult', requestId: sent!.requestId, accepted: false, message });
    assert.equal(await textOf(panel), 'upload: /nowhere');
    assert.equal(await panel.page.getByRole('alert').getByText(message).count(), 1);
    await panel.page.locator('textarea').press('x');
    assert.equal(await panel.page.getByText(message).count(), 0);
  });

  it('says that one is muted, sends nothing but commands then, and keeps what was typed', async () => {
    const says = 'An owner muted you here: you can read, and not write.';
    const panel = await inRoom({ members: [member(ADA, { self: true, muted: true }), member(GRACE)] });
    const status = panel.page.locator('chat-composer').getByRole('status').getByText(says);
    await status.waitFor();
    const input = panel.page.locator('textarea');
    await input.fill('But I');
    await input.press('Enter');
    await panel.page.getByRole('alert').getByText('Not sent: you are muted here.').waitFor();
    assert.equal(await textOf(panel), 'But I');
    await input.fill('/leave');
    await input.press('Enter');
    const [sent] = await panel.posted('send');
    assert.equal(sent?.text, '/leave');
    await panel.post({ type: 'sendResult', requestId: sent.requestId, accepted: true });

    // Of somebody else it is nobody's business here.
    await panel.post({ type: 'members', members: [member(ADA, { self: true }), member(GRACE, { muted: true })] });
    await status.waitFor({ state: 'detached' });
    await input.fill('But I');
    await input.press('Enter');
    assert.equal((await panel.posted('send', 2))[1]?.text, 'But I');
  });

  it('sends anew where the host never answered', async () => {
    const panel = await suite.open();
    await panel.page.clock.install();
    await panel.show(snapshot());
    const input = panel.page.locator('textarea');
    await input.fill('hello');
    await input.press('Enter');
    await input.press('Enter');
    assert.equal((await panel.posted('send')).length, 1);
    await panel.page.clock.fastForward(10_000);
    await input.press('Enter');
    const [, second] = await panel.posted('send', 2);
    await panel.post({ type: 'sendResult', requestId: second!.requestId, accepted: true });
    assert.equal(await textOf(panel), '');
    assert.equal((await panel.commands('send')).length, 2);
  });

  it('ignores the answer to a request of an earlier page', async () => {
    const panel = await inRoom();
    await panel.page.locator('textarea').fill('hello');
    await panel.post({ type: 'sendResult', requestId: 1, accepted: true });
    assert.equal(await textOf(panel), 'hello');
  });

  it('breaks the line on Shift+Enter and grows', async () => {
    const panel = await inRoom();
    const input = panel.page.locator('textarea');
    const before = (await input.boundingBox())!.height;
    await input.fill('a');
    await input.press('Shift+Enter');
    await input.pressSequentially('b');
    assert.equal(await textOf(panel), 'a\nb');
    assert.equal((await panel.commands('send')).length, 0);
    assert.ok((await input.boundingBox())!.height > before);
  });

  it('leaves Enter to an input method while it composes', async () => {
    const panel = await inRoom();
    const input = panel.page.locator('textarea');
    await input.fill('にほん');
    await input.evaluate((element) => {
      const enter = { key: 'Enter', bubbles: true, composed: true, cancelable: true };
      element.dispatchEvent(new KeyboardEvent('keydown', { ...enter, isComposing: true }));
      element.dispatchEvent(new KeyboardEvent('keydown', { ...enter, keyCode: 229 }));
    });
    await panel.post();
    assert.equal((await panel.commands('send')).length, 0);
    assert.equal(await textOf(panel), 'にほん');
  });

  it('sends nothing where there is nothing but blanks', async () => {
    const panel = await inRoom();
    await panel.page.locator('textarea').fill(' \n ');
    await panel.page.locator('textarea').press('Enter');
    await panel.page.getByRole('button', { name: 'Send', exact: true }).click({ force: true });
    await panel.post();
    assert.equal((await panel.commands('send')).length, 0);
  });

  it('counts the bytes near the limit, and refuses past it with a sentence', async () => {
    const panel = await inRoom({ textBytes: 20 });
    const input = panel.page.locator('textarea');
    await input.fill('ééééééééé1');
    await panel.page.getByText('1 byte left').waitFor();
    await input.fill('éééééééééé1');
    await panel.page.getByText('1 byte too many').waitFor();
    await input.press('Enter');
    await panel.page.getByText('This message is 1 byte too long. Shorten it, or share it as a file.').waitFor();
    assert.equal((await panel.commands('send')).length, 0);
    assert.equal(await textOf(panel), 'éééééééééé1');
  });

  it('works while there is no connection: the host queues', async () => {
    const panel = await inRoom({ connection: { state: 'failed', reason: 'No.' } });
    await panel.page.locator('textarea').fill('later');
    await panel.page.locator('textarea').press('Enter');
    assert.equal((await panel.posted('send'))[0]?.text, 'later');
  });

  it('keeps the draft of each room over a reload', async () => {
    const panel = await inRoom({ room: 'general' });
    await panel.page.locator('textarea').fill('half a thought');
    await panel.show(snapshot({ room: 'ops' }));
    assert.equal(await textOf(panel), '');
    await panel.page.locator('textarea').fill('other');
    await panel.reload();
    await panel.show(snapshot({ room: 'general' }));
    assert.equal(await textOf(panel), 'half a thought');
    await panel.show(snapshot({ room: 'ops' }));
    assert.equal(await textOf(panel), 'other');
  });

  it('keeps no draft of what was sent', async () => {
    const panel = await inRoom();
    await panel.page.locator('textarea').fill('hello');
    await panel.page.locator('textarea').press('Enter');
    const [sent] = await panel.posted('send');
    await panel.post({ type: 'sendResult', requestId: sent!.requestId, accepted: true });
    await panel.reload();
    await panel.show(snapshot());
    assert.equal(await textOf(panel), '');
  });

  it('keeps text and caret while others write', async () => {
    const panel = await inRoom();
    const input = panel.page.locator('textarea');
    await input.pressSequentially('abc');
    await input.press('ArrowLeft');
    await panel.post({ type: 'entries', upsert: [messageEntry(1)], remove: [] });
    await panel.show(snapshot({ entries: [messageEntry(1), messageEntry(2)] }));
    await input.press('X');
    assert.equal(await textOf(panel), 'abXc');
  });

  it('takes the focus when the host asks', async () => {
    const panel = await inRoom();
    await panel.post({ type: 'focusComposer' });
    await panel.page.keyboard.type('typed at once');
    assert.equal(await textOf(panel), 'typed at once');
  });

  it('takes the focus that the host asked for together with the first snapshot', async () => {
    const panel = await suite.open();
    await panel.post({ type: 'snapshot', snapshot: snapshot() }, { type: 'focusComposer' });
    await panel.page.keyboard.type('x');
    assert.equal(await textOf(panel), 'x');
  });

  it('offers to share a file', async () => {
    const panel = await inRoom();
    await panel.page.getByRole('button', { name: 'Share a File…' }).click();
    assert.equal((await panel.posted('shareFile')).length, 1);
  });
});
