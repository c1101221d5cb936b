import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { Received, WireClient } from '../support/wireClient.ts';
import { wireSuite } from '../support/wireSuite.ts';

describe('files in a frame', () => {
  const suite = wireSuite();
  const join = (name: string, room: string): Promise<WireClient> => suite.join(name, { room });

  it('[FL1] [FL2] a file arrives as an event and its bytes on request, by id and by name', async () => {
    const ada = await join('Ada', 'fl2');
    const grace = await join('Grace', 'fl2');
    const bytes = randomBytes(262_144);
    const arrived = grace.next((frame) => frame.type === 'file');
    const ok = await ada.ask({ type: 'upload', id: 'u', name: 'data.bin', data: bytes.toString('base64') });
    const file = (await arrived)['file'] as Received;
    assert.deepEqual(ok['file'], file);
    assert.deepEqual(
      [file['name'], file['size'], file['mediaType'], file['sha256']],
      ['data.bin', 262_144, 'application/octet-stream', createHash('sha256').update(bytes).digest('hex')],
    );
    for (const wanted of [file['id'], 'data.bin']) {
      const answer = await grace.ask({ type: 'download', file: wanted });
      assert.deepEqual(Buffer.from(String(answer['data']), 'base64'), bytes);
      assert.deepEqual(answer['file'], file);
    }
  });

  it('[FL2] the newest of a name is what the name means', async () => {
    const ada = await join('Ada', 'fl2 newest');
    await ada.ask({ type: 'upload', name: 'n.txt', data: btoa('old') });
    await ada.ask({ type: 'upload', name: 'n.txt', data: btoa('new') });
    assert.equal((await ada.ask({ type: 'download', file: 'n.txt' }))['data'], btoa('new'));
  });

  it('[FL2] a file of another room is not there', async () => {
    const ada = await join('Ada', 'fl2 here');
    const grace = await join('Grace', 'fl2 there');
    const { file } = await ada.ask({ type: 'upload', name: 'n.txt', data: btoa('x') });
    for (const wanted of ['n.txt', (file as Received)['id']]) {
      assert.equal((await grace.reply({ type: 'download', file: wanted }))['code'], 'not_found');
    }
  });

  it('[FL2] one byte too many is too large; what is no Base64 is a bad request', async () => {
    const ada = await join('Ada', 'fl2 large');
    const large = await ada.reply({ type: 'upload', name: 'x', data: Buffer.alloc(262_145).toString('base64') });
    assert.equal(large['code'], 'too_large');
    for (const data of ['not base64!', 'YQ=a', 'Y', 'YR==']) {
      assert.equal((await ada.reply({ type: 'upload', name: 'x', data }))['code'], 'bad_request', data);
    }
    assert.equal((await ada.ask({ type: 'upload', name: 'x', data: '' }))['seq'], 2);
  });

  it('[MSG3] a retried upload posts once and gets the first answer', async () => {
    const ada = await join('Ada', 'fl msg3');
    const first = await ada.ask({ type: 'upload', id: 'same', name: 'n.txt', data: btoa('x') });
    assert.deepEqual(await ada.ask({ type: 'upload', id: 'same', name: 'n.txt', data: btoa('x') }), first);
    const other = await ada.reply({ type: 'upload', id: 'same', name: 'n.txt', data: btoa('y') });
    assert.equal(other['code'], 'id_conflict');
  });

  it('[FL1] a raster image says how large it is, and a broken one does not', async () => {
    const ada = await join('Ada', 'fl1');
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAADklEQVR4nGNgGAWkAwABAgAB6nYJ7wAAAABJRU5ErkJggg==';
    const { file } = await ada.ask({ type: 'upload', name: 'p.png', data: png });
    const { width, height, mediaType } = file as Received;
    assert.deepEqual([width, height, mediaType], [2, 3, 'image/png']);
    const broken = await ada.ask({ type: 'upload', name: 'q.png', data: png.slice(0, 20) });
    assert.equal((broken['file'] as Received)['width'], undefined);
  });

  for (const [raw, name] of [
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\x\\a.txt', 'a.txt'],
    ['a\u202Etxt.exe', 'atxt.exe'],
    ['..', 'file'],
    ['', 'file'],
    ['e\u0301.txt', '\u00e9.txt'],
  ] as const) {
    it(`[FL6] ${JSON.stringify(raw)} is shown as ${JSON.stringify(name)}`, async () => {
      const ada = await join('Ada', 'fl6');
      const { file } = await ada.ask({
        type: 'upload',
        name: raw,
        data: btoa(raw.normalize('NFKD').replace(/[^ -~]/gu, '')),
      });
      assert.equal((file as Received)['name'], name);
    });
  }
});
