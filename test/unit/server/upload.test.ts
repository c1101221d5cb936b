import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { PartialFiles } from '../../../server/files/partialFiles.ts';
import type { Turn } from '../../../server/files/turns.ts';
import { Upload } from '../../../server/files/upload.ts';
import { UploadExpiry } from '../../../server/files/uploadExpiry.ts';
import { silentLogger } from '../../../server/log.ts';
import { ProtocolError } from '../../../server/protocol/errors.ts';
import type { MessageStore } from '../../../server/store/messageStore.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeClock } from '../../support/fakeClock.ts';

const ADA = { id: 'g_ada', name: 'Ada', guest: true, holder: 'ada' };
const BYTES = Buffer.from('all the bytes of a file');

describe('an upload that is not finished', () => {
  let folder: string;
  let partials: PartialFiles;
  /** What remembering how much passed its checksum fails with. */
  let markFails: Error | undefined;
  let upload: Upload;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'room-chat-'));
    partials = new PartialFiles(folder);
    markFails = undefined;
    const row = {
      id: `t_${'0'.repeat(32)}`,
      actor: ADA,
      room: { key: 'general', name: 'general' },
      clientId: 'one',
      length: BYTES.length,
      name: 'a.txt',
      mediaType: 'text/plain',
      created: 0,
    };
    const mark = () => (markFails ? Promise.reject(markFails) : Promise.resolve());
    upload = new Upload(row, { partials, clock: new FakeClock(), mark, onBytes: () => undefined });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function receive(bytes: Buffer): Promise<void> {
    const turn = await upload.take();
    const digest = createHash('sha256').update(bytes).digest();
    try {
      await upload.receive(Readable.from([bytes]), turn, { algorithm: 'sha256', digest });
    } finally {
      turn.end();
    }
  }

  it('[FL3] bytes that could not be remembered as checked count neither for the offset nor for the SHA-256', async () => {
    await receive(BYTES.subarray(0, 5));
    markFails = new ProtocolError('storage_failed', 'No disk.');
    await assert.rejects(receive(BYTES.subarray(5, 9)), { code: 'storage_failed' });
    assert.equal(upload.offset, 5);
    markFails = undefined;
    await receive(BYTES.subarray(5));
    assert.equal(await upload.sha256(), createHash('sha256').update(BYTES).digest('hex'));
  });

  it('[FL3] one that cannot be ended yet keeps no other from expiring', async () => {
    const clock = new FakeClock();
    const deps = { partials, clock, mark: () => Promise.resolve(), onBytes: () => undefined };
    const [busy, idle] = ['1', '2'].map((digit) => new Upload({ ...upload.row, id: `t_${digit.repeat(32)}` }, deps));
    const turn = await busy!.take();
    const removed: Upload[] = [];
    const expiry = new UploadExpiry({
      clock,
      log: silentLogger,
      expiresMs: 1_000,
      store: { submit: () => undefined } as Partial<MessageStore> as MessageStore,
      open: () => [busy!, idle!],
      remove: (one) => Promise.resolve(void removed.push(one)),
    });
    expiry.start();
    clock.advance(60_000);
    await turnWanted(turn);
    clock.advance(10_000);
    await eventually(() => assert.deepEqual(removed, [idle]));
    turn.end();
    expiry.close();
  });

  /** Resolves when somebody newer waits for a turn. */
  async function turnWanted({ signal }: Turn): Promise<void> {
    if (!signal.aborted) await once(signal, 'abort');
  }

  it('[FL3] bytes that were there and are gone are not taken for zeros', async () => {
    await receive(BYTES.subarray(0, 5));
    await partials.remove(upload.row.id);
    await assert.rejects(receive(BYTES.subarray(5)), { code: 'storage_failed' });
    assert.equal(upload.isComplete, false);
  });
});
