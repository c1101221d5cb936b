import assert from 'node:assert/strict';
import { NoticeLevels, type NoticeLevel } from '../../../../extension/notices/noticeLevels.ts';
import { memory } from '../../../support/memory.ts';

const general = { url: 'ws://127.0.0.1:7465', room: 'General' };

describe('NoticeLevels', () => {
  it('a room goes by the setting until it has a level of its own, and again when that is taken back', async () => {
    let usual: NoticeLevel = 'mentions';
    const levels = new NoticeLevels(memory(), () => usual);
    let changes = 0;
    levels.changes.on(() => (changes += 1));
    assert.equal(levels.of(general), 'mentions');
    await levels.set(general, 'all');
    usual = 'none';
    assert.equal(levels.of(general), 'all');
    assert.equal(levels.of({ ...general, room: 'other' }), 'none');
    await levels.set(general, undefined);
    assert.equal(levels.of(general), 'none');
    assert.equal(levels.ownOf(general), undefined);
    assert.equal(changes, 2);
  });

  it('is kept for the room however its name is written, and on each server for itself', async () => {
    const kept = memory();
    await new NoticeLevels(kept, () => 'all').set(general, 'none');
    const later = new NoticeLevels(kept, () => 'all');
    assert.equal(later.of({ ...general, room: 'general' }), 'none');
    assert.equal(later.of({ ...general, url: 'wss://chat.example.org' }), 'all');
  });

  it('remembers the rooms that were set last', async () => {
    const levels = new NoticeLevels(memory(), () => 'all');
    for (let room = 0; room < 501; room += 1) await levels.set({ ...general, room: `${room}` }, 'none');
    assert.equal(levels.of({ ...general, room: '0' }), 'all');
    assert.equal(levels.of({ ...general, room: '500' }), 'none');
  });
});
