import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { Upload, type UploadOptions } from 'tus-js-client';
import { FileClient } from '../support/fileClient.ts';
import { ServerProcess } from '../support/serverProcess.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the unmodified tus-js-client', function () {
  this.timeout(30_000);
  let server: ServerProcess;
  let ada: FileClient;

  before(async () => {
    server = await ServerProcess.start();
    ada = await FileClient.join(server.url, 'Ada');
  });
  after(async () => {
    await ada.close();
    await server.dispose();
  });

  function options(more: Partial<UploadOptions> = {}): UploadOptions {
    return {
      endpoint: `${server.httpUrl}/files`,
      headers: { Authorization: `Bearer ${ada.token}` },
      metadata: { room: ada.room, filename: 'tus.bin', filetype: 'application/octet-stream', id: randomUUID() },
      retryDelays: null,
      ...more,
    };
  }

  /** Runs an upload to its end. */
  async function run(bytes: Buffer, more: Partial<UploadOptions> = {}): Promise<Upload> {
    return await new Promise((resolve, reject) => {
      const upload = new Upload(bytes, options({ ...more, onSuccess: () => resolve(upload), onError: reject }));
      upload.start();
    });
  }

  async function arrived(bytes: Buffer, work: () => Promise<unknown>): Promise<void> {
    const event = ada.chat.next((frame) => frame.type === 'file');
    await work();
    const file = (await event)['file'] as { id: string; sha256: string };
    assert.equal(file.sha256, sha256(bytes));
    assert.ok((await ada.ask('GET', `/files/${file.id}`)).bytes.equals(bytes));
  }

  it('[FL3] uploads in one request', async () => {
    const bytes = randomBytes(2_000_000);
    await arrived(bytes, () => run(bytes));
  });

  it('[FL3] uploads in chunks', async () => {
    const bytes = randomBytes(1_000_001);
    await arrived(bytes, () => run(bytes, { chunkSize: 100_000 }));
  });

  it('[FL3] uploads with the creation', async () => {
    const bytes = randomBytes(500_000);
    await arrived(bytes, () => run(bytes, { uploadDataDuringCreation: true }));
    const more = randomBytes(500_000);
    await arrived(more, () => run(more, { uploadDataDuringCreation: true, chunkSize: 120_000 }));
  });

  it('[FL3] an empty file', async () => {
    const bytes = Buffer.alloc(0);
    await arrived(bytes, () => run(bytes));
  });

  it('[FL3] resumes what was aborted', async () => {
    const bytes = randomBytes(3_000_000);
    await arrived(bytes, async () => {
      const metadata = { ...options().metadata, sha256: sha256(bytes) };
      const url = await new Promise<string>((resolve, reject) => {
        const upload = new Upload(
          bytes,
          options({
            metadata,
            chunkSize: 500_000,
            onError: reject,
            onChunkComplete: (_size, accepted) => {
              if (accepted < 1_000_000) return;
              upload.abort().then(() => resolve(upload.url ?? ''), reject);
            },
          }),
        );
        upload.start();
      });
      const before = await ada.offset(new URL(url).pathname);
      assert.ok(before >= 1_000_000 && before < bytes.length);
      await run(bytes, { metadata, uploadUrl: url });
    });
  });

  it('[FL3] terminates', async () => {
    const location = `${server.httpUrl}${await ada.location(1_000)}`;
    await Upload.terminate(location, options());
    assert.equal((await ada.ask('HEAD', new URL(location).pathname)).status, 404);
  });

  it('[FL3] streams of a known length', async () => {
    const bytes = randomBytes(700_000);
    await arrived(bytes, async () => {
      await new Promise<void>((resolve, reject) => {
        const more = { uploadSize: bytes.length, chunkSize: 200_000, onSuccess: () => resolve(), onError: reject };
        new Upload(Readable.from([bytes.subarray(0, 300_000), bytes.subarray(300_000)]), options(more)).start();
      });
    });
  });

  it('[FL3] is told why where it may not', async () => {
    const wrong = run(randomBytes(10), { headers: { Authorization: 'Bearer wrong' } });
    await assert.rejects(wrong, /401/u);
  });
});
