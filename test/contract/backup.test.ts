import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolders } from '../support/dataFolders.ts';
import { eventually } from '../support/eventually.ts';
import { runServer } from '../support/serverProcess.ts';
import { eventsOf, WireClient } from '../support/wireClient.ts';

describe('backups of a data folder', () => {
  const { folder, start } = dataFolders();

  const blob = (data: string, sha256: string): string => join(data, 'blobs', sha256.slice(0, 2), sha256);
  const auditOf = (data: string): string => readFileSync(join(data, 'audit.log'), 'utf8');

  /** A file of the room, with the place where its bytes are stored. */
  async function share(client: WireClient, data: string, text: string): Promise<{ sha256: string; stored: string }> {
    const { file } = await client.ask({ type: 'upload', name: 'a.txt', data: btoa(text) });
    const { sha256 } = file as { sha256: string };
    return { sha256, stored: blob(data, sha256) };
  }

  it('[RM3] a backup of a live folder comes back whole, under a new epoch', async () => {
    const server = await start(folder());
    const ada = await WireClient.join(server.url, 'Ada');
    await ada.ask({ type: 'message', text: 'in the backup' });
    await ada.ask({ type: 'upload', name: 'a.txt', data: 'aGVsbG8=' });
    const backup = join(folder(), 'copy');
    const made = await runServer(['backup', backup, '--data', server.data]);
    assert.equal(made.code, 0, made.stderr);
    await ada.ask({ type: 'message', text: 'after the backup' });
    const { epoch } = ada.frames[0]!;

    const busy = await runServer(['restore', backup, '--data', server.data]);
    assert.equal(busy.code, 4);
    assert.match(busy.stderr, /in use/u);
    await server.stop();
    const restored = await runServer(['restore', backup, '--data', server.data]);
    assert.equal(restored.code, 0, restored.stderr);

    const again = await start(server.data);
    const back = await WireClient.open(again.url);
    assert.notEqual(back.frames[0]!['epoch'], epoch);
    const answer = await back.ask({ type: 'connect', name: 'Ada', room: 'general', after: 4, epoch });
    assert.deepEqual(
      eventsOf(answer).map(({ type, seq }) => [type, seq]),
      [
        ['member', 1],
        ['message', 2],
        ['file', 3],
      ],
    );
    assert.equal((await back.ask({ type: 'download', file: 'a.txt' }))['data'], 'aGVsbG8=');
    assert.equal((await runServer(['--check', '--data', server.data])).code, 0);
  });

  it('a restore that was killed half-way loses none of what was there before, and works the next time', async () => {
    const data = folder();
    const server = await start(data);
    const ada = await WireClient.join(server.url, 'Ada');
    const bytes = Buffer.from('kept beside');
    const answer = await ada.ask({ type: 'upload', name: 'old.txt', data: bytes.toString('base64') });
    const { sha256 } = answer['file'] as { sha256: string };
    const backup = join(folder(), 'backup');
    assert.equal((await runServer(['backup', backup, '--data', data])).code, 0);
    await server.stop();
    // Killed after the first file was moved.
    mkdirSync(join(data, 'before-restore'));
    renameSync(join(data, 'roomchat.db'), join(data, 'before-restore', 'roomchat.db'));
    const { code, stderr } = await runServer(['restore', backup, '--data', data]);
    assert.equal(code, 0, stderr);
    assert.ok(readFileSync(blob(join(data, 'before-restore-2'), sha256)).equals(bytes));
    assert.ok(readFileSync(blob(data, sha256)).equals(bytes));
    assert.equal((await runServer(['--check', '--data', data])).code, 0);
    assert.equal(existsSync(join(data, 'restoring')), false);
  });

  it('stored files that are not what they were are named, and all the rest is copied and put back', async () => {
    const data = folder();
    const server = await start(data);
    const ada = await WireClient.join(server.url, 'Ada');
    const [good, rotten, gone, unreadable] = [
      await share(ada, data, 'good'),
      await share(ada, data, 'rotten'),
      await share(ada, data, 'gone'),
      await share(ada, data, 'unreadable'),
    ];
    writeFileSync(rotten.stored, 'rotted');
    for (const { stored } of [gone, unreadable]) rmSync(stored);
    mkdirSync(unreadable.stored);
    const [backup, restored] = [join(folder(), 'backup'), folder()];
    const made = await runServer(['backup', backup, '--data', data]);
    const put = await runServer(['restore', backup, '--data', restored]);
    for (const { code, stdout, stderr } of [made, put]) {
      assert.match(stderr, new RegExp(`^The stored file ${gone.sha256} is missing\\.$`, 'mu'));
      assert.match(stderr, new RegExp(`^The stored file ${rotten.sha256} holds other bytes\\.$`, 'mu'));
      assert.match(
        stderr,
        new RegExp(`^The stored file ${unreadable.sha256} (?:cannot be read: .+|holds other bytes)\\.$`, 'mu'),
      );
      assert.equal(stderr.trimEnd().split('\n').length, 3);
      assert.match(stdout, /^The (?:data are copied|backup is in place)/u);
      assert.equal(code, 1);
    }
    for (const place of [backup, restored]) {
      assert.equal(readFileSync(blob(place, good.sha256), 'utf8'), 'good');
      assert.equal(readFileSync(blob(place, rotten.sha256), 'utf8'), 'rotted');
    }
  });

  it('bytes that no message has any more are no problem of a backup, whatever they are', async () => {
    const data = folder();
    const server = await start(data);
    await WireClient.join(server.url, 'Ada');
    const stray = blob(data, 'ab'.repeat(32));
    mkdirSync(join(stray, '..'), { recursive: true });
    writeFileSync(stray, 'left over');
    const made = await runServer(['backup', join(folder(), 'backup'), '--data', data]);
    assert.equal(made.code, 0, made.stderr);
  });

  it('[AU1] a backup has the audit log, in whole lines; put back it takes the place of the one that was there', async () => {
    const data = folder();
    const server = await start(data);
    await WireClient.join(server.url, 'Ada');
    await eventually(() => assert.match(auditOf(data), /"action":"join"/u));
    writeFileSync(join(data, 'audit.log.1'), '{"action":"earlier"}\n', { mode: 0o600 });
    const kept = auditOf(data);
    // As a copy amid a write finds it.
    appendFileSync(join(data, 'audit.log'), '{"time":"2026-');
    const backup = join(folder(), 'backup');
    assert.equal((await runServer(['backup', backup, '--data', data])).code, 0);
    assert.equal(auditOf(backup), kept);
    await server.stop();
    writeFileSync(join(data, 'audit.log'), '{"action":"later"}\n');
    assert.equal((await runServer(['restore', backup, '--data', data])).code, 0);
    assert.equal(auditOf(data), kept);
    assert.equal(readFileSync(join(data, 'audit.log.1'), 'utf8'), '{"action":"earlier"}\n');
    assert.equal(auditOf(join(data, 'before-restore')), '{"action":"later"}\n');
  });

  it('[AU1] a backup from before it had the audit log is whole, and leaves the one that is there', async () => {
    const data = folder();
    const server = await start(data);
    await WireClient.join(server.url, 'Ada');
    const backup = join(folder(), 'backup');
    assert.equal((await runServer(['backup', backup, '--data', data])).code, 0);
    rmSync(join(backup, 'audit.log'), { force: true });
    assert.equal((await runServer(['--check', '--data', backup])).code, 0);
    await server.stop();
    const kept = auditOf(data);
    assert.equal((await runServer(['restore', backup, '--data', data])).code, 0);
    assert.equal(auditOf(data), kept);
  });
});
