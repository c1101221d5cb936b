import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.ts';
import type { Person } from '../../support/people.ts';
import { twoPeople } from '../../support/twoPeople.ts';

const LINES = ['import fs from "node:fs";', '', 'export const answer = 42;', 'export const question = "?";'];
const OF_ADA = `${LINES.join('\n')}\n`;
const OF_GRACE = `// only Grace has this line\n\n${OF_ADA}`;

describe('two people talk about code, and find what was said', function () {
  this.timeout(90_000);
  const suite = twoPeople({
    ada: { files: { 'answer.ts': OF_ADA } },
    grace: { files: { 'answer.ts': OF_GRACE } },
  });
  let ada: Person;
  let grace: Person;

  before(async () => {
    ({ ada, grace } = suite);
    await suite.join();
  });

  const card = (person: Person, place: string) =>
    person.window.chat.frame.locator('snippet-card').getByRole('button', { name: `Open ${place}`, exact: true });
  const chip = (person: Person, place: string) => person.window.chat.frame.locator('snippet-chip', { hasText: place });

  /** Where the cursor of the active editor is, as its status bar says. */
  async function assertCursor(person: Person, line: number): Promise<void> {
    const status = person.window.page.locator('#status\\.editor\\.selection');
    await eventually(async () => assert.match(await status.innerText(), new RegExp(`^Ln ${line},`, 'u')));
  }

  async function openFile(person: Person): Promise<void> {
    await (await person.window.inExplorer('answer.ts')).dblclick();
    await person.window.tab('answer.ts').waitFor();
    await person.window.page.locator('.editor-instance .view-line').first().waitFor();
  }

  it('Ada discusses a line from the gutter; Grace’s own copy opens where it moved to', async () => {
    await openFile(ada);
    const { page } = ada.window;
    await page.locator('.editor-instance .line-numbers', { hasText: /^3$/u }).click({ button: 'right' });
    await ada.window.pickFromMenu('Discuss in Chat');
    await chip(ada, 'answer.ts:3').waitFor();
    await ada.window.chat.composer.pressSequentially('why 42?');
    await ada.window.chat.composer.press('Enter');
    await grace.window.chat.message('why 42?').waitFor();
    await card(grace, 'answer.ts:3').click();
    await grace.window.tab('answer.ts').waitFor();
    await assertCursor(grace, 5);
  });

  it('Grace shares a line that Ada does not have: Ada is told, and sees it as it was sent', async () => {
    const { page } = grace.window;
    await grace.window.tab('answer.ts').click();
    await page.locator('.editor-instance .view-line').first().click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Shift+End');
    await grace.window.runCommand('Room Chat: Share Selection in Chat');
    await chip(grace, 'answer.ts:1').waitFor();
    await grace.window.chat.composer.press('Enter');
    await card(ada, 'answer.ts:1').click();
    const gone = 'The lines that were shared are not in your answer.ts any more.';
    const notice = ada.window.notification(gone);
    await notice.waitFor();
    await notice.getByRole('button', { name: 'Show What Was Sent' }).click();
    await ada.window.tab('answer (1).ts').waitFor();
    assert.equal(await ada.window.textOfTab('answer (1).ts'), '// only Grace has this line');
    await ada.window.assertReadOnly('answer (1).ts');
  });

  it('commands of the composer set the topic, list what there is, and are never sent by mistake', async () => {
    await ada.window.focusChat();
    await ada.window.chat.say('/topic Forty-two');
    await grace.window.chat.frame.locator('room-header').getByText('Forty-two').waitFor();
    await ada.window.chat.write('/tpoic oops');
    await ada.window.chat.composer.press('Enter');
    await ada.window.chat.frame.getByText('There is no command /tpoic.').waitFor();
    assert.equal(await ada.window.chat.composer.inputValue(), '/tpoic oops');
    await ada.window.chat.say('//tpoic as it is');
    await grace.window.chat.message('/tpoic as it is').waitFor();
    await ada.window.chat.say('/help');
    await ada.window.chat.frame.getByRole('dialog').getByText('/download <name>').waitFor();
    await ada.window.page.keyboard.press('Escape');
    await ada.window.chat.frame.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('Grace goes to another room by a command, and by search in the panel back to what was said here', async () => {
    await ada.window.chat.say('a needle in the haystack');
    await grace.window.chat.message('a needle in the haystack').waitFor();
    await grace.window.focusChat();
    await grace.window.chat.write('/join ops');
    await grace.window.chat.composer.press('Enter');
    await grace.window.chat.frame.getByRole('heading', { name: 'ops' }).waitFor();
    assert.equal(await grace.window.chat.composer.inputValue(), '');

    await grace.window.chat.composer.press('Control+f');
    await grace.window.chat.frame.locator('search-panel input').pressSequentially('needle');
    const hit = grace.window.chat.frame.locator('search-panel').getByRole('option');
    await hit.getByText('a needle in the haystack').waitFor();
    assert.equal(await hit.locator('mark').innerText(), 'needle');
    await grace.window.page.keyboard.press('Enter');
    await grace.window.chat.frame.getByRole('heading', { name: 'general' }).waitFor();
    await grace.window.chat.message('a needle in the haystack').waitFor();
  });

  it('Grace finds it from the palette too, live, from the other room', async () => {
    await grace.window.chat.write('/join ops');
    await grace.window.chat.composer.press('Enter');
    await grace.window.chat.frame.getByRole('heading', { name: 'ops' }).waitFor();
    await grace.window.runCommand('Room Chat: Search Messages');
    await grace.window.quickInput.filter('Words, "a phrase"', 'haystack from:Ada');
    await grace.window.quickInput.choose('comment  Ada');
    await grace.window.chat.frame.getByRole('heading', { name: 'general' }).waitFor();
    await grace.window.chat.message('a needle in the haystack').waitFor();
  });
});
