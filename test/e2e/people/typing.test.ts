import assert from 'node:assert/strict';
import type { Person } from '../../support/people.ts';
import { twoPeople } from '../../support/twoPeople.ts';

describe('commands and keys of the composer, as two people', function () {
  this.timeout(90_000);
  const suite = twoPeople();
  let ada: Person;
  let grace: Person;

  before(async () => {
    ({ ada, grace } = suite);
    await suite.join();
  });

  it('/nick under a name that somebody has is refused with a sentence, and what was typed stays', async () => {
    const { chat } = ada.window;
    await chat.write('/nick Grace');
    await chat.composer.press('Enter');
    await chat.frame.getByText('Somebody in there has that name already.').waitFor();
    assert.equal(await chat.composer.inputValue(), '/nick Grace');
    await chat.write('still Ada');
    await chat.composer.press('Enter');
    await grace.window.chat.messages.filter({ hasText: 'still Ada' }).getByText('Ada', { exact: true }).waitFor();
  });

  it('/nick under a free name: the next message is under it, in the same room', async () => {
    await ada.window.chat.say('/nick Countess');
    await ada.window.chat.say('now the countess');
    const said = grace.window.chat.messages.filter({ hasText: 'now the countess' });
    await said.getByText('Countess', { exact: true }).waitFor();
  });

  it('/members lists who is there', async () => {
    await ada.window.chat.say('/members');
    const list = ada.window.chat.frame.locator('member-list');
    await list.getByText('Grace', { exact: true }).waitFor();
    await list.getByText('Countess', { exact: true }).waitFor();
    await ada.window.page.keyboard.press('Escape');
  });

  it('the member’s line in the tree calls them too', async () => {
    await ada.window.runCommand('Room Chat: Focus on Members View');
    await ada.window.treeRow('Grace').hover();
    await ada.window.treeRow('Grace').getByRole('button', { name: 'Mention in Chat' }).click();
    await ada.window.chat.frame.locator('chat-composer textarea:focus').waitFor();
    assert.equal(await ada.window.chat.composer.inputValue(), '@Grace ');
    await ada.window.chat.write('');
  });

  it('the editor’s key for its help to screen readers says how the chat is used', async () => {
    const { page, chat } = ada.window;
    await ada.window.focusChat();
    await page.keyboard.press('Alt+F1');
    await chat.frame.getByRole('dialog', { name: 'What you can type and press' }).waitFor();
    assert.equal(await page.locator('.accessible-view').isVisible(), false);
    await page.keyboard.press('Escape');
    await chat.frame.locator('chat-composer textarea:focus').waitFor();
  });

  it('by keys alone: into the list, to a message, its menu, an answer, and back', async () => {
    const { page, chat } = ada.window;
    await grace.window.chat.say('answer me by keys');
    await chat.message('answer me by keys').waitFor();
    await ada.window.focusChat();
    await page.keyboard.press('Shift+Tab');
    await chat.frame.locator('message-item:focus', { hasText: 'answer me by keys' }).waitFor();
    await page.keyboard.press('Shift+F10');
    await chat.frame.locator('[role="menuitem"]:focus').waitFor();
    await page.keyboard.press('Enter');
    await chat.frame.getByText('Replying to Grace').waitFor();
    await page.keyboard.type('done');
    await page.keyboard.press('Enter');
    await grace.window.chat.message('done').getByText('In reply to').waitFor({ state: 'attached' });
  });

  it('/leave leaves the room: the ways into one are there, and the others see who went', async () => {
    await ada.window.focusChat();
    await ada.window.chat.write('/leave');
    await ada.window.chat.composer.press('Enter');
    await ada.window.page.locator('.welcome-view-content').getByRole('button', { name: 'Join a Room' }).waitFor();
    await grace.window.chat.frame.locator('system-line', { hasText: /Countess.* left the room/u }).waitFor();
  });
});
