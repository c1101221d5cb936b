import assert from 'node:assert/strict';
import { once } from 'node:events';
import { symlink, unlink } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { WebSocketServer } from 'ws';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { People, type Person } from '../../support/people.ts';
import { WireClient } from '../../support/wireClient.ts';

const ADDRESS = 'Address of the room server';
const NAME = 'Your name';

describe('what goes wrong is said in the editor, and what was typed stays', function () {
  this.timeout(60_000);
  let people: People;
  let server: RoomServerProcess;
  let grace: Person;

  before(async () => {
    people = await People.gather();
    server = await startRoomServer({ data: people.folder('server'), flags: ['--file-bytes', '262144'] });
    grace = await people.seat({
      name: 'Grace',
      files: { 'large.bin': new Uint8Array(300 * 1024), 'fleeting.txt': 'soon gone', 'fine.txt': 'still here' },
      // Only to be written to, says the kernel: reading it is an error for everybody, root too.
      prepare: (folder) => symlink('/sys/bus/cpu/uevent', path.join(folder, 'unreadable.bin')),
    });
  });

  after(async () => {
    await server.close();
    await people.close();
  });

  describe('while joining', () => {
    beforeEach(async () => {
      await grace.window.runCommand('Room Chat: Join Chat Room');
      await grace.window.quickInput.choose('globe  Enter an address');
    });

    afterEach(async function () {
      if (this.currentTest?.state === 'failed') await people.photograph(this.currentTest.title);
      await grace.window.quickInput.dismiss();
    });

    /** Types an address and a name, and waits for the question to come back with this sentence. */
    async function refused(address: string, sentence: string): Promise<void> {
      const { quickInput } = grace.window;
      await quickInput.answer(ADDRESS, address);
      await quickInput.answer(NAME, 'Grace');
      await quickInput.message.filter({ hasText: sentence }).waitFor();
      assert.equal(await quickInput.value(), address);
    }

    it('a wrong address', async () => {
      const { quickInput } = grace.window;
      await quickInput.answer(ADDRESS, 'https://not a room');
      await quickInput.message
        .filter({ hasText: 'That is not an address of a room server. Enter one such as' })
        .waitFor();
      assert.equal(await quickInput.value(), 'https://not a room');
    });

    it('a port where nobody listens', async () => {
      await refused(`127.0.0.1:${await closedPort()}`, 'Nobody answers at that address. Check the port');
    });

    it('a server of another protocol version', async () => {
      const stranger = new WebSocketServer({ host: '127.0.0.1', port: 0 });
      await once(stranger, 'listening');
      stranger.on('connection', (socket) => socket.send(JSON.stringify(helloOfVersion(2))));
      try {
        const { port } = stranger.address() as AddressInfo;
        await refused(`127.0.0.1:${port}`, 'The server speaks another version of the protocol. Update Room Chat');
      } finally {
        stranger.close();
      }
    });

    it('a name that somebody has, then a room without a name', async () => {
      const holder = await WireClient.join(server.url, 'Ada');
      try {
        const { quickInput } = grace.window;
        await quickInput.answer(ADDRESS, server.url);
        await quickInput.answer(NAME, 'Ada');
        await quickInput.message
          .filter({ hasText: 'Somebody in there has that name already. Choose another.' })
          .waitFor();
        assert.equal(await quickInput.value(), 'Ada');
        await quickInput.retype('Grace');
        await quickInput.choose('add  New room');
        await quickInput.answer('Name of the room', ' ');
        await quickInput.message.filter({ hasText: 'Enter the room’s name' }).waitFor();
      } finally {
        holder.socket.close();
      }
    });
  });

  describe('while sharing', () => {
    before(() => grace.join(server));

    afterEach(async function () {
      if (this.currentTest?.state === 'failed') await people.photograph(this.currentTest.title);
    });

    it('a file that is too large', async () => {
      await grace.window.explorerMenu('large.bin', 'Share File in Chat');
      const sentence = await grace.window.takeNotification('large.bin is 300 KB');
      assert.equal(sentence, 'large.bin is 300 KB; this server takes files up to 256 KB. Nothing was sent.');
    });

    it('a file that vanished between the click and the reading', async () => {
      const vanish = () => unlink(path.join(grace.folder, 'fleeting.txt'));
      await grace.window.explorerMenu('fleeting.txt', 'Share File in Chat', vanish);
      const sentence = await grace.window.takeNotification('fleeting.txt');
      assert.match(sentence, /^fleeting\.txt is not there any more, so nothing was sent\. Was it moved or deleted\?$/);
    });

    it('a file that cannot be read', async () => {
      await grace.window.explorerMenu('unreadable.bin', 'Share File in Chat');
      const sentence = await grace.window.takeNotification('unreadable.bin');
      assert.equal(sentence, 'unreadable.bin cannot be read, so nothing was sent. Check its permissions.');
    });

    it('a message that is too long stays in the composer', async () => {
      const { chat } = grace.window;
      await grace.window.focusChat();
      const text = 'long '.repeat(4_000);
      await chat.write(text);
      await chat.composer.press('Enter');
      await chat.frame.locator('chat-composer .refusal').waitFor();
      assert.equal(await chat.composer.inputValue(), text);
      await chat.write('');
    });

    it('and after all that the room is as it was', async () => {
      await grace.window.explorerMenu('fine.txt', 'Share File in Chat');
      await grace.window.focusChat();
      await grace.window.chat.card('fine.txt').waitFor();
      assert.deepEqual(await grace.window.chat.shown(), [{ text: '', file: 'fine.txt', delivery: 'sent' }]);
    });
  });
});

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function helloOfVersion(version: number): object {
  return {
    type: 'hello',
    protocol: [version, version],
    server: 'room-chat/99.0.0',
    epoch: 'e',
    access: 'open',
    heartbeatMs: 25_000,
    limits: {},
    features: [],
  };
}
