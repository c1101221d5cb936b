import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { GatheredEntries } from '../../../webview/gatheredEntries.ts';
import { messageEntry } from '../../support/panelEntries.ts';

describe('GatheredEntries', () => {
  it('makes one message of many, the last word of each entry', () => {
    const gathered = new GatheredEntries();
    const edited = messageEntry(1, { text: 'edited' });
    gathered.add({ type: 'entries', upsert: [messageEntry(1), messageEntry(2)], remove: [] });
    gathered.add({ type: 'entries', upsert: [edited], remove: [] });
    assert.deepEqual(gathered.take(), { type: 'entries', upsert: [edited, messageEntry(2)], remove: [] });
    assert.equal(gathered.take(), undefined);
  });

  it('keeps to the order in which entries came and went', () => {
    const gathered = new GatheredEntries();
    gathered.add({ type: 'entries', upsert: [messageEntry(1)], remove: ['m2'] });
    gathered.add({ type: 'entries', upsert: [messageEntry(2)], remove: ['m1'] });
    assert.deepEqual(gathered.take(), { type: 'entries', upsert: [messageEntry(2)], remove: ['m1'] });
  });
});
