import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Thumbnails } from '../../../extension/files/thumbnails.ts';
import type { Shareable } from '../../../extension/sharing/shareable.ts';
import { png } from '../../support/png.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** A picture large enough to have a small one. */
const LARGE = Buffer.concat([png(300, 200), Buffer.alloc(70_000)]);
const SMALL = png(8, 8);

function bytes(content: Buffer): Shareable {
  return { name: 'picture.png', mediaType: 'image/png', content: { kind: 'bytes', bytes: content } };
}

describe('[FL7] Thumbnails', () => {
  let home: string;
  let folder: string;
  /** What the panel was asked for. */
  let asked: { file: string; content: Buffer }[];

  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'thumbnails-'));
    folder = path.join(home, 'previews');
    asked = [];
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  /** A panel that answers each question with `data`; with `null`, none is in view. */
  function panel(data: string | undefined | null): Thumbnails {
    const thumbnails = new Thumbnails({
      folder,
      ask: (file, requestId) => {
        if (data === null) return false;
        asked.push({ file, content: readFileSync(file) });
        thumbnails.answer(requestId, data);
        return true;
      },
      log,
    });
    return thumbnails;
  }

  it('shows the panel a copy where it may look, and takes that away again', async () => {
    const made = await panel(SMALL.toString('base64')).of(bytes(LARGE));
    assert.deepEqual(made, SMALL);
    const [question] = asked as [{ file: string; content: Buffer }];
    assert.deepEqual(question.content, LARGE);
    assert.equal(path.dirname(question.file), folder);
    assert.deepEqual(await readdir(folder), []);
  });

  it('does the same for a file that is streamed, which stays where it is', async () => {
    const file = path.join(home, 'own.png');
    await writeFile(file, LARGE);
    const { size, mtimeMs } = await stat(file);
    const content = { kind: 'path', path: file, sizeBytes: size, modifiedMs: mtimeMs, temporary: false } as const;
    const made = await panel(SMALL.toString('base64')).of({ name: 'own.png', mediaType: 'image/png', content });
    assert.deepEqual(made, SMALL);
    assert.deepEqual((await readdir(home)).sort(), ['own.png', 'previews']);
  });

  it('goes without where no panel is in view, or it cannot draw', async () => {
    assert.equal(await panel(null).of(bytes(LARGE)), undefined);
    assert.equal(await panel(undefined).of(bytes(LARGE)), undefined);
    assert.deepEqual(await readdir(folder), []);
  });

  it('takes no answer that is too large or no picture', async () => {
    const long = Buffer.concat([SMALL, Buffer.alloc(12_288)]).toString('base64');
    for (const data of [long, Buffer.from('<svg/>').toString('base64'), '']) {
      assert.equal(await panel(data).of(bytes(LARGE)), undefined);
    }
  });

  it('never shows the panel what says that it is enormous, what is small, or what is no picture', async () => {
    const bomb = Buffer.from(LARGE);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    for (const content of [bomb, SMALL, Buffer.alloc(70_000)]) {
      assert.equal(await panel(SMALL.toString('base64')).of(bytes(content)), undefined);
    }
    assert.deepEqual(asked, []);
  });
});
