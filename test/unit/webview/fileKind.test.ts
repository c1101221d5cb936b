import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { avatarInitial, avatarTone } from '../../../webview/avatar.ts';
import { iconOf, isRasterImage, pictureSize } from '../../../webview/fileKind.ts';
import { fileEntry } from '../../support/panelEntries.ts';

const { file } = fileEntry(1);

describe('fileKind', () => {
  it('has a picture for each kind, and one for the rest', () => {
    const types = {
      'image/png': 'file-media',
      'image/svg+xml': 'file-code',
      'video/quicktime': 'device-camera-video',
      'audio/ogg': 'music',
      'application/pdf': 'file-pdf',
      'application/zip': 'file-zip',
      'application/json': 'file-code',
      'text/plain': 'file-text',
      'application/octet-stream': 'file',
      '': 'file',
    };
    for (const [type, name] of Object.entries(types)) assert.equal(iconOf(type), name, type);
  });

  it('takes only raster kinds for images, never SVG', () => {
    const kinds = ['image/PNG', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/svg+xml', 'text/html'];
    assert.deepEqual(
      kinds.map((mediaType) => isRasterImage({ ...file, mediaType })),
      [true, true, true, true, true, false, false],
    );
  });

  it('reserves the space of a picture, its ratio kept, never enlarged', () => {
    assert.deepEqual(pictureSize({ ...file, width: 64, height: 32 }), { width: 64, height: 32 });
    assert.deepEqual(pictureSize({ ...file, width: 6400, height: 3200 }), { width: 360, height: 180 });
    assert.deepEqual(pictureSize({ ...file, width: 100, height: 4_800 }), { width: 5, height: 240 });
    assert.deepEqual(pictureSize({ ...file, width: 1, height: 100_000 }), { width: 1, height: 240 });
    assert.deepEqual(pictureSize(file), { width: 240, height: 150 });
  });
});

describe('avatar', () => {
  it('shows the first character as people count them', () => {
    assert.deepEqual(['ada', ' grace', '👩‍💻 dev', 'ß', 'é', ''].map(avatarInitial), ['A', 'G', '👩‍💻', 'SS', 'É', '?']);
  });

  it('gives a person one of the six tones, always the same', () => {
    for (const id of ['u1', 'u2', 'someone-else', '']) {
      const tone = avatarTone(id);
      assert.ok(tone >= 0 && tone < 6);
      assert.equal(avatarTone(id), tone);
    }
  });
});
