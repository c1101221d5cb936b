import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { hostPaths, readControlRecord } from '../../../extension/hosting/controlRecord.ts';
import { ROOT } from '../../../scripts/paths.ts';
import { makeHostile, RAN, Sink } from '../../support/hostileWorkspace.ts';
import { People, type Person } from '../../support/people.ts';

const { contributes } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  contributes: { configuration: { properties: Record<string, { scope?: string }> } };
};

/** All files of a folder, without what the editor writes for itself. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).toSorted();
}

describe('a workspace that would turn the chat elsewhere', function () {
  this.timeout(120_000);
  let people: People;
  let sink: Sink;

  beforeEach(async () => {
    people = await People.gather();
    sink = await Sink.open();
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await people.photograph(this.currentTest.title);
    sink.close();
    await people.close();
  });

  it('has no setting of its own to do so by: all of them are the person’s', () => {
    const properties = Object.entries(contributes.configuration.properties);
    assert.ok(properties.length > 8);
    for (const [name, { scope }] of properties) assert.equal(scope, 'application', name);
  });

  for (const restricted of [false, true]) {
    const trust = restricted ? 'restricted' : 'trusted';
    for (const workspace of [undefined, 'team.code-workspace']) {
      it(`leads nowhere, runs nothing and gets nothing (${trust}, ${workspace ?? 'folder'})`, async () => {
        const name = `${trust} ${workspace === undefined ? 'folder' : 'workspace'}`;
        const ada = await people.seat({
          name,
          restricted,
          ...(workspace !== undefined && { workspace }),
          prepare: (folder) => makeHostile(folder, sink, Object.keys(contributes.configuration.properties)),
        });
        const before = await filesOf(ada.folder);
        await chat(ada);
        const storage = storageOf(ada);
        await hostedByTheExtension(storage);
        await ada.window.runCommand('Room Chat: Stop Room Server');
        await ada.window.chat.frame.getByText('Reconnect Now').waitFor();
        assert.deepEqual(await filesOf(ada.folder), before);
        assert.ok(!before.includes(RAN));
        assert.deepEqual([sink.connections, sink.bytes], [0, 0]);
        // What is the person's is where it belongs.
        assert.ok((await filesOf(storage)).length > 0);
      });
    }
  }

  /** Joins by every way that a workspace might have turned, and talks. */
  async function chat({ window }: Person): Promise<void> {
    const { quickInput } = window;
    await window.runCommand('Room Chat: Join Chat Room');
    await quickInput.choose('globe  Enter an address');
    assert.equal(await quickInput.offered('Address of the room server'), '');
    await quickInput.dismiss();
    await window.runCommand('Room Chat: Start Room Server');
    await quickInput.choose('server-process  Only this computer');
    await window.notification('Your room server runs at 127.0.0.1').getByText('Join It').click();
    assert.notEqual(await quickInput.offered('Your name'), 'Mallory');
    await quickInput.answer('Your name', 'Ada');
    await quickInput.enterRoom('general');
    await window.chat.composer.waitFor();
    await window.chat.say('Is anybody listening?');
    await window.chat.message('Is anybody listening?').waitFor();
  }

  function storageOf(person: Person): string {
    const home = path.join(person.folder, '..', 'editor');
    const [storage, ...more] = globSync('**/globalStorage/room-chat.room-chat', { cwd: home });
    assert.ok(storage !== undefined && more.length === 0);
    return path.join(home, storage);
  }

  /** The server that runs is the one of the extension, with the person's own data, and for this computer alone. */
  async function hostedByTheExtension(storage: string): Promise<void> {
    const paths = hostPaths(storage);
    const record = await readControlRecord(paths.record);
    assert.ok(record);
    const [, script = '', ...flags] = (await readFile(`/proc/${record.pid}/cmdline`, 'utf8')).split('\0');
    assert.match(script, /\/extensions\/room-chat\.room-chat-[^/]+\/dist\/server\.js$/u);
    assert.equal(flags[flags.indexOf('--host') + 1], '127.0.0.1');
    assert.equal(flags[flags.indexOf('--data') + 1], paths.data);
    const environment = (await readFile(`/proc/${record.pid}/environ`, 'utf8')).split('\0');
    assert.deepEqual(
      environment.filter((entry) => /^(?:NODE_OPTIONS|ROOM_CHAT_)/u.test(entry)),
      [],
    );
  }
});
