import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { ProtocolError } from '../../../server/protocol/errors.ts';
import { Transactions } from '../../../server/store/batch.ts';
import type { Engine } from '../../../server/store/engine.ts';
import type { Call } from '../../../server/store/workerMessages.ts';
import { engineSuite } from '../../support/engineSuite.ts';

const ADA = { id: 'g_ada', name: 'Ada', guest: true, holder: 'ada' };

describe('transactions of a batch', () => {
  const suite = engineSuite();
  let database: DatabaseSync;
  let engine: Engine;

  beforeEach(() => {
    ({ database, engine } = suite);
    new Transactions(database, engine).run([
      { id: 1, name: 'join', input: { room: 'general', key: 'general', actor: ADA, open: true, now: 1 } },
    ]);
  });

  const say = (id: number, text: string, key = 'general'): Call => ({
    id,
    name: 'append',
    input: { key, actor: ADA, clientId: `m${id}`, change: { type: 'message', text }, now: id },
  });
  const texts = (): unknown[] =>
    database
      .prepare("SELECT seq, text FROM events WHERE type = 'message' ORDER BY seq")
      .all()
      .map((row) => [row['seq'], row['text']]);

  it('a call that is refused takes nothing of the others with it', () => {
    const { outcomes } = new Transactions(database, engine).run([
      say(2, 'one'),
      say(3, 'lost', 'nowhere'),
      say(4, 'two'),
    ]);
    assert.deepEqual(
      outcomes.map(({ id, ok }) => [id, ok]),
      [
        [2, true],
        [3, false],
        [4, true],
      ],
    );
    assert.deepEqual(texts(), [
      [2, 'one'],
      [3, 'two'],
    ]);
  });

  it('of a call that fails half done nothing stays, and of the others all', () => {
    const { append } = engine.handlers;
    const failing = {
      ...engine.handlers,
      append: (input: Parameters<typeof append>[0], canWrite: boolean) => {
        const output = append(input, canWrite);
        if (input.clientId === 'm3') throw new ProtocolError('too_large', 'Half done.');
        return output;
      },
    };
    Object.assign(engine, { handlers: failing });
    const { outcomes } = new Transactions(database, engine).run([say(2, 'one'), say(3, 'half'), say(4, 'two')]);
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code)),
      ['ok', 'too_large', 'ok'],
    );
    assert.deepEqual(texts(), [
      [2, 'one'],
      [3, 'two'],
    ]);
    const { hits } = engine.handlers.search({ keys: ['general'], query: 'half', limit: 10 }, false);
    assert.deepEqual(hits, []);
  });

  it('[RM2] what was undone is in no snapshot, though its place is given to something else', () => {
    const snapshot = () => {
      const joined = engine.handlers.join({ room: 'general', key: 'general', actor: ADA, open: true, now: 9 }, true);
      return 'events' in joined ? (JSON.parse(joined.events) as { text?: string }[]).map(({ text }) => text) : [];
    };
    const append = (text: string) => {
      engine.handlers.append({ key: 'general', actor: ADA, change: { type: 'message', text }, now: 2 }, true);
    };
    database.exec('BEGIN');
    append('undone');
    assert.deepEqual(snapshot(), [undefined, 'undone']);
    database.exec('ROLLBACK');
    engine.rolledBack();
    database.exec('BEGIN; SAVEPOINT call');
    append('undone alone');
    assert.deepEqual(snapshot(), [undefined, 'undone alone']);
    database.exec('ROLLBACK TO call');
    engine.callUndone();
    append('kept');
    assert.deepEqual(snapshot(), [undefined, 'kept']);
    database.exec('COMMIT');
  });
});
