import assert from 'node:assert/strict';
import type { SearchHit } from '../../../server/protocol/model.ts';
import { PAGE_HITS, RoomSearch, type SearchableRoom } from '../../../extension/search/roomSearch.ts';

function hitAt(room: string, seq: number, time: number): SearchHit {
  const event = { type: 'message', room, seq, time, from: { id: 'u', name: 'Ada' }, id: `${seq}`, text: 'x' } as const;
  return { event, marks: [] };
}

/** A room with hits at these times, newest first, as a server pages them; `empty` answers without any come first. */
function roomOf(name: string, times: readonly number[], empty = 0): SearchableRoom & { asked: (string | undefined)[] } {
  const hits = times.map((time, index) => hitAt(name, times.length - index, time));
  const asked: (string | undefined)[] = [];
  return {
    asked,
    search: (_query, limit, before) => {
      asked.push(before);
      const from = Number(before ?? 0);
      if (from < empty) return Promise.resolve({ hits: [], next: `${from + 1}` });
      const start = from - empty;
      const next = start + limit < hits.length ? `${from + limit}` : undefined;
      return Promise.resolve({ hits: hits.slice(start, start + limit), next });
    },
  };
}

const failing = (message: string): SearchableRoom => ({ search: () => Promise.reject(new Error(message)) });

async function times<R extends SearchableRoom>(search: RoomSearch<R>): Promise<number[]> {
  return (await search.page()).map(({ hit }) => hit.event.time);
}

describe('a search over several rooms', () => {
  it('[MSG7] gives the newest of all rooms first', async () => {
    const rooms = [roomOf('a', [90, 50, 10]), roomOf('b', [80, 60, 20])];
    const search = new RoomSearch('x', rooms);
    const page = await search.page();
    assert.deepEqual(
      page.map(({ hit }) => hit.event.time),
      [90, 80, 60, 50, 20, 10],
    );
    assert.equal(page[1]?.room, rooms[1]);
    assert.equal(search.more, false);
  });

  it('goes on page by page, each hit once, and never asks twice for the same', async () => {
    const many = Array.from({ length: 70 }, (_, index) => 1_000 - index * 2);
    const few = [999, 997, 995];
    const rooms = [roomOf('a', many), roomOf('b', few)];
    const search = new RoomSearch('x', rooms);
    const all: number[] = [];
    while (search.more) {
      const page = await times(search);
      assert.ok(page.length <= PAGE_HITS);
      all.push(...page);
    }
    assert.deepEqual(
      all,
      [...many, ...few].sort((a, b) => b - a),
    );
    assert.deepEqual(rooms[0]?.asked, [undefined, '30', '60']);
    assert.deepEqual(rooms[1]?.asked, [undefined]);
  });

  it('follows a server that found nothing in what it looked at so far, but not without end', async () => {
    const near = roomOf('a', [5], 3);
    assert.deepEqual(await times(new RoomSearch('x', [near])), [5]);
    const far = roomOf('a', [5], 12);
    const search = new RoomSearch('x', [far]);
    assert.deepEqual(await times(search), []);
    assert.equal(far.asked.length, 5);
    assert.equal(search.more, true);
  });

  it('ends where a server gives the same place again', async () => {
    const stuck: SearchableRoom = { search: () => Promise.resolve({ hits: [], next: 'here' }) };
    const search = new RoomSearch('x', [stuck]);
    assert.deepEqual(await times(search), []);
    assert.equal(search.more, false);
  });

  it('leaves out a room that cannot be searched, and fails where none can', async () => {
    assert.deepEqual(await times(new RoomSearch('x', [failing('no'), roomOf('a', [1])])), [1]);
    await assert.rejects(new RoomSearch('x', [failing('first'), failing('second')]).page(), { message: 'first' });
  });
});
