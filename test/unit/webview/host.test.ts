import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Host } from '../../../webview/host.ts';

const SNIPPET = { path: 'a.ts', startLine: 1, endLine: 2, languageId: 'typescript', text: 'x' };

/** What the editor gives a page: a state that outlives it. */
function editor(kept?: unknown): { host: () => Host; posted: unknown[]; kept: () => unknown } {
  let state = kept;
  const posted: unknown[] = [];
  const api = {
    postMessage: (message: unknown): void => void posted.push(message),
    getState: (): unknown => state,
    setState: (next: unknown): void => {
      state = JSON.parse(JSON.stringify(next));
    },
  };
  return { host: () => new Host(api), posted, kept: () => state };
}

describe('host', () => {
  it('posts commands', () => {
    const { host, posted } = editor();
    host().post({ type: 'join' });
    assert.deepEqual(posted, [{ type: 'join' }]);
  });

  it('keeps a draft for each room over a reload', () => {
    const { host } = editor();
    const first = host();
    first.keepDraft('general', { text: 'half a thought', snippet: SNIPPET });
    first.keepDraft('ops', { text: 'another' });
    first.keepDraft('ops', { text: '' });
    const second = host();
    assert.deepEqual(second.draftOf('general'), { text: 'half a thought', snippet: SNIPPET });
    assert.deepEqual(second.draftOf('ops'), { text: '' });
    assert.deepEqual(second.draftOf('__proto__'), { text: '' });
  });

  it('lets go of the oldest drafts beyond fifty rooms', () => {
    const { host } = editor();
    const page = host();
    for (let room = 0; room < 60; room += 1) page.keepDraft(`room ${room}`, { text: 'text' });
    assert.equal(page.draftOf('room 9').text, '');
    assert.equal(page.draftOf('room 59').text, 'text');
  });

  it('keeps the place in the room that was shown last', () => {
    const { host } = editor();
    host().keepPlace('general', { key: 'm7', offset: -4 });
    assert.deepEqual(host().placeIn('general'), { key: 'm7', offset: -4 });
    assert.equal(host().placeIn('ops'), undefined);
    host().keepPlace('general', undefined);
    assert.equal(host().placeIn('general'), undefined);
  });

  for (const kept of [
    null,
    7,
    'text',
    [],
    {},
    { drafts: 3 },
    { drafts: [['a', 1], 'a', ['a', 'text'], ['a', { text: 'x', snippet: {} }]] },
    { drafts: [], place: { room: 1 } },
  ]) {
    it(`starts afresh where an unknown page kept ${JSON.stringify(kept)}`, () => {
      const page = editor(kept).host();
      assert.equal(page.draftOf('a').text, '');
      assert.equal(page.placeIn('a'), undefined);
    });
  }
});
