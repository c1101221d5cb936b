import assert from 'node:assert/strict';
import { SentTexts } from '../../../webview/sentTexts.ts';

describe('texts that were sent', () => {
  function sent(...texts: string[]): SentTexts {
    const history = new SentTexts();
    for (const text of texts) history.add(text);
    return history;
  }

  it('come back one by one, and what was being written after them', () => {
    const history = sent('one', 'two');
    assert.equal(history.older('draft'), 'two');
    assert.equal(history.older('two'), 'one');
    assert.equal(history.older('one'), undefined);
    assert.equal(history.newer(), 'two');
    assert.equal(history.newer(), 'draft');
    assert.equal(history.newer(), undefined);
  });

  it('are none where nothing was sent', () => {
    const history = sent();
    assert.equal(history.older('draft'), undefined);
    assert.equal(history.newer(), undefined);
  });

  it('are kept once where the same was said twice in a row', () => {
    const history = sent('yes', 'yes');
    assert.equal(history.older(''), 'yes');
    assert.equal(history.older('yes'), undefined);
  });

  it('are gone through anew once something was typed', () => {
    const history = sent('one', 'two');
    history.older('');
    history.older('two');
    history.leave();
    assert.equal(history.newer(), undefined);
    assert.equal(history.older('other'), 'two');
  });

  it('are bounded: the oldest are let go', () => {
    const history = sent(...Array.from({ length: 60 }, (_, index) => `text ${index}`));
    let oldest = '';
    for (let text = history.older(''); text !== undefined; text = history.older('')) oldest = text;
    assert.equal(oldest, 'text 10');
  });
});
