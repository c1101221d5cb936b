import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HttpError } from '../../../server/files/httpError.ts';
import { byteCount, readChecksum, readMetadata, writeMetadata } from '../../../server/files/tusHeaders.ts';
import { ProtocolError } from '../../../server/protocol/errors.ts';
import { encodeMetadata } from '../../support/fileClient.ts';

/** Runs what may refuse; anything but a refusal is a mistake of ours. */
function refuses(read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch (error) {
    if (error instanceof HttpError || error instanceof ProtocolError) return true;
    throw error;
  }
}

describe('headers of tus', () => {
  const good = { room: 'general', filename: 'a.txt', id: '1' };

  it('[FL3] metadata are read, and written as they were read', () => {
    const header = encodeMetadata({ ...good, filename: 'ä.bin', filetype: 'Image/PNG; x=y', replyTo: '7', other: 'z' });
    const read = readMetadata({ 'upload-metadata': header });
    assert.deepEqual(read, {
      room: { name: 'general', key: 'general' },
      clientId: '1',
      name: 'ä.bin',
      mediaType: 'image/png',
      replyTo: 7,
    });
    assert.deepEqual(readMetadata({ 'upload-metadata': writeMetadata({ ...read, mediaType: 'image/png' }) }), read);
  });

  for (const [filetype, mediaType] of [
    ['', undefined],
    ['application/octet-stream', undefined],
    ['text/html', 'text/html'],
    ['nonsense', undefined],
    ['text/html\r\nX: y', undefined],
    [`a/${'b'.repeat(200)}`, undefined],
    ['*/*', undefined],
  ] as const) {
    it(`[FL3] of the type ${JSON.stringify(filetype.slice(0, 30))} is taken: ${mediaType}`, () => {
      const read = readMetadata({ 'upload-metadata': encodeMetadata({ ...good, filetype }) });
      assert.equal(read.mediaType, mediaType);
    });
  }

  it('[FL3] whatever comes is read or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (header) => {
        refuses(() => readMetadata({ 'upload-metadata': header }));
        refuses(() => readChecksum({ 'upload-checksum': header }));
        refuses(() => byteCount({ 'upload-length': header }, 'upload-length'));
      }),
    );
    const value = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(good), 'sha256', 'replyTo', 'thumbnail'), value),
        (some) => {
          refuses(() => readMetadata({ 'upload-metadata': encodeMetadata({ ...good, ...some }) }));
        },
      ),
    );
  });

  it('[FL3] a number of bytes is digits, and safe', () => {
    for (const text of ['', ' 1', '1.0', '0x1', '-0', '9007199254740993', '1e3', 'x']) {
      assert.equal(
        refuses(() => byteCount({ 'upload-offset': text }, 'upload-offset')),
        true,
        text,
      );
    }
    assert.equal(byteCount({ 'upload-offset': '9007199254740991' }, 'upload-offset'), Number.MAX_SAFE_INTEGER);
  });
});
