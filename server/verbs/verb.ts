import type { RequestOf, RequestType } from '../protocol/messages.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { nameKey, normalizeName } from '../protocol/names.ts';
import type { Reply } from '../reply.ts';
import type { Room } from '../room.ts';
import type { Session } from '../session.ts';
import type { SessionState } from '../sessionHost.ts';
import type { Outcome } from '../store/messageStore.ts';

/** Answers one kind of request through `reply`, now or later. A `ProtocolError` that it throws is the answer, too. */
type Verb<T extends RequestType> = (session: Session, request: RequestOf<T>, reply: Reply) => void;

export type Verbs = { readonly [T in RequestType]: Verb<T> };

export type Connected = SessionState & { phase: 'connected' };

/** @throws ProtocolError `not_connected` */
export function connectedState(session: Session): Connected {
  const { phase } = session;
  if (phase.phase !== 'connected') {
    throw new ProtocolError('not_connected', 'Say who you are first, with "connect".');
  }
  return phase;
}

/**
 * The room that a request is about: the one it names, else the one of `connect` ([RQ3]).
 * @throws ProtocolError `bad_name`, `not_joined`
 */
export function joinedRoom(state: Connected, room: string | undefined): Room {
  const key = room === undefined ? state.home : roomName(room).key;
  const joined = key === undefined ? undefined : state.rooms.get(key);
  if (!joined) throw new ProtocolError('not_joined', 'Join this room first.');
  return joined;
}

/** @throws ProtocolError `bad_name` */
export function roomName(raw: string): { name: string; key: string } {
  const name = normalizeName(raw);
  if (name === undefined) {
    throw new ProtocolError('bad_name', 'The name of a room has 1 to 64 characters, and none that is hidden.');
  }
  return { name, key: nameKey(name) };
}

/** What settles an operation: its failure is the answer, else `then` sees to one. */
export function orFail<T>(reply: Reply, then: (value: T) => void): (outcome: Outcome<T>) => void {
  return (outcome) => {
    if (outcome.ok) then(outcome.value);
    else reply.fail(outcome.error);
  };
}
