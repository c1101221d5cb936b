import assert from 'node:assert/strict';
import { decodeServerFrame, decodeSnapshot, decodeUser } from '../../../server/protocol/frames.ts';

const ADA = { id: 'u_1', name: 'Ada' };

describe('what a client reads of who may what', () => {
  for (const notice of [
    { type: 'knock', room: 'general', user: { ...ADA, guest: true } },
    { type: 'admitted', room: 'general' },
    { type: 'rejected', room: 'general' },
    { type: 'kicked', room: 'general', by: ADA },
    { type: 'role', user: ADA, role: 'owner' },
    { type: 'role', room: 'general', user: ADA, role: 'member' },
    { type: 'mute', user: ADA, on: true },
    { type: 'roomOptions', room: 'general', visibility: 'invite', approval: true },
    { type: 'direct', room: '@d_1', user: { ...ADA, guest: false } },
  ]) {
    it(`[AC5] [AC6] [RM5] [RM6] [RM7] ${JSON.stringify(notice)}`, () => {
      assert.deepEqual(decodeServerFrame(JSON.stringify({ ...notice, later: 1 })), { kind: 'notice', notice });
    });
  }

  it('[TR3] one that is not as it should be is of no meaning', () => {
    for (const frame of [
      { type: 'kicked', room: 'general' },
      { type: 'role', user: ADA, role: 'king' },
      { type: 'mute', room: 7, user: ADA, on: true },
      { type: 'roomOptions', room: 'general', visibility: 'direct', approval: true },
      { type: 'knock', room: 'x'.repeat(2_000), user: ADA },
    ]) {
      assert.equal(decodeServerFrame(JSON.stringify(frame)), undefined);
    }
  });

  it('[RM2] [GR3] a snapshot and a user have what they may, and may have none of it', () => {
    const plain = {
      room: 'general',
      seq: 0,
      members: [{ ...ADA, guest: false, state: 'online' }],
      events: [],
      read: 0,
    };
    assert.deepEqual(decodeSnapshot(plain), plain);
    const full = {
      ...plain,
      visibility: 'invite',
      approval: true,
      direct: ADA,
      role: 'owner',
      members: [{ ...ADA, guest: false, state: 'away', role: 'owner', muted: true }],
    };
    assert.deepEqual(decodeSnapshot(full), full);
    assert.equal(decodeSnapshot({ ...plain, role: 'king' }), undefined);
    assert.deepEqual(decodeUser({ ...ADA, guest: false }), { ...ADA, guest: false });
    const self = { ...ADA, guest: false, role: 'owner', device: 'd_1' };
    assert.deepEqual(decodeUser(self), self);
  });
});
