import assert from 'node:assert/strict';
import { animatedGif } from '../../support/animatedGif.ts';
import { png } from '../../support/png.ts';
import { isText, picturePreview, rasterKind } from '../../../extension/files/fileKinds.ts';

describe('rasterKind', () => {
  it('goes by the first bytes, never by a name', () => {
    const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
    assert.equal(rasterKind(png)?.mediaType, 'image/png');
    assert.equal(rasterKind(Buffer.from('RIFF\0\0\0\0WEBPVP8 '))?.extension, 'webp');
    assert.equal(rasterKind(Buffer.from('GIF89a'))?.extension, 'gif');
  });

  it('never takes SVG or HTML for a picture', () => {
    assert.equal(rasterKind(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), undefined);
    assert.equal(rasterKind(Buffer.from('<!DOCTYPE html>')), undefined);
    assert.equal(rasterKind(Buffer.alloc(0)), undefined);
  });
});

describe('picturePreview', () => {
  it('reads size and kind from the header, undecoded', () => {
    assert.deepEqual(picturePreview(png(12, 7)), { extension: 'png', width: 12, height: 7, animated: false });
  });

  it('refuses what says that it is larger than may be decoded', () => {
    const bomb = png(1, 1);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    assert.equal(rasterKind(bomb)?.extension, 'png');
    assert.equal(picturePreview(bomb), undefined);
    assert.equal(picturePreview(bomb.subarray(0, 20)), undefined);
  });

  it('knows what moves by itself', () => {
    assert.equal(picturePreview(animatedGif())?.animated, true);
    const still = png(4, 4);
    const apng = Buffer.concat([still.subarray(0, 33), Buffer.from('00000008acTL'), still.subarray(33)]);
    assert.equal(picturePreview(apng)?.animated, true);
  });
});

describe('isText', () => {
  it('takes UTF-8, UTF-16 with its mark, legacy encodings and nothing at all as text', () => {
    for (const bytes of [
      Buffer.from('naïve 文字 🎉\r\n'),
      Buffer.from('\uFEFFbom', 'utf8'),
      Buffer.from('\uFEFFab', 'utf16le'),
      Buffer.from([0x83, 0x65, 0x83, 0x58, 0x83, 0x67]),
      Buffer.alloc(0),
    ]) {
      assert.equal(isText(bytes), true);
    }
  });

  it('does not take a binary for text', () => {
    assert.equal(isText(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0x02, 0x00])), false);
    assert.equal(isText(Buffer.from('PK\u0003\u0004')), false);
    assert.equal(isText(Buffer.from('%PDF-1.4\n%âãÏÓ\n', 'latin1')), false);
  });
});
