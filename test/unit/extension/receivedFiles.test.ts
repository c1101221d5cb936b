import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { digest, FileCache } from '../../../extension/files/fileCache.ts';
import { ReceivedFiles } from '../../../extension/files/receivedFiles.ts';
import { png } from '../../support/png.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('ReceivedFiles', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'received-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('a picture that had to make room for others counts as not here, so that it is fetched when it is seen again', async () => {
    const files = new ReceivedFiles(new FileCache(folder, log, () => 1_000));
    const picture = png(3, 2);
    await files.keep(digest(picture), picture);
    const shown = files.state(digest(picture));
    assert.ok(shown.state === 'ready' && shown.previewPath !== undefined && existsSync(shown.previewPath));
    const changed: string[] = [];
    files.changes.on((sha256) => changed.push(sha256));
    const large = Buffer.alloc(990, 'x');
    await files.keep(digest(large), large);
    assert.ok(!existsSync(shown.previewPath));
    assert.deepEqual(files.state(digest(picture)), { state: 'remote' });
    assert.deepEqual(files.state(digest(large)), { state: 'ready' });
    assert.ok(changed.includes(digest(picture)));
    await files.keep(digest(picture), picture);
    const again = files.state(digest(picture));
    assert.ok(again.state === 'ready' && again.previewPath !== undefined && existsSync(again.previewPath));
  });
});
