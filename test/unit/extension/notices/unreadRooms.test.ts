import assert from 'node:assert/strict';
import { UnreadRooms } from '../../../../extension/notices/unreadRooms.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { ADA, JoinedSessions, type JoinedSession } from '../../../support/joinedSessions.ts';

describe('UnreadRooms', () => {
  let rooms: JoinedSessions;
  let clock: FakeClock;
  let unread: UnreadRooms;

  beforeEach(() => {
    rooms = new JoinedSessions();
    clock = new FakeClock();
    unread = new UnreadRooms(rooms, clock);
  });
  afterEach(() => unread.dispose());

  const countOf = ({ session }: JoinedSession): number => {
    clock.advance(1_000);
    return unread.of(session).count;
  };

  it('counts what others said after the read mark, that of a reload too', () => {
    const general = rooms.join('general');
    general.connected({ seq: 9, read: 4 });
    assert.equal(countOf(general), 5);
  });

  it('counts all that a reconnect brought, not the last of it only', () => {
    const general = rooms.join('general', (session) => session.connected({ seq: 5 }));
    general.connected({ seq: 8, read: 5, from: 6 });
    assert.equal(countOf(general), 3);
  });

  it('counts nothing twice, nothing of oneself, nothing deleted, and nothing that is edited or reacted to', () => {
    const general = rooms.join('general', (session) => session.connected({ seq: 5 }));
    general.hears('one');
    general.hears('mine', { from: ADA });
    general.hears('two');
    general.takes({ type: 'edit', target: 6, text: 'changed' });
    general.takes({ type: 'react', target: 3, emoji: '👍', on: true });
    assert.equal(countOf(general), 2);
    general.takes({ type: 'delete', target: 8 });
    assert.equal(countOf(general), 1);
  });

  it('reading on another device takes the count down', () => {
    const general = rooms.join('general', (session) => session.connected({ seq: 5 }));
    general.hears('one');
    general.hears('two');
    assert.equal(countOf(general), 2);
    general.reads(6);
    assert.equal(countOf(general), 1);
    general.reads(7);
    assert.equal(countOf(general), 0);
  });

  it('knows how many of them call this person', () => {
    const general = rooms.join('general', (session) => session.connected({ seq: 5 }));
    general.hears('@Ada, are you there?');
    general.hears('nothing');
    general.hears('my answer', { from: ADA });
    general.hears('about that', { replyTo: 8 });
    clock.advance(1_000);
    assert.deepEqual(unread.of(general.session), { count: 3, calls: 2 });
  });

  it('tells of changes only, and of a flood not for each of its messages', () => {
    const general = rooms.join('general', (session) => session.connected({ seq: 5 }));
    clock.advance(1_000);
    let changes = 0;
    unread.changes.on(() => (changes += 1));
    for (let count = 0; count < 200; count += 1) general.hears('flood');
    assert.equal(countOf(general), 200);
    assert.equal(changes, 1);
    general.hears('mine', { from: ADA });
    assert.equal(countOf(general), 200);
    assert.equal(changes, 1);
  });

  it('counts to a thousand', () => {
    const general = rooms.join('general');
    general.connected({ seq: 1_200, read: 0 });
    assert.equal(countOf(general), 1_000);
  });

  it('forgets a room that was left', () => {
    const general = rooms.join('general', (session) => session.connected({ seq: 5, read: 0 }));
    assert.equal(countOf(general), 5);
    rooms.leave(general);
    assert.equal(countOf(general), 0);
  });
});
