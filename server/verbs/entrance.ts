import type { AuditLog } from '../audit.ts';
import type { Clock } from '../clock.ts';
import { encodeFrame } from '../frame.ts';
import { ProtocolError } from '../protocol/errors.ts';
import type { RoomRegistry } from '../roomRegistry.ts';
import type { Session } from '../session.ts';
import type { MessageStore } from '../store/messageStore.ts';
import type { JoinOutput, WaitingOutput } from '../store/operations.ts';
import type { Connected } from './verb.ts';

export interface EntranceDeps {
  store: MessageStore;
  rooms: RoomRegistry;
  clock: Clock;
  audit: AuditLog;
  /** Whether this is an open server ([AC2]). */
  open: boolean;
  /** The sessions of one user, wherever they are. */
  sessionsOf: (holder: string) => Iterable<Session>;
}

export interface Place {
  after?: number | undefined;
  epoch?: string | undefined;
}

/** A room that was entered: the snapshot's fields, and its members and events, which are JSON already. */
export interface Entered {
  fields: object;
  raw: { members: string; events: string };
}

/** The one way into a room: snapshot and subscription in one step ([RM2]). */
export class Entrance {
  readonly #deps: EntranceDeps;

  constructor(deps: EntranceDeps) {
    this.#deps = deps;
  }

  /** The session is in the room before anything else settles. */
  enter(
    session: Session,
    state: Connected,
    room: { name: string; key: string },
    { after, epoch }: Place,
    settle: (failure: ProtocolError | undefined, entered?: Entered) => void,
  ): void {
    const { store, clock, open } = this.#deps;
    const input = { room: room.name, key: room.key, actor: state.actor, after, epoch, open, now: clock.now() };
    store.submit('join', input, (outcome) => {
      if (outcome.ok && 'waiting' in outcome.value) this.#knock(session, state, outcome.value);
      if (session.phase.phase === 'closed') {
        settle(new ProtocolError('not_connected', 'The session has ended.'));
        return;
      }
      if (!outcome.ok) {
        settle(outcome.error);
        return;
      }
      if ('waiting' in outcome.value) {
        settle(
          new ProtocolError('approval_pending', 'An owner of this room has to let you in first. You will be told.'),
        );
        return;
      }
      settle(undefined, this.#subscribe(session, state, outcome.value));
    });
  }

  #subscribe(session: Session, state: Connected, joined: JoinOutput): Entered {
    const { rooms, audit } = this.#deps;
    const living = rooms.open(joined.key, joined.room);
    if (joined.joined !== undefined) {
      living.deliver(joined.joined, session);
      audit.note('join', { actor: state.actor.id, room: joined.room, address: session.address });
    }
    living.add(session, joined.members);
    state.rooms.add(living);
    const raw = { members: living.membersJson(), events: joined.events };
    return { fields: snapshotFields(joined), raw };
  }

  /** Tells the owners that somebody waits ([RM6]). */
  #knock(session: Session, { actor }: Connected, { room, owners, fresh }: WaitingOutput): void {
    if (!fresh) return;
    const { id, name, guest } = actor;
    this.#deps.audit.note('knock', { actor: id, room, address: session.address });
    const frame = encodeFrame(JSON.stringify({ type: 'knock', room, user: { id, name, guest } }));
    for (const owner of owners) for (const told of this.#deps.sessionsOf(owner)) told.send(frame);
  }
}

function snapshotFields(joined: JoinOutput): object {
  const { room, seq, topic, gap, read, role, visibility, approval, direct } = joined;
  return {
    room,
    seq,
    ...(topic !== undefined && { topic }),
    ...(visibility && { visibility }),
    ...(approval && { approval }),
    ...(direct && { direct }),
    ...(role && { role }),
    ...(gap && { gap }),
    read,
  };
}
