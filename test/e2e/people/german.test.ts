import assert from 'node:assert/strict';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { eventually } from '../../support/eventually.ts';
import { People, type Person } from '../../support/people.ts';
import { WireClient } from '../../support/wireClient.ts';

describe('an editor in German', function () {
  this.timeout(90_000);
  let people: People;
  let server: RoomServerProcess;
  let konrad: Person;
  let grete: WireClient;

  before(async function () {
    this.timeout(240_000);
    people = await People.gather();
    server = await startRoomServer({ data: people.folder('server') });
    konrad = await people.seat({ name: 'Konrad', language: 'de' });
    grete = await WireClient.join(server.url, 'Grete', { room: 'werkstatt' });
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await people.photograph(this.currentTest.title);
  });

  after(async () => {
    await grete.close();
    await server.close();
    await people.close();
  });

  it('says in German what the manifest contributes: commands and the ways into a room', async () => {
    const { window } = konrad;
    await window.runCommand('Room Chat: Chat in den Vordergrund');
    for (const name of ['Einem Raum beitreten', 'Auf diesem Computer anbieten']) {
      await window.page.locator('.welcome-view-content').getByRole('button', { name, exact: true }).waitFor();
    }
  });

  it('asks in German on the way into a room', async () => {
    const { quickInput, chat } = konrad.window;
    await konrad.window.welcome('Einem Raum beitreten');
    await quickInput.choose('globe  Adresse eingeben');
    await quickInput.answer('Adresse des Raumservers', server.url);
    await quickInput.answer('Ihr Name, wie ihn die anderen sehen', 'Konrad');
    await quickInput.choose('werkstatt');
    await chat.frame.locator('chat-composer textarea[aria-label="Nachricht werkstatt"]:focus').waitFor();
  });

  it('shows panel, views and status bar in German', async () => {
    const { page, chat, statusItem } = konrad.window;
    await chat.frame.getByText('2 Personen').waitFor();
    await chat.frame.getByText('Heute', { exact: true }).waitFor();
    for (const view of ['Räume', 'Mitglieder', 'Dateien']) {
      await page.locator(`.pane-header[aria-label^="${view}"]`).waitFor();
    }
    await konrad.window.treeRow('werkstatt, gezeigt').waitFor();
    await eventually(async () => assert.match((await statusItem.getAttribute('aria-label')) ?? '', /^Raum werkstatt/u));
  });

  it('writes sizes, numbers and refusals in German', async () => {
    const { chat } = konrad.window;
    const data = Buffer.alloc(1_536).toString('base64');
    await grete.ask({ type: 'upload', room: 'werkstatt', name: 'notizen.txt', data });
    await chat.card('notizen.txt').getByText('Text · 1,5 KB').waitFor();
    await chat.write('/gibtsnicht');
    await chat.composer.press('Enter');
    await chat.frame.getByText('Es gibt keinen Befehl /gibtsnicht.').waitFor();
  });
});
