import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nameKey, normalizeFileName, normalizeName, utf8Length } from '../../../server/protocol/names.ts';

describe('names', () => {
  it('[GR4] are NFC and trimmed', () => {
    assert.equal(normalizeName('  Zoe\u0308 '), 'Zoë');
    assert.equal(normalizeName('👩\u200D💻'), '👩\u200D💻');
    assert.equal(normalizeName('a\u200Db'), undefined);
  });

  it('[GR4] compare without case', () => {
    for (const [a, b] of [
      ['Ada', 'ADA'],
      ['straße', 'STRASSE'],
      ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
      ['ÉCOLE', 'école'],
    ] as const) {
      assert.equal(nameKey(a), nameKey(b));
    }
    assert.notEqual(nameKey('Ada'), nameKey('Adá'));
  });

  it('[GR4] a name that was accepted is accepted again, unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        const name = normalizeName(raw);
        if (name === undefined) return;
        assert.equal(normalizeName(name), name);
        assert.ok(name.length > 0 && Array.from(name).length <= 64);
        assert.doesNotMatch(name, /[\p{Cc}\u202A-\u202E\u2066-\u2069\u200B]/u);
      }),
    );
  });

  it('[FL6] a file name is one segment, 255 bytes at most, and stays what it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (raw) => {
        const name = normalizeFileName(raw);
        assert.ok(name.length > 0 && Buffer.byteLength(name) <= 255);
        assert.doesNotMatch(name, /[/\\\p{Cc}\u202A-\u202E]/u);
        assert.equal(normalizeFileName(name), name);
      }),
    );
    assert.equal(normalizeFileName(`${'x'.repeat(300)}.tar.gz`), `${'x'.repeat(252)}.gz`);
  });

  it('[TR5] bytes are those of UTF-8', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => utf8Length(text) === Buffer.byteLength(text)));
    assert.equal(utf8Length('\uD800'), Buffer.byteLength('\uD800'));
  });
});
