import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { ProtocolError } from '../../../server/protocol/errors.ts';
import { openDatabase } from '../../../server/store/database.ts';
import { Engine } from '../../../server/store/engine.ts';
import type { Actor, AppendOutput, Change } from '../../../server/store/operations.ts';
import { newDataFolder } from '../../support/serverProcess.ts';

interface Modelled {
  type: string;
  by: number;
  id: string | undefined;
  body: string;
  text: string;
  target: number;
  edited: boolean;
  lastEdit: number;
  deleted: boolean;
  reactions: Map<string, Set<number>>;
}

type Step =
  | { kind: 'message'; by: number; id: number; text: string }
  | { kind: 'edit'; by: number; target: number; text: string }
  | { kind: 'delete'; by: number; target: number }
  | { kind: 'react'; by: number; target: number; emoji: string; on: boolean }
  | { kind: 'page'; way: 'before' | 'after'; place: number; limit: number }
  | { kind: 'resume'; after: number };

const ACTORS: Actor[] = ['Ada', 'Grace', 'Linus'].map((name, index) => {
  return { id: `u${index}`, name, guest: false, holder: `u${index}` };
});
const by = fc.nat({ max: 2 });
const target = fc.integer({ min: 1, max: 30 });
const text = fc.constantFrom('one', 'two', 'three', 'vier');

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('message'), by, id: fc.nat({ max: 12 }), text }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('edit'), by, target, text }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete'), by, target }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('react'),
      by,
      target,
      emoji: fc.constantFrom('👍', '🎉'),
      on: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('page'),
      way: fc.constantFrom('before', 'after'),
      place: fc.integer({ min: 1, max: 40 }),
      limit: fc.integer({ min: 1, max: 10 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('resume'), after: fc.nat({ max: 40 }) }) },
);

/** A room as the protocol describes it, in as few words as possible. */
class RoomModel {
  readonly log: Modelled[] = [];

  /** What the store should answer: a seq, or the code of an error. */
  apply(change: Change, who: number, id: string | undefined): number | string {
    const body = JSON.stringify(change);
    const earlier = this.log.findIndex((event) => event.by === who && event.id !== undefined && event.id === id);
    if (earlier >= 0) return this.log[earlier]!.body === body ? earlier + 1 : 'id_conflict';
    if (change.type === 'message') return this.#add({ type: 'message', text: change.text }, body, who, id);
    if (change.type !== 'edit' && change.type !== 'delete' && change.type !== 'react') return 'internal';
    const found = this.log[change.target - 1];
    if (found?.type !== 'message' || found.deleted) return 'not_found';
    if (change.type === 'react') {
      const users = found.reactions.get(change.emoji) ?? new Set();
      if (users.has(who) === change.on) return 'unchanged';
      if (change.on) users.add(who);
      else users.delete(who);
      found.reactions.set(change.emoji, users);
      return this.#add({ type: 'react', target: change.target }, body, who, id);
    }
    if (found.by !== who) return 'not_yours';
    if (change.type === 'edit') {
      if (found.text === change.text) return 'unchanged';
      const seq = this.#add({ type: 'edit', target: change.target }, body, who, id);
      Object.assign(found, { text: change.text, edited: true, lastEdit: seq });
      return seq;
    }
    Object.assign(found, { text: '', edited: false, lastEdit: 0, deleted: true, reactions: new Map() });
    return this.#add({ type: 'delete', target: change.target }, body, who, id);
  }

  page(from: number, to: number): unknown[] {
    const seqs = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
    return seqs.map((seq) => this.#shown(seq));
  }

  #add(event: Partial<Modelled>, body: string, who: number, id: string | undefined): number {
    const blank = { type: '', text: '', target: 0, edited: false, lastEdit: 0, deleted: false, reactions: new Map() };
    return this.log.push({ ...blank, ...event, by: who, id, body });
  }

  #shown(seq: number): unknown {
    const event = this.log[seq - 1]!;
    const base = { seq, type: event.type, by: `u${event.by}` };
    if (event.type === 'message') {
      const reactions = [...event.reactions].filter(([, users]) => users.size > 0);
      const counted = reactions.map(([emoji, users]) => `${emoji}${[...users].toSorted().join('')}`).toSorted();
      return { ...base, text: event.text, edited: event.edited, deleted: event.deleted, reactions: counted };
    }
    const message = this.log[event.target - 1];
    const text = event.type === 'edit' && message?.lastEdit === seq ? message.text : undefined;
    return { ...base, target: event.target, text };
  }
}

interface Shown {
  seq: number;
  type: string;
  from: { id: string };
  text?: string;
  target?: number;
  edited?: number;
  deleted?: boolean;
  reactions?: { emoji: string; users: string[] }[];
}

function plain(json: string): unknown {
  const event = JSON.parse(json) as Shown;
  const base = { seq: event.seq, type: event.type, by: event.from.id };
  if (event.type !== 'message') return { ...base, target: event.target, text: event.text };
  const reactions = (event.reactions ?? []).map(
    ({ emoji, users }) =>
      `${emoji}${users
        .map((user) => user.slice(1))
        .toSorted()
        .join('')}`,
  );
  return {
    ...base,
    text: event.text,
    edited: event.edited !== undefined,
    deleted: event.deleted === true,
    reactions: reactions.toSorted(),
  };
}

describe('a room and its model', () => {
  let data: string;
  let database: DatabaseSync;
  let engine: Engine;
  let rooms = 0;

  before(() => {
    data = newDataFolder();
    mkdirSync(join(data, 'blobs'));
    ({ database } = openDatabase(data, false, 'e'));
    database.exec('PRAGMA synchronous = OFF');
    engine = new Engine(database, 'e');
  });
  after(() => {
    database.close();
    rmSync(data, { recursive: true });
  });

  it('[MSG1] [MSG2] [MSG3] [MSG6] [MSG7] [RM3] whatever is done, the store says what the model says', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        rooms += 1;
        const key = `room ${rooms}`;
        const model = new RoomModel();
        database.exec('BEGIN');
        database.prepare('INSERT INTO rooms (name, key) VALUES (?, ?)').run(key, key);
        // Members already, so that joining adds nothing to the log.
        const member = database.prepare(
          'INSERT INTO members (room, user, name, guest) SELECT id, ?, ?, 0 FROM rooms WHERE key = ?',
        );
        for (const actor of ACTORS) member.run(actor.id, actor.name, key);
        for (const what of steps) check(what, key, model);
        const all = engine.handlers.history({ key, after: 0, limit: 200 }, false);
        assert.deepEqual(all.events.map(plain), model.page(1, model.log.length));
        database.exec('COMMIT');
      }),
      { numRuns: 300 },
    );
  });

  function check(what: Step, key: string, model: RoomModel): void {
    const last = model.log.length;
    switch (what.kind) {
      case 'page': {
        const { way, place, limit } = what;
        const input = way === 'before' ? { key, before: place, limit } : { key, after: place, limit };
        const page = engine.handlers.history(input, false);
        const to = way === 'before' ? Math.min(place - 1, last) : Math.min(place + limit, last);
        const from = way === 'before' ? Math.max(1, to - limit + 1) : place + 1;
        assert.deepEqual(page.events.map(plain), model.page(from, to));
        if (page.events.length > 0) assert.equal(page.more, way === 'before' ? from > 1 : to < last);
        return;
      }
      case 'resume': {
        const room = { room: key, key, actor: ACTORS[0]!, open: true, now: 1 };
        const joined = engine.handlers.join({ ...room, after: what.after }, true);
        const known = what.after <= last ? what.after : 0;
        assert.ok(!('waiting' in joined));
        assert.equal(joined.seq, last);
        assert.deepEqual(
          (JSON.parse(joined.events) as object[]).map((event) => plain(JSON.stringify(event))),
          model.page(known + 1, last),
        );
        return;
      }
      case 'message': {
        append({ type: 'message', text: what.text }, what.by, `m${what.id}`, key, model);
        return;
      }
      case 'edit': {
        append({ type: 'edit', target: what.target, text: what.text }, what.by, undefined, key, model);
        return;
      }
      case 'delete': {
        append({ type: 'delete', target: what.target }, what.by, undefined, key, model);
        return;
      }
      case 'react': {
        const { target: seq, emoji, on } = what;
        append({ type: 'react', target: seq, emoji, on }, what.by, undefined, key, model);
        return;
      }
    }
  }

  function append(change: Change, who: number, id: string | undefined, key: string, model: RoomModel): void {
    const expected = model.apply(change, who, id);
    const answer = attempt(() =>
      engine.handlers.append({ key, actor: ACTORS[who]!, clientId: id, change, now: 1 }, true),
    );
    assert.equal(typeof answer === 'string' ? answer : answer.unchanged === true ? 'unchanged' : answer.seq, expected);
  }

  function attempt(work: () => AppendOutput): AppendOutput | string {
    try {
      return work();
    } catch (error) {
      if (error instanceof ProtocolError) return error.code;
      throw error;
    }
  }
});
