import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Chosen, Found } from '../../../../extension/sharing/chosen.ts';
import { diskFile } from '../../../../extension/sharing/diskFile.ts';
import { FolderArchives } from '../../../../extension/sharing/folderArchives.ts';
import { DiskFolder } from '../../../../extension/sharing/folders/diskFolder.ts';
import type { Suspect } from '../../../../extension/sharing/inspect.ts';
import type { Shareable } from '../../../../extension/sharing/shareable.ts';
import {
  runShareFlow,
  type Amount,
  type SecretAnswer,
  type ShareFlowOptions,
  type ShareOutcome,
} from '../../../../extension/sharing/shareFlow.ts';
import type { SourceError } from '../../../../extension/transfers/sourceError.ts';
import { readArchive } from '../../../support/archive.ts';

const TOKEN = `ghp_${'aB3dE5fG7hJ9'.repeat(3)}`;

describe('sharing what was chosen', () => {
  let home: string;
  let asked: { amounts: Amount[]; suspects: Suspect[][]; choices: string[][]; restricted: number };
  let sent: Shareable[];
  let shown: (string | number)[];

  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'room-chat-share-'));
    asked = { amounts: [], suspects: [], choices: [], restricted: 0 };
    sent = [];
    shown = [];
  });

  afterEach(() => rm(home, { recursive: true, force: true }));

  async function file(name: string, content: string | Uint8Array = name): Promise<Chosen> {
    const target = path.join(home, name);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
    return at(target);
  }

  function at(target: string): Chosen {
    const name = path.basename(target);
    return {
      async look(): Promise<Found> {
        const found = await diskFile(target, name);
        if (!found) return { kind: 'folder', name, source: new DiskFolder(target) };
        const show = (line: number) => Promise.resolve(void shown.push(name, line));
        return { ...found, show };
      },
    };
  }

  interface Given extends Partial<Omit<ShareFlowOptions, 'ask'>> {
    amount?: boolean;
    secrets?: SecretAnswer;
    restricted?: boolean;
  }

  function share(chosen: readonly Chosen[], given: Given = {}): Promise<ShareOutcome> {
    const { amount = true, secrets, restricted = true, ...options } = given;
    const archives = new FolderArchives(path.join(home, '.archives'));
    return runShareFlow(chosen, {
      ask: {
        amount: (question) => Promise.resolve(asked.amounts.push(question) > 0 && amount),
        restricted: () => Promise.resolve((asked.restricted += 1) > 0 && restricted),
        secrets(suspects, choices) {
          asked.suspects.push([...suspects]);
          asked.choices.push([...choices]);
          return Promise.resolve(secrets);
        },
      },
      busy: (_what, _name, task) => task(new AbortController().signal, () => undefined),
      limitBytes: 1_000_000,
      confirmBytes: 50_000_000,
      guardSecrets: true,
      pack: (folder, plan, redacted) =>
        archives.pack({ folder, plan, redacted, signal: new AbortController().signal, onProgress: () => undefined }),
      send: (shareable) => Promise.resolve(void sent.push(shareable)),
      wanted: () => true,
      ...options,
    });
  }

  const names = (): string[] => sent.map(({ name }) => name);
  const bytesOf = async ({ content }: Shareable): Promise<Buffer> =>
    content.kind === 'bytes' ? content.bytes : readFile(content.path);
  const codes = ({ failures }: ShareOutcome): unknown[] => failures.map((error) => (error as { code: string }).code);

  it('asks nothing about a few ordinary files, and streams them from where they are', async () => {
    const chosen = [await file('a.txt'), await file('b.bin', Buffer.from([0, 1, 2]))];
    assert.deepEqual(await share(chosen), { sent: 2, failures: [] });
    assert.deepEqual(names(), ['a.txt', 'b.bin']);
    assert.deepEqual(
      sent.map(({ content }) => content.kind === 'path' && [content.path, content.sizeBytes, content.temporary]),
      [
        [path.join(home, 'a.txt'), 5, false],
        [path.join(home, 'b.bin'), 3, false],
      ],
    );
    assert.deepEqual(asked, { amounts: [], suspects: [], choices: [], restricted: 0 });
  });

  it('goes on where one cannot be shared, and says why', async () => {
    execFileSync('mkfifo', [path.join(home, 'pipe')]);
    const chosen = [at(path.join(home, 'gone')), await file('a'), at(path.join(home, 'pipe')), await file('b')];
    const outcome = await share([...chosen, await file('large', Buffer.alloc(1_000_001)), at('/dev/zero')]);
    assert.equal(outcome.sent, 2);
    assert.deepEqual(names(), ['a', 'b']);
    assert.deepEqual(codes(outcome), ['vanished', 'unreadable', 'too_large', 'unreadable']);
  });

  it('shares what a link leads to under the name of the link', async () => {
    await file('real.txt', 'real');
    await symlink('real.txt', path.join(home, 'link.txt'));
    await share([at(path.join(home, 'link.txt'))]);
    assert.deepEqual(names(), ['link.txt']);
    assert.equal((await bytesOf(sent[0]!)).toString(), 'real');
  });

  it('asks once about many files, with their number and size', async () => {
    const chosen = await Promise.all(Array.from({ length: 11 }, (_, n) => file(`${n}.txt`, '1234')));
    await share(chosen.slice(1));
    assert.deepEqual(asked.amounts, []);
    await share(chosen);
    assert.deepEqual(asked.amounts, [{ files: 11, sizeBytes: 44, folders: [], name: undefined }]);
    assert.equal(sent.length, 21);
  });

  it('sends none of many files where the answer is no', async () => {
    const chosen = await Promise.all(Array.from({ length: 11 }, (_, n) => file(`${n}.txt`)));
    assert.deepEqual(await share(chosen, { amount: false }), { sent: 0, failures: [] });
    assert.deepEqual(sent, []);
  });

  it('asks about a size above the setting, and never where that is 0', async () => {
    const chosen = [await file('a', Buffer.alloc(600)), await file('b', Buffer.alloc(401))];
    await share(chosen, { confirmBytes: 1_001 });
    await share(chosen, { confirmBytes: 0 });
    assert.deepEqual(asked.amounts, []);
    await share(chosen, { confirmBytes: 1_000 });
    assert.deepEqual(asked.amounts, [{ files: 2, sizeBytes: 1_001, folders: [], name: undefined }]);
  });

  it('stops when the room is left meanwhile', async () => {
    const chosen = [await file('a'), await file('b'), await file('c')];
    const outcome = await share(chosen, { wanted: () => sent.length < 1 });
    assert.deepEqual([outcome.sent, names()], [1, ['a']]);
  });

  it('asks before files of a folder that is not trusted are shared', async () => {
    const chosen = [
      { ...(await file('a')), restricted: true },
      { ...(await file('b')), restricted: true },
    ];
    assert.equal((await share(chosen, { restricted: false })).sent, 0);
    assert.equal(asked.restricted, 1);
    assert.equal((await share(chosen)).sent, 2);
    assert.equal((await share([await file('c')])).sent, 1);
    assert.equal(asked.restricted, 2);
  });

  describe('secrets', () => {
    it('are asked about with their lines, and not sent where the question is cancelled', async () => {
      const outcome = await share([await file('a.ts', `one\nkey = "${TOKEN}"\n`)]);
      assert.deepEqual(outcome, { sent: 0, failures: [] });
      const [suspect] = asked.suspects[0]!;
      assert.deepEqual(
        suspect?.findings.map(({ kind, line }) => [kind, line]),
        [['github', 2]],
      );
      assert.deepEqual([suspect.name, suspect.redactable], ['a.ts', true]);
      assert.deepEqual(asked.choices, [['redact', 'show']]);
    });

    it('are sent as they are where a person says so', async () => {
      await share([await file('a.ts', TOKEN)], { secrets: 'send' });
      assert.equal((await bytesOf(sent[0]!)).toString(), TOKEN);
    });

    it('are hidden in a copy, and the file stays as it is', async () => {
      const chosen = await file('a.ts', `\uFEFFkey: ${TOKEN}\r\nend`);
      await share([chosen], { secrets: 'redact' });
      assert.equal((await bytesOf(sent[0]!)).toString(), `\uFEFFkey: ${'▮'.repeat(40)}\r\nend`);
      assert.equal(await readFile(path.join(home, 'a.ts'), 'utf8'), `\uFEFFkey: ${TOKEN}\r\nend`);
    });

    it('can be looked at instead', async () => {
      await share([await file('clean'), await file('a.ts', `\n\n${TOKEN}`)], { secrets: 'show' });
      assert.deepEqual(shown, ['a.ts', 3]);
      assert.deepEqual(sent, []);
    });

    it('can be left out where there is more', async () => {
      await share([await file('a.ts', TOKEN), await file('b.ts'), await file('.env', 'A=bcdefg')], {
        secrets: 'leave_out',
      });
      assert.deepEqual(names(), ['b.ts']);
      assert.equal(asked.suspects.length, 1);
      assert.deepEqual(asked.choices, [['redact', 'leave_out', 'show']]);
    });

    it('cannot be hidden where a name is all that tells of them', async () => {
      await share([await file('id_rsa', Buffer.from([0, 1]))]);
      assert.deepEqual(asked.suspects[0], [{ name: 'id_rsa', reason: 'private_key', findings: [], redactable: false }]);
      assert.deepEqual(asked.choices, [['show']]);
    });

    it('are seen through a link with a harmless name', async () => {
      await file('id_ed25519', 'x');
      await symlink('id_ed25519', path.join(home, 'notes.txt'));
      await share([at(path.join(home, 'notes.txt'))]);
      assert.equal(asked.suspects[0]?.[0]?.reason, 'private_key');
    });

    it('redacts all of a file that grew while it was asked about, and never cuts it off', async () => {
      const chosen = await file('growing.log', `token = ${TOKEN}\n`);
      const grow = (by: string) => () => {
        appendFileSync(path.join(home, 'growing.log'), by);
        return true;
      };
      await share([chosen], { secrets: 'redact', wanted: grow(`then ${TOKEN}\nend`) });
      const text = (await bytesOf(sent[0]!)).toString();
      assert.ok(!text.includes('aB3dE5') && text.endsWith('\nend'), text);
      // More than is looked through may hold more secrets than are found.
      const { failures } = await share([chosen], { secrets: 'redact', wanted: grow('x'.repeat(17_000_000)) });
      assert.deepEqual(
        failures.map((failure) => (failure as SourceError).code),
        ['changed'],
      );
      assert.equal(sent.length, 1);
    });

    it('are every value of a file of settings', async () => {
      await share([await file('.env', 'NAME=plain\nON=true\n')], { secrets: 'redact' });
      assert.equal((await bytesOf(sent[0]!)).toString(), 'NAME=▮▮▮▮▮\nON=true\n');
    });

    it('are not looked for where the setting says so', async () => {
      await share([await file('.env', TOKEN)], { guardSecrets: false });
      assert.deepEqual(names(), ['.env']);
      assert.deepEqual(asked.suspects, []);
    });

    it('that lie deeper than is looked are not promised to be hidden', async () => {
      const filler = 'x\n'.repeat(9_000_000);
      await share([await file('large.log', `${TOKEN}\n${filler}`)], { limitBytes: 1e9, confirmBytes: 0 });
      assert.equal(asked.suspects[0]?.[0]?.redactable, false);
    }).timeout(20_000);
  });

  describe('folders', () => {
    const folder = (): Chosen => at(path.join(home, 'project'));

    it('are asked about with what is in them, and sent as one archive', async () => {
      await file('project/src/a.ts', 'a\r\n');
      await file('project/.gitignore', 'out\n');
      await file('project/out/b.js', 'b');
      await symlink('src', path.join(home, 'project', 'link'));
      assert.equal((await share([folder()])).sent, 1);
      const leftOut = { ignored: 1, links: 1, unreadable: 0 };
      assert.deepEqual(asked.amounts, [
        { files: 0, sizeBytes: 7, folders: [{ name: 'project', files: 2, sizeBytes: 7, leftOut }], name: 'project' },
      ]);
      const { name, mediaType, content } = sent[0]!;
      assert.deepEqual([name, mediaType], ['project.zip', 'application/zip']);
      assert.ok(content.kind === 'path' && content.temporary);
      assert.deepEqual(
        [...(await readArchive(content.path))].map(([entry, bytes]) => [entry, bytes.toString()]),
        [
          ['project/.gitignore', 'out\n'],
          ['project/src/a.ts', 'a\r\n'],
        ],
      );
    });

    it('are sent beside files, after one question', async () => {
      await file('project/a');
      await share([await file('first'), folder(), await file('last')]);
      assert.deepEqual(names(), ['first', 'project.zip', 'last']);
      assert.equal(asked.amounts.length, 1);
    });

    it('are looked through for secrets, which are left out or hidden', async () => {
      await file('project/a.ts', 'a');
      await file('project/deep/b.ts', `\n\ntoken ${TOKEN}`);
      await share([folder()], { secrets: 'leave_out' });
      assert.deepEqual(
        asked.suspects[0]?.map(({ name, findings: [finding] }) => [name, finding?.line]),
        [['deep/b.ts', 3]],
      );
      await share([folder()], { secrets: 'redact' });
      const archives = await Promise.all(
        sent.map(({ content }) => readArchive(content.kind === 'path' ? content.path : '')),
      );
      assert.deepEqual([...archives[0]!.keys()], ['project/a.ts']);
      assert.equal(archives[1]!.get('project/deep/b.ts')?.toString(), `\n\ntoken ${'▮'.repeat(40)}`);
    });

    it('take away archives that a window left which ended before it could send them', async () => {
      const archives = path.join(home, '.archives');
      await mkdir(archives);
      const long = new Date(Date.now() - 2 * 86_400_000);
      for (const name of ['packed.zip', 'begun.zip.part', 'fresh.zip']) {
        await writeFile(path.join(archives, name), name);
        if (name !== 'fresh.zip') await utimes(path.join(archives, name), long, long);
      }
      await file('project/a');
      await share([folder()]);
      const left = (await readdir(archives)).filter((name) => !name.startsWith('fresh'));
      assert.deepEqual(
        left,
        sent.map(({ content }) => (content.kind === 'path' ? path.basename(content.path) : '')),
      );
    });

    it('with nothing in them are told', async () => {
      await mkdir(path.join(home, 'project'));
      assert.deepEqual(codes(await share([folder()])), ['folder_empty']);
    });

    it('leave nothing on disk where packing is cancelled', async () => {
      await file('project/a');
      const outcome = await share([await file('first'), folder()], {
        pack: (found, plan, redacted) =>
          new FolderArchives(path.join(home, '.archives')).pack({
            ...{ folder: found, plan, redacted, signal: AbortSignal.abort(), onProgress: () => undefined },
          }),
      });
      assert.deepEqual([outcome, names()], [{ sent: 1, failures: [] }, ['first']]);
      assert.deepEqual(await readdir(path.join(home, '.archives')), []);
    });
  });
});
