import assert from 'node:assert/strict';
import { EnteredRooms } from '../../../server/enteredRooms.ts';
import { Grouped } from '../../../server/grouped.ts';
import { Room } from '../../../server/room.ts';

describe('values by key', () => {
  it('holds one, several and none again, each value once and in the order of coming', () => {
    const grouped = new Grouped<object>();
    const [one, other, stranger] = [{}, {}, {}];
    assert.deepEqual([grouped.has('a'), grouped.count('a'), [...grouped.of('a')]], [false, 0, []]);
    grouped.add('a', one);
    grouped.add('a', one);
    assert.deepEqual([grouped.count('a'), [...grouped.of('a')][0] === one], [1, true]);
    assert.equal(grouped.delete('a', stranger), false);
    grouped.add('a', other);
    grouped.add('a', other);
    assert.deepEqual([grouped.count('a'), [...grouped.keys()]], [2, ['a']]);
    assert.ok([...grouped.of('a')].every((value, index) => value === [one, other][index]));
    assert.equal(grouped.delete('a', stranger), false);
    assert.equal(grouped.delete('a', one), true);
    assert.equal(grouped.delete('a', one), false);
    assert.deepEqual([grouped.count('a'), grouped.has('a')], [1, true]);
    assert.equal(grouped.delete('a', other), true);
    assert.deepEqual([grouped.count('a'), grouped.has('a'), [...grouped.keys()]], [0, false, []]);
  });
});

describe('the rooms of a session', () => {
  it('are found by key, and of one key there is one, the latest', () => {
    const rooms = new EnteredRooms();
    const [general, lobby, generalAgain] = ['general', 'lobby', 'general'].map((key) => new Room(key, key));
    assert.ok(general && lobby && generalAgain);
    for (const room of [general, lobby, generalAgain]) rooms.add(room);
    assert.deepEqual([rooms.size, rooms.has('lobby'), rooms.has('other')], [2, true, false]);
    assert.equal(rooms.get('general'), generalAgain);
    // Whoever goes through them may leave them meanwhile.
    for (const { key } of rooms) rooms.delete(key);
    assert.deepEqual([rooms.size, [...rooms]], [0, []]);
  });
});
