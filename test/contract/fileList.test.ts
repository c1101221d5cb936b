import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Posted } from '../support/fileClient.ts';
import { fileSuite, sha256 } from '../support/fileSuite.ts';
import { imageHeader } from '../support/imageHeader.ts';
import { eventsOf, type Received, WireClient } from '../support/wireClient.ts';

interface Listed {
  files: { seq: number; time: number; from: { id: string; name: string }; file: Posted['file'] }[];
  more: boolean;
}

describe('thumbnails and the files of a room', function () {
  this.timeout(30_000);
  const files = fileSuite();
  const png = imageHeader('png', 256, 128);

  for (const [kind, mediaType] of [
    ['png', 'image/png'],
    ['jpeg', 'image/jpeg'],
    ['webp', 'image/webp'],
  ] as const) {
    it(`[FL7] a ${kind} goes with its file, by HTTP and in a frame`, async () => {
      const ada = await files.enter('Ada', `thumbnail ${kind}`);
      const grace = await files.enter('Grace', `thumbnail ${kind}`);
      const thumbnail = imageHeader(kind, 512, 2);
      const told = { size: thumbnail.length, mediaType, sha256: sha256(thumbnail) };
      const overHttp = (await ada.share(randomBytes(1_000), { filename: 'a.png', thumbnail })).file;
      const inFrame = await ada.chat.ask({
        type: 'upload',
        name: 'b.png',
        data: btoa('b'),
        thumbnail: thumbnail.toString('base64'),
      });
      for (const file of [overHttp, inFrame['file'] as Posted['file']]) {
        assert.deepEqual(file['thumbnail'], told);
        const fetched = await grace.ask('GET', `/files/${file.id}/thumbnail`);
        assert.ok(fetched.bytes.equals(thumbnail));
        assert.deepEqual(
          [
            fetched.headers.get('content-type'),
            fetched.headers.get('etag'),
            fetched.headers.get('content-security-policy'),
          ],
          [mediaType, `"${told.sha256}"`, "default-src 'none'; sandbox"],
        );
        const asked = await grace.chat.ask({ type: 'download', file: file.id, thumbnail: true });
        assert.equal(asked['data'], thumbnail.toString('base64'));
        assert.deepEqual((asked['file'] as Posted['file'])['thumbnail'], told);
      }
      const events = eventsOf(await grace.chat.ask({ type: 'history' })).filter(({ type }) => type === 'file');
      assert.deepEqual(
        events.map((event) => (event['file'] as Received)['thumbnail']),
        [told, told],
      );
    });
  }

  it('[FL7] a file without one says so', async () => {
    const ada = await files.enter('Ada', 'no thumbnail');
    const { file } = await ada.share(randomBytes(10));
    assert.equal(file['thumbnail'], undefined);
    assert.equal((await ada.ask('GET', `/files/${file.id}/thumbnail`)).status, 404);
    const asked = await ada.chat.reply({ type: 'download', file: file.id, thumbnail: true });
    assert.equal(asked['code'], 'not_found');
  });

  it('[FL7] what is too large, too wide or no picture is refused, and nothing is stored', async () => {
    const ada = await files.enter('Ada', 'bad thumbnails');
    const cases: [string, Buffer, number, string][] = [
      ['13 KiB', Buffer.concat([png, Buffer.alloc(13_312 - png.length)]), 413, 'too_large'],
      ['513 wide', imageHeader('png', 513, 1), 400, 'bad_request'],
      ['60,000 high', imageHeader('jpeg', 1, 60_000), 400, 'bad_request'],
      ['text', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 400, 'bad_request'],
      ['GIF', Buffer.from('GIF89a\u0001\0\u0001\0\0\0\0', 'latin1'), 400, 'bad_request'],
      ['cut off', png.subarray(0, 12), 400, 'bad_request'],
      ['empty', Buffer.alloc(0), 400, 'bad_request'],
    ];
    for (const [what, thumbnail, status, code] of cases) {
      const made = await ada.create(1, { thumbnail });
      assert.deepEqual([made.status, made.code], [status, code], what);
      const frame = await ada.chat.reply({
        type: 'upload',
        name: 'x',
        data: btoa('x'),
        thumbnail: thumbnail.toString('base64'),
      });
      assert.equal(frame['code'], code, what);
    }
    const listed = (await ada.chat.ask({ type: 'files' })) as unknown as Listed;
    assert.deepEqual(listed.files, []);
  });

  it('[FL7] [MSG6] goes with the file that is deleted', async () => {
    const ada = await files.enter('Ada', 'thumbnail deleted');
    const { file, seq } = await ada.share(randomBytes(10), { thumbnail: png });
    await ada.chat.ask({ type: 'delete', target: seq });
    assert.equal((await ada.ask('GET', `/files/${file.id}/thumbnail`)).status, 404);
  });

  it('[FL8] the files of a room come newest first, page by page, without those that are deleted', async () => {
    const ada = await files.enter('Ada', 'list');
    const shared: Posted[] = [];
    for (let number = 0; number < 7; number += 1) {
      shared.push(
        await ada.share(Buffer.from(`${number}`), {
          filename: `${number}.txt`,
          ...(number === 2 && { thumbnail: png }),
        }),
      );
      await ada.chat.ask({ type: 'message', text: `between ${number}` });
    }
    await ada.chat.ask({ type: 'delete', target: shared[4]?.seq });
    const all = (await ada.chat.ask({ type: 'files' })) as unknown as Listed;
    assert.deepEqual(
      all.files.map(({ file }) => file.name),
      ['6.txt', '5.txt', '3.txt', '2.txt', '1.txt', '0.txt'],
    );
    assert.equal(all.more, false);
    const names: string[] = [];
    let before: number | undefined;
    for (let pages = 0; pages < 10; pages += 1) {
      const page = (await ada.chat.ask({ type: 'files', limit: 2, ...(before && { before }) })) as unknown as Listed;
      names.push(...page.files.map(({ file }) => file.name));
      before = page.files.at(-1)?.seq;
      if (!page.more) break;
    }
    assert.deepEqual(names, ['6.txt', '5.txt', '3.txt', '2.txt', '1.txt', '0.txt']);
    const entry = all.files.find(({ file }) => file.name === '2.txt');
    const { seq, time, file } = shared[2]!;
    assert.deepEqual([entry?.seq, entry?.time, entry?.from.name, entry?.file], [seq, time, 'Ada', file]);
  });

  it('[FL8] only of a room that was joined, and only so many', async () => {
    const ada = await files.enter('Ada', 'list here');
    await ada.share(Buffer.from('x'));
    const grace = await WireClient.join(files.server.url, 'Grace', { room: 'list there' });
    assert.equal((await grace.reply({ type: 'files', room: 'list here' }))['code'], 'not_joined');
    assert.deepEqual((await grace.ask({ type: 'files' }))['files'], []);
    for (const limit of [0, 201, 1.5, '5']) {
      assert.equal((await ada.chat.reply({ type: 'files', limit }))['code'], 'bad_request');
    }
    await grace.close();
  });
});
