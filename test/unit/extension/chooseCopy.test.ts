import assert from 'node:assert/strict';
import { chooseCopy, type Candidate } from '../../../extension/snippets/chooseCopy.ts';

const AT = { startLine: 0, startCharacter: 0, endLine: 0, endCharacter: 1 };

function files(given: Record<string, 'same' | 'moved' | 'gone'>): Candidate<string>[] {
  return Object.entries(given).map(([file, kind]) => ({ file, place: { kind, at: AT } }));
}

/** The file that is opened, or those that are asked about. */
function chosen(candidates: Candidate<string>[], sure: boolean, elsewhere = false): string | string[] {
  const choice = chooseCopy(candidates, sure, elsewhere);
  if (choice.kind === 'none') return [];
  return choice.kind === 'one' ? choice.candidate.file : choice.candidates.map(({ file }) => file);
}

describe('which of one’s own files is opened for shared code', () => {
  it('is none where there is none', () => assert.deepEqual(chosen([], true), []));

  it('is the one of the same repository and path, whatever became of it', () => {
    for (const kind of ['same', 'moved', 'gone'] as const) assert.equal(chosen(files({ a: kind }), true, true), 'a');
  });

  it('is the only one of that path where the code comes from no repository', () => {
    assert.equal(chosen(files({ a: 'gone' }), false), 'a');
  });

  it('is asked where the code comes from another repository, and the only one of that path does not have it', () => {
    assert.deepEqual(chosen(files({ a: 'gone' }), false, true), ['a']);
    assert.equal(chosen(files({ a: 'moved' }), false, true), 'a');
  });

  it('is the only one that has the text', () => {
    assert.equal(chosen(files({ a: 'gone', b: 'moved', c: 'gone' }), false, true), 'b');
    assert.equal(chosen(files({ a: 'gone', b: 'same' }), true), 'b');
  });

  it('is asked where several have it or none has, those that do first', () => {
    assert.deepEqual(chosen(files({ a: 'gone', b: 'moved', c: 'same' }), true), ['c', 'b', 'a']);
    assert.deepEqual(chosen(files({ a: 'gone', b: 'gone' }), false), ['a', 'b']);
  });
});
