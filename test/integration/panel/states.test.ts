import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ADA, GRACE, member, messageEntry, snapshot } from '../../support/panelEntries.ts';
import { panelSuite } from '../../support/panelSuite.ts';

describe('room-chat-app', () => {
  const suite = panelSuite();

  it('shows nothing before the first snapshot', async () => {
    const panel = await suite.open();
    assert.equal((await panel.page.locator('body').innerText()).trim(), '');
    assert.deepEqual(await panel.commands('ready'), [{ type: 'ready' }]);
  });

  it('offers the two ways in where no room is joined', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ room: undefined, connection: { state: 'offline' } }));
    await panel.page.getByRole('button', { name: 'Join a Room' }).click();
    await panel.page.getByRole('button', { name: 'Host on This Computer' }).click();
    assert.equal((await panel.posted('join')).length, 1);
    assert.equal((await panel.posted('startServer')).length, 1);
    assert.equal(await panel.page.locator('textarea').count(), 0);
  });

  it('says why a room could not be joined', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ room: undefined, connection: { state: 'failed', reason: 'Nothing answers there.' } }));
    await panel.page.getByText('Nothing answers there.').waitFor();
  });

  it('goes from room to welcome and back', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ entries: [messageEntry(1)] }));
    await panel.show({ ...snapshot(), room: undefined });
    assert.equal(await panel.page.locator('message-list').count(), 0);
    await panel.show(snapshot({ entries: [messageEntry(1)] }));
    assert.equal(await panel.page.getByText('message 1').count(), 1);
  });

  it('names room, server and topic', async () => {
    const panel = await suite.open();
    await panel.show(snapshot({ room: 'ops', server: 'chat.example:4777', topic: 'Release 1.4' }));
    await panel.page.getByRole('heading', { name: 'ops' }).waitFor();
    await panel.page.getByText('chat.example:4777').waitFor();
    await panel.page.getByText('Release 1.4').waitFor();
  });

  it('counts the people present and lists them on demand', async () => {
    const panel = await suite.open();
    const members = [
      member(GRACE, { state: 'away' }),
      member(ADA, { self: true }),
      member({ id: 'u3', name: 'Zoe' }, { state: 'offline' }),
    ];
    await panel.show(snapshot({ members }));
    const button = panel.page.getByRole('button', { name: '2 people' });
    assert.equal(await button.getAttribute('aria-expanded'), 'false');
    await button.click();
    const list = panel.page.getByRole('list', { name: 'People in the room' });
    const lines = (await list.getByRole('listitem').allInnerTexts()).map((text) =>
      text.replaceAll(/\s+/gu, ' ').trim(),
    );
    assert.deepEqual(lines, ['Ada Lovelace (you) Online', 'Grace Hopper Away', 'Zoe Offline']);
    await panel.post({ type: 'members', members: members.slice(0, 2) });
    assert.equal(await list.getByRole('listitem').count(), 2);
    await button.press('Enter');
    assert.equal(await list.count(), 0);
  });

  it('says how the connection stands, in words, and offers to mend it', async () => {
    const panel = await suite.open();
    await panel.show(snapshot());
    const header = panel.page.locator('.where');
    const line = panel.page.locator('connection-line').getByRole('status');
    assert.match(await header.innerText(), /^Online/u);
    assert.equal((await line.innerText()).trim(), '');

    await panel.post({ type: 'connection', connection: { state: 'connecting' } });
    assert.match(await header.innerText(), /^Connecting…/u);
    assert.match(await line.innerText(), /Connecting…/u);

    const retryAt = Date.now() + 60_000;
    await panel.post({
      type: 'connection',
      connection: { state: 'waiting', retryAt, reason: 'The server went away.' },
    });
    assert.match(await header.innerText(), /^Reconnecting/u);
    assert.match(await line.innerText(), /The server went away\.\s+Trying again in \d+ seconds\./u);
    await panel.page.getByRole('button', { name: 'Reconnect Now' }).click();

    await panel.post({ type: 'connection', connection: { state: 'failed', reason: 'Update Room Chat.' } });
    assert.match(await header.innerText(), /^Disconnected/u);
    await panel.page.getByRole('button', { name: 'Reconnect', exact: true }).click();
    assert.equal((await panel.posted('reconnect', 2)).length, 2);

    await panel.post({ type: 'connection', connection: { state: 'online' } });
    assert.equal((await line.innerText()).trim(), '');
  });

  it('counts down to the next try without saying every second aloud', async () => {
    const panel = await suite.open();
    await panel.page.clock.install({ time: 1_000_000 });
    const waiting = { state: 'waiting', retryAt: 1_010_000, reason: 'Lost.' } as const;
    await panel.show(snapshot({ connection: waiting }));
    const count = panel.page.getByText('Trying again in 10 seconds.');
    assert.equal(await count.getAttribute('aria-hidden'), 'true');
    await panel.page.clock.runFor(4_000);
    await panel.page.getByText('Trying again in 6 seconds.').waitFor();
    await panel.page.clock.runFor(9_000);
    await panel.page.getByText('Trying again now…').waitFor();
  });

  it('shows notices until each is dismissed, errors as alerts', async () => {
    const panel = await suite.open();
    await panel.show(snapshot());
    await panel.post(
      { type: 'notice', level: 'info', message: 'Saved.' },
      { type: 'notice', level: 'error', message: 'notes.txt vanished.' },
    );
    assert.equal(await panel.page.getByRole('alert').getByText('notes.txt vanished.').count(), 1);
    assert.equal(await panel.page.getByRole('status').getByText('Saved.').count(), 1);
    await panel.page.getByRole('button', { name: 'Dismiss: notes.txt vanished.' }).click();
    await panel.post();
    assert.equal(await panel.page.getByText('notes.txt vanished.').count(), 0);
    assert.equal(await panel.page.getByText('Saved.').count(), 1);
  });

  it('speaks the language of its bundle', async () => {
    const panel = await suite.open({
      lang: 'de',
      bundle: { 'Message {0}': 'Nachricht an {0}', '{0} people': '{0} Personen', Online: 'Verbunden' },
    });
    await panel.show(snapshot({ entries: [messageEntry(1)] }));
    await panel.page.getByRole('textbox', { name: 'Nachricht an general' }).waitFor();
    await panel.page.getByRole('button', { name: '2 Personen' }).waitFor();
    assert.equal(await panel.page.locator('.day').innerText(), 'Dienstag, 17. November');
  });

  it('lives with an empty bundle and an unknown language', async () => {
    const panel = await suite.open({ lang: '', bundle: {} });
    await panel.show(snapshot());
    await panel.page.getByRole('textbox', { name: 'Message general' }).waitFor();
    assert.deepEqual(panel.errors, []);
  });
});
