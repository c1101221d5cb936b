import assert from 'node:assert/strict';
import { excerpt, hitView } from '../../../extension/search/hitView.ts';
import type { SearchHit } from '../../../server/protocol/model.ts';

const BASE = { room: 'general', seq: 7, time: 5, from: { id: 'u', name: 'Ada' }, id: 'x' };
const WHERE = { server: 'ws://127.0.0.1:7465', here: true };
const SNIPPET = { path: 'src/a.ts', startLine: 1, endLine: 1, languageId: 'typescript', text: 'let needle;' };

describe('a hit', () => {
  it('is shown with who said it, where and when', () => {
    const hit: SearchHit = { event: { ...BASE, type: 'message', text: 'a needle' }, marks: [[2, 8]] };
    assert.deepEqual(hitView(hit, WHERE), {
      ...WHERE,
      room: 'general',
      seq: 7,
      time: 5,
      name: 'Ada',
      kind: 'message',
      text: 'a needle',
      marks: [[2, 8]],
    });
  });

  it('is without the signs that form a message, and its marks are still where they were', () => {
    const text = 'a **needle** and `a needle`';
    const marks: [number, number][] = [
      [4, 10],
      [20, 26],
    ];
    const view = hitView({ event: { ...BASE, type: 'message', text }, marks }, WHERE);
    assert.equal(view.text, 'a needle and a needle');
    assert.deepEqual(
      view.marks.map(([start, end]) => view.text.slice(start, end)),
      ['needle', 'needle'],
    );
  });

  it('is a file by its name, whatever signs that has', () => {
    const file = { id: 'f', name: '**needle**.txt', size: 1, mediaType: 'text/plain', sha256: '' };
    const view = hitView({ event: { ...BASE, type: 'file', file }, marks: [[2, 8]] }, WHERE);
    assert.deepEqual([view.kind, view.text, view.marks], ['file', '**needle**.txt', [[2, 8]]]);
  });

  it('is shared code by its path where nothing else was said', () => {
    const view = hitView({ event: { ...BASE, type: 'message', text: '', snippet: SNIPPET }, marks: [] }, WHERE);
    assert.equal(view.text, 'src/a.ts: let needle;');
  });
});

describe('the excerpt of a hit', () => {
  it('is the whole of a short text, on one line', () => {
    assert.deepEqual(excerpt('one\ntwo', [[4, 7]]), { text: 'one two', marks: [[4, 7]] });
  });

  it('surrounds the first match of a long one, and its marks are still where they were', () => {
    const text = `${'a '.repeat(500)}needle${' b'.repeat(500)} needle`;
    const { text: shown, marks } = excerpt(text, [
      [1_000, 1_006],
      [text.length - 6, text.length],
    ]);
    assert.ok(shown.length < 300);
    assert.ok(shown.startsWith('…') && shown.endsWith('…'));
    assert.deepEqual(
      marks.map(([start, end]) => shown.slice(start, end)),
      ['needle'],
    );
  });

  it('does not cut a character in two', () => {
    const { text } = excerpt(`${'🎈'.repeat(300)}x`, [[600, 601]]);
    assert.ok(text.isWellFormed());
  });

  it('leaves out marks that are none', () => {
    const marks: [number, number][] = [
      [2, 1],
      [0, 2],
      [1, 3],
      [2, 99],
    ];
    assert.deepEqual(excerpt('abcd', marks).marks, [[0, 2]]);
  });
});
