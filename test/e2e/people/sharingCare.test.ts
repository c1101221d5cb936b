import assert from 'node:assert/strict';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { Dialog } from '../../support/dialog.ts';
import { People, type Person } from '../../support/people.ts';
import { WireClient } from '../../support/wireClient.ts';

describe('care before something is shared', function () {
  this.timeout(90_000);
  let people: People;
  let server: RoomServerProcess;
  let ada: Person;
  let dialog: Dialog;
  let friend: WireClient;

  before(async () => {
    people = await People.gather();
    server = await startRoomServer({ data: people.folder('server'), flags: ['--file-bytes', '20000'] });
    ada = await people.seat({
      name: 'Ada',
      files: {
        'large.txt': 'x'.repeat(3_000),
        'too large 1.txt': 'y'.repeat(30_000),
        'too large 2.txt': 'z'.repeat(40_000),
        'small.txt': 'small',
      },
      settings: { 'roomChat.confirmUploadSize': 0.002 },
      restricted: true,
    });
    dialog = new Dialog(ada.window.page);
    friend = await WireClient.join(server.url, 'Grace', { room: 'general' });
    await ada.join(server);
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await people.photograph(this.currentTest.title);
  });

  after(async () => {
    await friend.close();
    await server.close();
    await people.close();
  });

  const names = (): string[] =>
    friend.events.filter(({ type }) => type === 'file').map((event) => (event['file'] as { name: string }).name);
  const arriving = (name: string) => friend.next(() => names().includes(name));

  it('in Restricted Mode a person is asked, and nothing is sent without their yes', async () => {
    await ada.window.explorerMenu('small.txt', 'Share File in Chat');
    await dialog.asks('This folder is in Restricted Mode. Share files of it in the room?');
    await dialog.press('Cancel');
    await ada.window.explorerMenu('small.txt', 'Share File in Chat');
    await dialog.asks('This folder is in Restricted Mode.');
    assert.deepEqual(names(), []);
    const arrived = arriving('small.txt');
    await dialog.press('Share');
    await arrived;
    assert.deepEqual(names(), ['small.txt']);
  });

  it('once for the window; what is larger than the setting is asked about', async () => {
    await ada.window.explorerMenu('large.txt', 'Share File in Chat');
    await dialog.asks('Share large.txt? It is 2.9 KB.');
    const arrived = arriving('large.txt');
    await dialog.press('Share');
    await arrived;
  });

  it('what fails among several is one notification, and the others are sent', async () => {
    const { window } = ada;
    await (await window.inExplorer('small.txt')).click();
    await (await window.inExplorer('too large 1.txt')).click({ modifiers: ['Control'] });
    await (await window.inExplorer('too large 2.txt')).click({ modifiers: ['Control'] });
    const sent = friend.next((frame) => frame.type === 'file');
    await window.explorerMenu('too large 1.txt', 'Share File in Chat');
    await sent;
    const toast = window.notification('2 of 3 files could not be shared.');
    await toast.getByRole('button', { name: 'Show Details' }).click();
    const detail = await dialog.detail('2 of 3 files could not be shared.');
    assert.deepEqual(detail, [
      'too large 1.txt is 29.3 KB; this server takes files up to 19.5 KB. Nothing was sent.',
      'too large 2.txt is 39.1 KB; this server takes files up to 19.5 KB. Nothing was sent.',
    ]);
    assert.deepEqual(names(), ['small.txt', 'large.txt', 'small.txt']);
  });
});
