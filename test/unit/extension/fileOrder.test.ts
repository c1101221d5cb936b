import assert from 'node:assert/strict';
import { arrangeFiles, type FileSort } from '../../../extension/files/fileOrder.ts';
import type { FileEntry } from '../../../server/protocol/model.ts';

function entry(seq: number, name: string, size: number, mediaType: string, sender: string): FileEntry {
  const file = { id: `f${seq}`, name, size, mediaType, sha256: '0'.repeat(64) };
  return { seq, time: seq, from: { id: sender, name: sender }, file };
}

const FILES = [
  entry(1, 'zebra.png', 10, 'image/png', 'Ada'),
  entry(2, 'img10.png', 300, 'image/png', 'Grace'),
  entry(3, 'img9.png', 20, 'image/png', 'ada'),
  entry(4, 'Ärger.txt', 300, 'text/plain', 'Łucja'),
];

function names(sort: FileSort, filter = ''): string[] {
  return arrangeFiles(FILES, sort, filter).map(({ file }) => file.name);
}

describe('arrangeFiles', () => {
  it('sorts as people do: numbers by value, letters without their case and marks', () => {
    assert.deepEqual(names('newest'), ['Ärger.txt', 'img9.png', 'img10.png', 'zebra.png']);
    assert.deepEqual(names('name'), ['Ärger.txt', 'img9.png', 'img10.png', 'zebra.png']);
    assert.deepEqual(names('size'), ['Ärger.txt', 'img10.png', 'img9.png', 'zebra.png']);
    assert.deepEqual(names('kind'), ['img9.png', 'img10.png', 'zebra.png', 'Ärger.txt']);
    assert.deepEqual(names('sender'), ['img9.png', 'zebra.png', 'img10.png', 'Ärger.txt']);
  });

  it('keeps what has every word in its name, sender or kind', () => {
    assert.deepEqual(names('newest', 'PNG ada'), ['img9.png', 'zebra.png']);
    assert.deepEqual(names('newest', 'text/'), ['Ärger.txt']);
    assert.deepEqual(names('newest', 'A\u0308RGER'), ['Ärger.txt']);
    assert.deepEqual(names('newest', '  '), names('newest'));
    assert.deepEqual(names('newest', 'none'), []);
  });

  it('leaves the list that it was given as it was', () => {
    const given = [...FILES];
    arrangeFiles(given, 'size', '');
    assert.deepEqual(given, FILES);
  });
});
