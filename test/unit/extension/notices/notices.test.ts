import assert from 'node:assert/strict';
import type { RoomSession } from '../../../../extension/connection/roomSession.ts';
import type { Attention } from '../../../../extension/notices/noticeRules.ts';
import { GATHER_MS, HOLD_MS, Notices } from '../../../../extension/notices/notices.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { ADA, JoinedSessions, type JoinedSession } from '../../../support/joinedSessions.ts';

describe('Notices', () => {
  let rooms: JoinedSessions;
  let clock: FakeClock;
  let notices: Notices;
  let told: string[];
  let attention: Attention;

  beforeEach(() => {
    rooms = new JoinedSessions();
    clock = new FakeClock();
    told = [];
    attention = { level: 'all', focused: false, inView: true, snoozed: false };
    notices = new Notices({
      rooms,
      clock,
      attention: () => attention,
      tell: (due) => {
        const lines = due.map(({ session, count, event, call }) => {
          const said = event.type === 'message' ? event.text : 'a file';
          return `${session.target.room}: ${count}, ${said}${call === undefined ? '' : ` (${call})`}`;
        });
        told.push(lines.join('; '));
      },
    });
  });
  afterEach(() => notices.dispose());

  /** A room that Ada joined with five lines in it, all of them read. */
  const joined = (room = 'general'): JoinedSession => rooms.join(room, (session) => session.connected({ seq: 5 }));

  it('says nothing of what was there when the room was joined', () => {
    joined();
    rooms.join('later').connected({ seq: 9, read: 2 });
    clock.advance(HOLD_MS);
    assert.deepEqual(told, []);
  });

  it('tells one message once, after a moment in which more may come', () => {
    joined().hears('hello');
    clock.advance(GATHER_MS - 1);
    assert.deepEqual(told, []);
    clock.advance(HOLD_MS * 2);
    assert.deepEqual(told, ['general: 1, hello']);
  });

  it('tells a burst as one, and what comes right after it as one more', () => {
    const general = joined();
    for (let count = 0; count < 5; count += 1) general.hears(`burst ${count}`);
    clock.advance(GATHER_MS);
    assert.deepEqual(told, ['general: 5, burst 4']);
    for (let count = 0; count < 7; count += 1) {
      general.hears(`more ${count}`);
      clock.advance(2_000);
    }
    clock.advance(HOLD_MS);
    assert.deepEqual(told, ['general: 5, burst 4', 'general: 7, more 6']);
  });

  it('shows of a burst what calls this person', () => {
    const general = joined();
    general.hears('one');
    general.hears('two, @Ada');
    general.hears('three');
    clock.advance(GATHER_MS);
    assert.deepEqual(told, ['general: 3, two, @Ada (mention)']);
  });

  it('tells of several rooms at once in one notice, and of each again on its own', () => {
    const [general, art] = [joined('general'), joined('art')];
    general.hears('one');
    art.hears('two');
    art.hears('three');
    clock.advance(GATHER_MS);
    assert.deepEqual(told, ['general: 1, one; art: 2, three']);
    clock.advance(HOLD_MS);
    art.hears('four');
    clock.advance(GATHER_MS);
    assert.deepEqual(told.slice(1), ['art: 1, four']);
  });

  it('one room that is held back holds no other back', () => {
    const [general, art] = [joined('general'), joined('art')];
    general.hears('one');
    clock.advance(GATHER_MS);
    general.hears('two');
    art.hears('three');
    clock.advance(GATHER_MS);
    assert.deepEqual(told, ['general: 1, one', 'art: 1, three']);
    clock.advance(HOLD_MS);
    assert.deepEqual(told.slice(2), ['general: 1, two']);
  });

  it('never tells what oneself said, at whichever of one’s windows', () => {
    joined().hears('mine', { from: ADA });
    clock.advance(HOLD_MS);
    assert.deepEqual(told, []);
  });

  it('says nothing of what is in view of the focused window by the time it would be told', () => {
    const general = joined();
    general.hears('seen at once');
    attention = { ...attention, focused: true };
    clock.advance(HOLD_MS);
    attention = { ...attention, focused: false };
    clock.advance(HOLD_MS);
    assert.deepEqual(told, []);
  });

  it('says nothing of what was read on another device meanwhile, and tells the rest', () => {
    const general = joined();
    general.hears('read elsewhere');
    general.hears('not read');
    general.reads(6);
    clock.advance(GATHER_MS);
    assert.deepEqual(told, ['general: 1, not read']);
  });

  it('says nothing of what was deleted before it was told', () => {
    const general = joined();
    general.hears('oops');
    general.takes({ type: 'delete', target: 6 });
    clock.advance(HOLD_MS);
    assert.deepEqual(told, []);
  });

  it('does not tell twice what a reconnect brings again, nor what is paged in or edited', () => {
    const general = joined();
    general.hears('line 6');
    clock.advance(GATHER_MS);
    general.connected({ seq: 6, read: 5, from: 6 });
    general.takes({ type: 'edit', target: 3, text: 'edited, @Ada' });
    clock.advance(HOLD_MS * 2);
    assert.deepEqual(told, ['general: 1, line 6']);
  });

  it('catches up after a long absence in one line, also where the gap before it is given up', () => {
    const general = joined();
    general.connected({ seq: 3_000, read: 5, from: 2_501 });
    for (const change of general.state.forgetBefore(2_501)) {
      rooms.roomChanges.emit({ session: general.session, change });
    }
    clock.advance(HOLD_MS * 2);
    assert.deepEqual(told, ['general: 500, line 3000']);
  });

  it('says nothing of a server whose data were put back to an earlier state', () => {
    joined().connected({ seq: 30, read: 0, epoch: 'e2' });
    clock.advance(HOLD_MS);
    assert.deepEqual(told, []);
  });

  it('goes by the level that the room has when it is told', () => {
    const general = joined();
    general.hears('nothing for Ada');
    attention = { ...attention, level: 'mentions' };
    clock.advance(HOLD_MS);
    general.hears('two for @here');
    clock.advance(HOLD_MS);
    attention = { ...attention, level: 'none' };
    general.hears('@Ada');
    clock.advance(HOLD_MS);
    assert.deepEqual(told, ['general: 1, two for @here (mention)']);
  });

  it('does not tell what came while snoozed, though the snooze ends before it was due', () => {
    const general = joined();
    attention = { ...attention, snoozed: true };
    general.hears('in the last moment');
    attention = { ...attention, snoozed: false };
    clock.advance(GATHER_MS);
    assert.deepEqual(told, []);
    general.hears('now');
    clock.advance(GATHER_MS);
    assert.deepEqual(told, ['general: 1, now']);
  });

  it('snoozed, drops what comes: nothing is made up for at its end', () => {
    const general = joined();
    attention = { ...attention, snoozed: true };
    general.hears('asleep');
    clock.advance(HOLD_MS);
    attention = { ...attention, snoozed: false };
    clock.advance(HOLD_MS);
    assert.deepEqual(told, []);
  });

  it('says nothing of a room that was left before it was told', () => {
    const general = joined();
    general.hears('too late');
    rooms.leave(general);
    clock.advance(HOLD_MS);
    assert.deepEqual(told, []);
  });

  it('tells nothing after it was disposed of', () => {
    const general = joined();
    general.hears('one');
    notices.dispose();
    general.hears('two');
    clock.advance(HOLD_MS);
    assert.deepEqual(told, []);
  });

  it('counts a flood of a room that nobody looks at up to a bound', () => {
    const general = joined();
    for (let count = 0; count < 1_500; count += 1) general.hears(`flood ${count}`);
    clock.advance(GATHER_MS);
    assert.deepEqual(told, ['general: 1000, flood 1499']);
  });

  it('takes each room’s own attention', () => {
    notices.dispose();
    const [general, art] = [joined('general'), joined('art')];
    notices = new Notices({
      rooms,
      clock,
      attention: (session: RoomSession) => ({ ...attention, focused: true, inView: session === general.session }),
      tell: (due) => void told.push(due.map(({ session }) => session.target.room).join()),
    });
    general.hears('in view');
    art.hears('out of view');
    clock.advance(HOLD_MS);
    assert.deepEqual(told, ['art']);
  });
});
