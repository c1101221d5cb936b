import assert from 'node:assert/strict';
import { displayPin, parsePin } from '../../../extension/connection/certificatePin.ts';

const pin = '0123456789abcdef'.repeat(4);

describe('the pin of a certificate', () => {
  it('is read however it was copied, and shown in groups', () => {
    assert.equal(parsePin(pin), pin);
    assert.equal(parsePin(` ${pin.toUpperCase()}\n`), pin);
    assert.equal(parsePin(pin.replaceAll(/..(?!$)/gu, '$&:')), pin);
    assert.equal(displayPin(pin).length, 79);
    assert.match(displayPin(pin), /^0123 4567 89AB CDEF 0123 /u);
  });

  it('is nothing else', () => {
    for (const text of ['', 'a'.repeat(63), 'a'.repeat(65), 'g'.repeat(64), `${pin}0`, 'sha1']) {
      assert.equal(parsePin(text), undefined);
    }
  });
});
