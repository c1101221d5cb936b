import assert from 'node:assert/strict';
import type { Person } from '../../support/people.ts';
import { twoPeople } from '../../support/twoPeople.ts';

const CODE = 'const answer = 42; // yes';

describe('what two people do with messages', function () {
  this.timeout(90_000);
  const suite = twoPeople();
  let ada: Person;
  let grace: Person;

  before(async () => {
    ({ ada, grace } = suite);
    await suite.join();
  });

  it('Ada writes Markdown; Grace sees it formed, its code coloured, its emoji drawn, herself called', async () => {
    await ada.window.chat.say(`Look at **this**, @Grace :tada:\n\`\`\`ts\n${CODE}\n\`\`\``);
    const { frame } = grace.window.chat;
    await frame.locator('message-text strong').getByText('this').waitFor();
    await frame.locator('.mention.self').getByText('@Grace').waitFor();
    // Both come in parts that the panel loads when it first needs them.
    await frame.locator('code-block .keyword').getByText('const').waitFor();
    await frame.locator('message-text').getByText('🎉').waitFor();
  });

  it('Grace opens the code as a tab with its language', async () => {
    await grace.window.chat.frame.getByRole('button', { name: 'Open in Tab' }).click();
    await grace.window.tab('Untitled-1').waitFor();
    assert.equal(await grace.window.textOfTab('Untitled-1'), CODE);
  });

  it('Grace reacts; Ada sees who did', async () => {
    await grace.window.focusChat();
    const item = grace.window.chat.messages.first();
    await item.hover();
    await item.getByRole('button', { name: 'React with 👍' }).click();
    await ada.window.chat.frame.getByRole('button', { name: '👍 1: Grace' }).waitFor();
  });

  it('Ada sees that Grace is typing, and her answer with the quote', async () => {
    const item = grace.window.chat.messages.first();
    await item.hover();
    await item.getByRole('button', { name: 'Reply', exact: true }).click();
    await grace.window.chat.composer.pressSequentially('I see');
    await ada.window.chat.frame.locator('typing-line').getByText('Grace').waitFor();
    await grace.window.chat.composer.press('Enter');
    await ada.window.chat.message('I see').getByText('In reply to').waitFor({ state: 'attached' });
  });

  it('Ada mends her last words by Up; Grace sees them mended', async () => {
    await ada.window.chat.say('the frist try');
    await grace.window.chat.message('the frist try').waitFor();
    await ada.window.chat.message('the frist try').locator('.row.sent').waitFor();
    await ada.window.chat.composer.press('ArrowUp');
    await ada.window.chat.write('the first try');
    await ada.window.chat.composer.press('Enter');
    const mended = grace.window.chat.messages.filter({ hasText: 'the first try' });
    await mended.getByText('(edited)').waitFor();
  });

  it('Ada deletes a message after she was asked; it is gone for Grace', async () => {
    const item = ada.window.chat.messages.filter({ hasText: 'the first try' });
    await item.hover();
    await item.getByRole('button', { name: 'More message actions' }).click();
    await item.getByRole('menuitem', { name: 'Delete…' }).click();
    await ada.window.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await grace.window.chat.frame.getByText('Message deleted').waitFor();
    assert.equal(await grace.window.chat.messages.filter({ hasText: 'the first try' }).count(), 0);
  });
});
