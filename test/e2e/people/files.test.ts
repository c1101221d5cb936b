import assert from 'node:assert/strict';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { digest } from '../../../extension/files/fileCache.ts';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { eventually } from '../../support/eventually.ts';
import { People, type Person } from '../../support/people.ts';
import { png } from '../../support/png.ts';
import { SAMPLE_FILES, type SampleFile } from '../../support/sampleFiles.ts';
import { MeteredProxy } from '../../support/meteredProxy.ts';

const MINE = 'first\r\nmine\r\nlast\r\n';
const THEIRS = 'first\ntheirs\nlast\nand more\n';
const LARGE_BYTES = 24 * 1024 * 1024;
/** Slow enough that nobody misses the progress. */
const SLOW = 512 * 1024;

describe('files between two people in two editors', function () {
  this.timeout(180_000);
  let people: People;
  let server: RoomServerProcess;
  let line: MeteredProxy;
  let ada: Person;
  let grace: Person;

  before(async () => {
    people = await People.gather();
    line = await MeteredProxy.start();
    server = await startRoomServer({ data: people.folder('server'), flags: ['--public-url', line.url] });
    line.leadTo(server.port);
    const shared = Object.fromEntries(SAMPLE_FILES.map(({ name, bytes }) => [name, bytes]));
    const large = people.folder('large.bin');
    await writeFile(large, Buffer.alloc(LARGE_BYTES, Buffer.from([0, 1, 2, 3])));
    await writeFile(people.folder('noise.png'), noise(800, 400));
    [ada, grace] = await Promise.all([
      people.seat({
        name: 'Ada',
        files: { ...shared, 'notes.txt': THEIRS },
        prepare: (folder) => chmod(path.join(folder, 'run.sh'), 0o755),
      }),
      people.seat({
        name: 'Grace',
        files: { 'notes.txt': MINE },
        // What is taken into a file is saved when she says so.
        settings: { 'files.autoSave': 'off' },
      }),
    ]);
    await Promise.all([ada, grace].map((person) => person.join({ url: line.url })));
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await people.photograph(this.currentTest.title);
  });

  after(async () => {
    await line.close();
    await server.close();
    await people.close();
  });

  it('twenty kinds of files, shared at once, arrive byte for byte, and each opens as what it is', async () => {
    const names = [...SAMPLE_FILES.map(({ name }) => name), 'notes.txt'];
    await ada.window.explorerMenuOfAll(names, 'Share File in Chat');
    await ada.window.page.getByRole('dialog').getByRole('button', { name: 'Share', exact: true }).click();
    for (const sample of SAMPLE_FILES) {
      await grace.window.chat.openFile(sample.name);
      await assertOpened(grace, sample);
      const received = path.join(cacheOf(grace), digest(sample.bytes));
      assert.deepEqual(await readFile(received), sample.bytes, sample.name);
      assert.equal((await stat(received)).mode & 0o111, 0, sample.name);
    }
    await grace.window.runCommand('View: Close All Editors');
  });

  it('what can run is asked about, and saved as something that cannot', async () => {
    await grace.window.chat.saveFile('run.sh');
    const target = path.join(grace.folder, 'run.sh');
    await grace.window.quickInput.acceptPath(target);
    await grace.window.page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    const script = SAMPLE_FILES.find(({ name }) => name === 'run.sh')!;
    await eventually(async () => assert.deepEqual(await readFile(target), script.bytes));
    assert.equal((await stat(target)).mode & 0o777, 0o600);
  });

  it('Grace compares what she received with hers, takes one change by its arrow, undoes it, and takes all', async () => {
    const { page } = grace.window;
    await grace.window.chat.act('notes.txt', 'Compare with Mine');
    const diff = page.locator('.monaco-diff-editor');
    await diff.waitFor();
    const mine = () => grace.window.textOf(diff.locator('.editor.modified'));
    await eventually(async () => assert.equal(await mine(), 'first\nmine\nlast\n'));

    // The editor's own arrows, since the own side can be changed.
    await diff.locator('.action-label[aria-label="Revert Block"]').first().click();
    await eventually(async () => assert.equal(await mine(), 'first\ntheirs\nlast\n'));
    await grace.window.runCommand('Undo');
    await eventually(async () => assert.equal(await mine(), 'first\nmine\nlast\n'));

    await page.getByRole('button', { name: 'Take All into Mine' }).click();
    await eventually(async () => assert.equal(await mine(), THEIRS));
    assert.equal(await readFile(path.join(grace.folder, 'notes.txt'), 'utf8'), MINE);
    await grace.window.runCommand('File: Save');
    await eventually(async () => {
      const saved = await readFile(path.join(grace.folder, 'notes.txt'), 'utf8');
      assert.equal(saved, THEIRS.replaceAll('\n', '\r\n'));
    });
    await grace.window.runCommand('View: Close All Editors');
  });

  it('an upload that is stopped half-way leaves nothing', async () => {
    await ada.window.focusChat();
    line.slowTo(SLOW);
    await ada.window.chat.say(`upload: ${people.folder('large.bin')}`);
    const card = ada.window.chat.card('large.bin');
    await card.getByRole('progressbar', { name: 'Sending large.bin' }).waitFor();
    await eventually(async () => assert.ok((await partials()).length > 0));
    await card.getByRole('button', { name: 'Stop sending large.bin' }).click();
    await card.waitFor({ state: 'detached' });
    line.slowTo(Infinity);
    await eventually(async () => assert.deepEqual(await partials(), []));
    assert.equal(await grace.window.chat.card('large.bin').count(), 0);
  });

  it('an upload that runs on out of sight is told of in a notification, whose Cancel stops it', async () => {
    const { window } = ada;
    line.slowTo(SLOW);
    await window.chat.say(`upload: ${people.folder('large.bin')}`);
    await window.chat.card('large.bin').getByRole('progressbar', { name: 'Sending large.bin' }).waitFor();
    await window.inExplorer('notes.txt');
    const notice = window.notification('Sending large.bin');
    await notice.getByRole('button', { name: 'Cancel' }).click();
    await notice.waitFor({ state: 'detached' });
    line.slowTo(Infinity);
    await eventually(async () => assert.deepEqual(await partials(), []));
    await window.focusChat();
    assert.equal(await window.chat.card('large.bin').count(), 0);
    assert.equal(await grace.window.chat.card('large.bin').count(), 0);
  });

  it('a download that is stopped half-way leaves nothing; asked for again, it comes', async () => {
    await ada.window.chat.say(`upload: ${people.folder('large.bin')}`);
    const card = grace.window.chat.card('large.bin');
    await card.waitFor();
    line.slowTo(SLOW);
    await grace.window.chat.openFile('large.bin');
    await card.getByRole('progressbar', { name: 'Downloading large.bin' }).waitFor();
    await card.getByRole('button', { name: 'Stop downloading large.bin' }).click();
    await card.getByRole('progressbar').waitFor({ state: 'detached' });
    await eventually(async () => {
      const large = (await filesBelow(cacheOf(grace))).filter(({ size }) => size > 1_000_000);
      assert.deepEqual(large, []);
    });
    line.slowTo(Infinity);
    await grace.window.chat.openFile('large.bin');
    await grace.window.takeNotification('large.bin is a binary file');
  });

  it('a large picture comes small by itself, and whole when it is asked for', async () => {
    await ada.window.focusChat();
    await ada.window.chat.say(`upload: ${people.folder('noise.png')}`);
    const card = grace.window.chat.card('noise.png');
    assert.deepEqual(await grace.window.imageSize(card.locator('img')), [256, 128]);
    await card.getByRole('button', { name: 'Show image noise.png' }).press('Enter');
    const gallery = grace.window.chat.frame.getByRole('dialog', { name: 'noise.png' });
    await gallery.getByRole('button', { name: 'Load Picture' }).click();
    const whole = gallery.locator('.stage > still-picture img');
    assert.deepEqual(await grace.window.imageSize(whole), [800, 400]);
    await grace.window.page.keyboard.press('Escape');
    await gallery.waitFor({ state: 'detached' });
  });

  it('the Files view lists them all, filters and opens', async () => {
    const { page, quickInput } = grace.window;
    await grace.window.runCommand('Room Chat: Focus on Files View');
    const rows = page.locator('.pane:has(.pane-header[aria-label^="Files"]) .monaco-list-row');
    await rows.first().waitFor();
    assert.match((await rows.first().getAttribute('aria-label')) ?? '', /^noise\.png, [\d.]+ KB, from Ada/iu);
    await grace.window.runCommand('Room Chat: Filter Files…');
    await quickInput.answer('Show files whose name', 'crlf');
    await eventually(async () => assert.equal(await rows.count(), 1));
    await rows.first().click();
    await grace.window.tab('crlf.txt').waitFor();
    await grace.window.runCommand('Room Chat: Clear Filter of Files');
    await eventually(async () => assert.ok((await rows.count()) > 1));
  });

  /** What the server holds of uploads that are not whole. */
  async function partials(): Promise<string[]> {
    const files = await filesBelow(people.folder('server'));
    return files.filter(({ file }) => file.includes('partial')).map(({ file }) => file);
  }
});

/** A picture without a pattern, larger than what is fetched unbidden. */
function noise(width: number, height: number): Buffer {
  return png(width, height, (x, y) => {
    const mixed = Math.imul(x * 374_761_393 + y * 668_265_263, 1_274_126_177);
    const hash = Math.imul(mixed ^ (mixed >>> 13), 1_274_126_177);
    return [hash & 255, (hash >> 8) & 255, (hash >> 16) & 255];
  });
}

async function assertOpened(person: Person, { name, opens }: SampleFile): Promise<void> {
  const { window } = person;
  switch (opens.as) {
    case 'text': {
      await window.tab(name).waitFor();
      if (opens.shows !== undefined) assert.equal(await window.textOfTab(name), opens.shows);
      return;
    }
    case 'image':
      await window.tab(name).waitFor();
      assert.deepEqual(await window.imageSize(window.imageViewer.locator('img')), opens.size);
      return;
    case 'binary':
      assert.match(await window.takeNotification('is a binary file'), new RegExp(`^${name}`));
      assert.equal(await window.tab(name).count(), 0);
  }
}

/** Where a person's extension keeps what it received. */
function cacheOf(person: Person): string {
  const home = path.join(path.dirname(person.folder), 'editor', 'data');
  return path.join(home, 'User', 'globalStorage', 'room-chat.room-chat', 'files');
}

async function filesBelow(folder: string): Promise<{ file: string; size: number }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file) => ({ file, size: (await stat(file)).size })));
}
