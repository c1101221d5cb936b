import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { RoomServer } from '../../../server/roomServer.ts';
import type { RoomServerOptions } from '../../../server/roomServerOptions.ts';
import { startClockedServer } from '../../support/clockedServer.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { FileClient, posted } from '../../support/fileClient.ts';
import { newDataFolder } from '../../support/serverProcess.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('transfers, with a clock that a test moves', () => {
  let data: string;
  let clock: FakeClock;
  let server: RoomServer;
  let ada: FileClient;

  beforeEach(async () => {
    data = newDataFolder();
    clock = new FakeClock();
    ada = await begin();
  });
  afterEach(async () => {
    await ada.close();
    await server.close();
    rmSync(data, { recursive: true, force: true });
  });

  async function begin(options: Partial<RoomServerOptions> = {}): Promise<FileClient> {
    server = await startClockedServer(data, clock, { userFileBytes: 1_000, ...options });
    return await FileClient.join(`ws://127.0.0.1:${server.port}`, 'Ada');
  }

  it('[FL3] an upload that nothing comes for expires a day after its last byte, and gives back what was reserved', async () => {
    const location = await ada.location(1_000);
    clock.advance(20 * HOUR_MS);
    await ada.patch(location, 0, Buffer.alloc(400));
    clock.advance(20 * HOUR_MS);
    const head = await ada.ask('HEAD', location);
    assert.equal(head.headers.get('upload-offset'), '400');
    assert.equal(Date.parse(head.headers.get('upload-expires') ?? ''), clock.now() + 4 * HOUR_MS);
    assert.equal((await ada.create(1)).code, 'quota_exceeded');
    clock.advance(4 * HOUR_MS + 60_000);
    await eventually(async () => assert.equal((await ada.ask('HEAD', location)).status, 404));
    assert.deepEqual(readdirSync(join(data, 'blobs', 'partial')), []);
    assert.equal((await ada.create(1_000)).status, 201);
  });

  it('[FL3] the age of an upload outlives a restart', async () => {
    const location = await ada.location(1_000);
    await server.close();
    clock.advance(DAY_MS + 1);
    const { token } = ada;
    const again = await begin();
    ada = new FileClient(again.chat, token, again.url, again.room);
    clock.advance(60_000);
    await eventually(async () => assert.equal((await ada.ask('HEAD', location)).status, 404));
  });

  it('[FL3] a wall clock that jumps ahead expires nothing', async () => {
    const location = await ada.location(10);
    clock.jump(3 * DAY_MS);
    clock.advance(120_000);
    await ada.chat.settled();
    assert.equal(await ada.offset(location), 0);
  });

  it('[FL3] the end of an upload is told until it expires', async () => {
    const location = await ada.location(3);
    const result = posted(await ada.patch(location, 0, Buffer.from('abc')));
    clock.advance(23 * HOUR_MS);
    assert.deepEqual(posted(await ada.ask('HEAD', location)), result);
    clock.advance(HOUR_MS + 120_000);
    await eventually(async () => assert.equal((await ada.ask('HEAD', location)).status, 404));
    assert.equal((await ada.ask('GET', `/files/${result.file.id}`)).status, 200);
  });

  /** Resolves when this many bytes of files have come in, or gone out, since the server began. */
  async function transferred(direction: 'in' | 'out', bytes: (count: number) => boolean): Promise<void> {
    await eventually(async () => {
      const metrics = await (await fetch(`${ada.url}/metrics`)).text();
      const line = new RegExp(`^room_chat_transfer_bytes_total\\{direction="${direction}"\\} (?<count>\\d+)$`, 'mu');
      assert.ok(bytes(Number(line.exec(metrics)?.groups?.['count'] ?? 0)));
    });
  }

  it('[FL3] a body that stands still for 30 s is ended, and what came of it is kept', async () => {
    const location = await ada.location(1_000);
    const open = ada.open(location, 0, 1_000);
    await open.write(Buffer.alloc(600));
    await transferred('in', (count) => count === 600);
    clock.advance(29_000);
    await open.write(Buffer.alloc(100));
    await transferred('in', (count) => count === 700);
    clock.advance(29_999);
    await open.write(Buffer.alloc(50));
    await transferred('in', (count) => count === 750);
    clock.advance(30_000);
    await assert.rejects(open.answer);
    assert.equal(await ada.offset(location), 750);
  });

  it('[FL4] a download that nobody reads is ended', async () => {
    await ada.close();
    await server.close();
    ada = await begin({ userFileBytes: 0 });
    const { file } = await ada.share(Buffer.alloc(33_554_432));
    const outgoing = request(`${ada.url}/files/${file.id}`, {
      headers: { Authorization: `Bearer ${ada.token}` },
    }).end();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    await transferred('out', (count) => count > 0);
    const cut = once(answer, 'error');
    // What fits the sockets between the two still goes out, and each piece begins the time anew.
    const timer = setInterval(() => clock.advance(10_000), 20);
    answer.once('error', () => undefined);
    try {
      await eventually(async () => {
        const metrics = await (await fetch(`${ada.url}/metrics`)).text();
        assert.match(metrics, /^room_chat_downloads_active 0$/mu);
      });
    } finally {
      clearInterval(timer);
    }
    answer.resume();
    await cut;
  });

  it('[LV3] any other request has 30 s to arrive whole', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    socket.write(`GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 100\r\n\r\nslow`);
    await once(socket, 'data');
    clock.advance(30_000);
    await closed;
  });

  it('[FL3] a refused request is read on for a little, then its connection ends', async () => {
    const outgoing = request(`${ada.url}/uploads/t_none`, {
      method: 'PATCH',
      headers: {
        Authorization: `Bearer ${ada.token}`,
        'Tus-Resumable': '1.0.0',
        'Upload-Offset': '0',
        'Content-Type': 'application/offset+octet-stream',
        'Content-Length': '1000',
      },
    });
    outgoing.on('error', () => undefined);
    outgoing.write('some');
    const [answer] = (await once(outgoing, 'response')) as [{ statusCode: number; resume(): void }];
    assert.equal(answer.statusCode, 404);
    answer.resume();
    const closed = once(outgoing, 'close');
    clock.advance(5_000);
    await closed;
  });
});
