import assert from 'node:assert/strict';
import { mediaTypeOf } from '../../../server/files/mediaType.ts';

describe('mediaTypeOf', () => {
  for (const [name, type] of [
    ['notes.txt', 'text/plain'],
    ['picture.PNG', 'image/png'],
    ['photo.avif', 'image/avif'],
    ['main.ts', 'text/typescript'],
    ['main.py', 'text/x-python'],
    ['page.html', 'text/html'],
    ['no extension', 'application/octet-stream'],
  ] as const) {
    it(`[FL1] takes ${name} for ${type}`, async () => assert.equal(await mediaTypeOf(name), type));
  }
});
