import assert from 'node:assert/strict';
import { sharer } from '../../support/sharer.ts';

describe('care before something is shared', function () {
  this.timeout(90_000);
  const room = sharer({
    flags: ['--file-bytes', '20000'],
    files: {
      'large.txt': 'x'.repeat(3_000),
      'too large 1.txt': 'y'.repeat(30_000),
      'too large 2.txt': 'z'.repeat(40_000),
      'small.txt': 'small',
    },
    settings: { 'roomChat.confirmUploadSize': 0.002 },
    restricted: true,
  });

  const names = (): string[] =>
    room.friend.events.filter(({ type }) => type === 'file').map((event) => (event['file'] as { name: string }).name);
  const arriving = (name: string) => room.friend.next(() => names().includes(name));

  it('in Restricted Mode a person is asked, and nothing is sent without their yes', async () => {
    await room.ada.window.explorerMenu('small.txt', 'Share File in Chat');
    await room.dialog.asks('This folder is in Restricted Mode. Share files of it in the room?');
    await room.dialog.press('Cancel');
    await room.ada.window.explorerMenu('small.txt', 'Share File in Chat');
    await room.dialog.asks('This folder is in Restricted Mode.');
    assert.deepEqual(names(), []);
    const arrived = arriving('small.txt');
    await room.dialog.press('Share');
    await arrived;
    assert.deepEqual(names(), ['small.txt']);
  });

  it('once for the window; what is larger than the setting is asked about', async () => {
    await room.ada.window.explorerMenu('large.txt', 'Share File in Chat');
    await room.dialog.asks('Share large.txt? It is 2.9 KB.');
    const arrived = arriving('large.txt');
    await room.dialog.press('Share');
    await arrived;
  });

  it('what fails among several is one notification, and the others are sent', async () => {
    const { window } = room.ada;
    const sent = room.friend.next((frame) => frame.type === 'file');
    await window.explorerMenuOfAll(['small.txt', 'too large 1.txt', 'too large 2.txt'], 'Share File in Chat');
    await sent;
    const toast = window.notification('2 of 3 files could not be shared.');
    await toast.getByRole('button', { name: 'Show Details' }).click();
    const detail = await room.dialog.detail('2 of 3 files could not be shared.');
    assert.deepEqual(detail, [
      'too large 1.txt is 29 KB; this server takes files up to 20 KB. Nothing was sent.',
      'too large 2.txt is 39 KB; this server takes files up to 20 KB. Nothing was sent.',
    ]);
    assert.deepEqual(names(), ['small.txt', 'large.txt', 'small.txt']);
  });
});
