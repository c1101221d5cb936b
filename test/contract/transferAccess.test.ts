import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { FileClient, OFFSET_TYPE } from '../support/fileClient.ts';
import { ServerProcess } from '../support/serverProcess.ts';

describe('who may, over HTTP', function () {
  this.timeout(30_000);
  let server: ServerProcess;
  let ada: FileClient;
  let grace: FileClient;

  before(async () => {
    server = await ServerProcess.start();
    ada = await FileClient.join(server.url, 'Ada', 'hers');
    grace = await FileClient.join(server.url, 'Grace', 'elsewhere');
  });
  after(async () => {
    await Promise.all([ada.close(), grace.close()]);
    await server.dispose();
  });

  it('[FL5] without a token, or with a wrong one, everything is 401', async () => {
    const { file } = await ada.share(Buffer.from('x'));
    const location = await ada.location(5);
    const nobody = [
      new FileClient(ada.chat, 'wrong', server.httpUrl, 'hers'),
      new FileClient(ada.chat, '', server.httpUrl, 'hers'),
      new FileClient(ada.chat, 'x'.repeat(300), server.httpUrl, 'hers'),
    ];
    for (const who of nobody) {
      const answers = [
        await who.create(1),
        await who.ask('HEAD', location),
        await who.patch(location, 0, Buffer.from('x')),
        await who.ask('DELETE', location),
        await who.ask('GET', `/files/${file.id}`),
        await who.ask('HEAD', `/files/${file.id}`),
        await who.ask('GET', `/files/${file.id}/thumbnail`),
        await who.ask('GET', '/files/f_none'),
      ];
      for (const { status, headers } of answers) {
        assert.deepEqual([status, headers.get('www-authenticate')], [401, 'Bearer']);
      }
    }
    assert.equal(await ada.offset(location), 0);
  });

  it('[FL5] a token in the address is none', async () => {
    const { file } = await ada.share(Buffer.from('x'));
    const response = await fetch(`${server.httpUrl}/files/${file.id}?token=${ada.token}`);
    assert.equal(response.status, 401);
  });

  it('[FL5] files and uploads of others are not there for who never joined their room', async () => {
    const { file } = await ada.share(Buffer.from('secret'));
    const location = await ada.location(5);
    assert.equal((await grace.ask('GET', `/files/${file.id}`)).status, 404);
    assert.equal((await grace.ask('HEAD', `/files/${file.id}`)).status, 404);
    assert.equal((await grace.ask('HEAD', location)).status, 404);
    assert.equal((await grace.patch(location, 0, Buffer.from('x'))).status, 404);
    assert.equal((await grace.ask('DELETE', location)).status, 404);
    assert.equal(await ada.offset(location), 0);
    const refused = await grace.create(1, { room: 'hers' });
    assert.deepEqual([refused.status, refused.code], [403, 'not_joined']);
  });

  it('[FL5] who is in the room still sees no upload of somebody else, but may fetch the file', async () => {
    const mary = await FileClient.join(server.url, 'Mary', 'hers');
    const location = await ada.location(3);
    assert.equal((await mary.ask('HEAD', location)).status, 404);
    assert.equal((await mary.ask('DELETE', location)).status, 404);
    const last = await ada.patch(location, 0, Buffer.from('abc'));
    const { file } = JSON.parse(last.headers.get('room-chat-event') ?? '') as { file: { id: string } };
    assert.equal((await mary.ask('GET', `/files/${file.id}`)).bytes.toString(), 'abc');
    await mary.close();
  });

  it('[FL5] who has joined once goes on with files after the session has ended', async () => {
    const away = await FileClient.join(server.url, 'Away', 'hers');
    const location = await away.location(6);
    await away.patch(location, 0, Buffer.from('abc'));
    await away.close();
    const last = await away.patch(location, 3, Buffer.from('def'));
    assert.equal(last.status, 204);
    const { file } = JSON.parse(last.headers.get('room-chat-event') ?? '') as { file: { id: string } };
    assert.equal((await away.ask('GET', `/files/${file.id}`)).bytes.toString(), 'abcdef');
  });

  it('[FL5] [GR5] whoever takes a guest’s name later sees nothing of what that one may see', async () => {
    const first = await FileClient.join(server.url, 'Guest', 'private');
    const { file } = await first.share(Buffer.from('mine'));
    const location = await first.location(5);
    await first.chat.close();
    const second = await FileClient.join(server.url, 'Guest', 'another');
    assert.equal((await second.ask('GET', `/files/${file.id}`)).status, 404);
    assert.equal((await second.ask('HEAD', location)).status, 404);
    assert.equal((await second.create(1, { room: 'private' })).code, 'not_joined');
    assert.equal((await first.ask('GET', `/files/${file.id}`)).status, 200);
    await second.close();
  });

  it('[FL5] a registered user’s token is good, too', async () => {
    const { chat } = await FileClient.join(server.url, 'Registered', 'hers', { remember: true });
    const ok = chat.frames.find((frame) => frame.type === 'ok');
    const registered = new FileClient(chat, String(ok?.['token']), server.httpUrl, 'hers');
    const { file } = await registered.share(Buffer.from('kept'));
    assert.equal((await registered.ask('GET', `/files/${file.id}`)).bytes.toString(), 'kept');
    await chat.close();
  });

  it('[AC1] a page’s origin and a foreign host are refused on files as everywhere', async () => {
    const { file } = await ada.share(Buffer.from('x'));
    const location = await ada.location(1);
    for (const headers of [{ Origin: 'https://evil.example' }, { Origin: 'null' }, { Host: 'evil.example' }]) {
      for (const [method, path] of [
        ['GET', `/files/${file.id}`],
        ['OPTIONS', '/files'],
        ['POST', '/files'],
        ['PATCH', location],
        ['DELETE', location],
      ] as const) {
        assert.equal(await status(method, path, headers), 403, `${method} ${JSON.stringify(headers)}`);
      }
    }
    assert.equal(await ada.offset(location), 0);
  });

  it('[FL5] tokens and names of files are in no line of the log', async () => {
    await ada.share(randomBytes(10), { filename: 'canary-name.txt' });
    await ada.ask('GET', '/files/f_none');
    await ada.create(1, { room: 'canary-room' });
    assert.doesNotMatch(server.stderr, new RegExp(`canary|${ada.token}|${grace.token}`, 'u'));
  });

  it('[LV3] [FL3] too many creations at once are told to wait', async () => {
    // One a second, and four at once: no machine is so slow that twenty of these fit.
    const strict = await ServerProcess.start({ args: ['--messages-per-second', '1'] });
    const eager = await FileClient.join(strict.url, 'Eager', 'hers');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => eager.create(1, {}, { 'Content-Type': OFFSET_TYPE }, Buffer.from('x'))),
    );
    const refused = answers.filter(({ status: got }) => got === 429);
    assert.ok(refused.length > 0);
    for (const { code, headers } of refused) {
      assert.equal(code, 'rate_limited');
      assert.match(headers.get('retry-after') ?? '', /^\d+$/u);
    }
    assert.ok(answers.every(({ status: got }) => got === 201 || got === 429));
    await eager.close();
    await strict.dispose();
  });

  it('[FL3] a user has a hundred unfinished uploads at most', async () => {
    const messy = await FileClient.join(server.url, 'Messy', 'hers');
    const locations: string[] = [];
    for (let count = 0; count < 100; count += 1) locations.push(await messy.location(1));
    const refused = await messy.create(1);
    assert.deepEqual([refused.status, refused.code], [413, 'quota_exceeded']);
    await messy.ask('DELETE', locations[0] ?? '');
    assert.equal((await messy.create(1)).status, 201);
    await messy.close();
  });

  /** Of a request with headers that `fetch` does not let one set. */
  async function status(method: string, path: string, headers: Record<string, string>): Promise<number> {
    return await new Promise((resolve, reject) => {
      const outgoing = request(server.httpUrl + path, {
        method,
        agent: false,
        headers: { Authorization: `Bearer ${ada.token}`, 'Tus-Resumable': '1.0.0', ...headers },
      });
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        incoming.resume();
        resolve(incoming.statusCode ?? 0);
      });
      outgoing.end();
    });
  }
});
