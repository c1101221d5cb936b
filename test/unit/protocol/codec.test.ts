import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeRequest } from '../../../server/protocol/codec.ts';
import { decodeServerFrame, decodeSnapshot } from '../../../server/protocol/frames.ts';

describe('codec', () => {
  it('[RQ2] [TR3] decodes requests or says what is wrong, with the id where there is one', () => {
    assert.deepEqual(decodeRequest('{"type":"message","id":"m","text":"x","mood":"good"}'), {
      ok: true,
      request: { type: 'message', id: 'm', text: 'x' },
    });
    const unknown = decodeRequest('{"type":"toString","id":"m"}');
    assert.deepEqual(
      [unknown.ok, !unknown.ok && unknown.code, !unknown.ok && unknown.id],
      [false, 'unknown_type', 'm'],
    );
    const bad = decodeRequest('{"type":"edit","target":0,"text":"x"}');
    assert.match(bad.ok ? '' : bad.message, /"edit" is malformed at "target"/u);
  });

  it('[RQ2] no text makes it throw', () => {
    const value = fc.oneof(fc.json(), fc.string({ unit: 'binary' }));
    const request = fc.record(
      {
        type: fc.oneof(fc.constantFrom('connect', 'message', 'upload', 'history', 'react', '__proto__'), fc.string()),
        id: fc.anything(),
        room: fc.anything(),
        text: fc.anything(),
        target: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          value,
          request.map((made) => JSON.stringify(made)),
        ),
        (frame) => {
          const decoded = decodeRequest(frame);
          assert.equal(typeof decoded.ok, 'boolean');
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('[TR3] an event of a later protocol keeps its place', () => {
    assert.deepEqual(decodeServerFrame('{"type":"poll","room":"r","seq":7,"time":1,"question":"?"}'), {
      kind: 'event',
      event: { type: 'unknown', originalType: 'poll', room: 'r', seq: 7, time: 1 },
    });
  });

  it('a client throws at nothing that a server sends', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (frame) => {
        decodeServerFrame(frame);
        decodeSnapshot(frame);
      }),
      { numRuns: 1_000 },
    );
  });
});
