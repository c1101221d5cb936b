import type { AuditLog } from '../audit.ts';
import type { Clock } from '../clock.ts';
import type { InlineFiles } from '../files/inlineFiles.ts';
import { ProtocolError } from '../protocol/errors.ts';
import type { ServerLimits } from '../protocol/limits.ts';
import { utf8Length } from '../protocol/names.ts';
import type { Reply } from '../reply.ts';
import type { Room } from '../room.ts';
import type { RoomRegistry } from '../roomRegistry.ts';
import type { Session } from '../session.ts';
import type { MessageStore } from '../store/messageStore.ts';
import type { Change, FileQuotas } from '../store/operations.ts';
import { type Connected, connectedState, joinedRoom, type Verbs } from './verb.ts';

export interface PostingDeps {
  store: MessageStore;
  files: InlineFiles;
  rooms: RoomRegistry;
  limits: ServerLimits;
  quotas: FileQuotas;
  clock: Clock;
  audit: AuditLog;
  /** Called for each event that was stored. */
  onEvent: (type: Change['type']) => void;
}

/** All that adds to a room's log ([MSG1], [MSG6], [FL2]). */
export function postingVerbs(
  deps: PostingDeps,
): Pick<Verbs, 'message' | 'edit' | 'delete' | 'react' | 'topic' | 'upload'> {
  const { store, files, limits, quotas } = deps;

  /** The sender gets the answer, everybody else the event; in the order of commits ([MSG5]). */
  function post(
    session: Session,
    state: Connected,
    room: Room,
    clientId: string | undefined,
    change: Change,
    reply: Reply,
    settled?: (posted: boolean) => void,
  ): void {
    store.submit(
      'append',
      { key: room.key, actor: state.actor, clientId, change, quotas, now: deps.clock.now() },
      (outcome) => {
        settled?.(outcome.ok && outcome.value.event !== undefined);
        if (!outcome.ok) {
          reply.fail(outcome.error);
          return;
        }
        const { seq, time, event, file, unchanged, orphan } = outcome.value;
        if (orphan !== undefined) files.discard(orphan);
        if (event !== undefined) {
          deps.onEvent(change.type);
          if (change.type === 'delete') {
            const { address } = session;
            deps.audit.note('delete', { actor: state.actor.id, target: change.target, room: room.name, address });
          }
          // Who hears of no answer would otherwise see a hole in the order of seq.
          deps.rooms.get(room.key)?.deliver(event, reply.isHeard ? session : undefined);
        }
        reply.ok({ room: room.name, seq, time, ...(file && { file }), ...(unchanged === true && { unchanged }) });
      },
    );
  }

  function checkText(text: string): void {
    if (limits.textBytes > 0 && utf8Length(text) > limits.textBytes) {
      throw new ProtocolError(
        'too_large',
        `A message holds ${limits.textBytes} bytes at most. Share longer text as a file.`,
      );
    }
  }

  return {
    message(session, request, reply) {
      const state = connectedState(session);
      const room = joinedRoom(state, request.room);
      const { text, replyTo, snippet } = request;
      checkText(text);
      if (snippet) checkText(snippet.text);
      if (text === '' && !snippet) throw new ProtocolError('bad_request', 'A message needs text.');
      post(session, state, room, request.id, { type: 'message', text, replyTo, snippet }, reply);
    },

    edit(session, request, reply) {
      const state = connectedState(session);
      const room = joinedRoom(state, request.room);
      checkText(request.text);
      if (request.text === '') throw new ProtocolError('bad_request', 'A message needs text. Delete it instead.');
      const { target, text } = request;
      post(session, state, room, request.id, { type: 'edit', target, text }, reply);
    },

    delete(session, request, reply) {
      const state = connectedState(session);
      const room = joinedRoom(state, request.room);
      post(session, state, room, request.id, { type: 'delete', target: request.target }, reply);
    },

    react(session, request, reply) {
      const state = connectedState(session);
      const room = joinedRoom(state, request.room);
      const { target, emoji, on } = request;
      post(session, state, room, request.id, { type: 'react', target, emoji, on }, reply);
    },

    topic(session, request, reply) {
      const state = connectedState(session);
      const room = joinedRoom(state, request.room);
      post(session, state, room, request.id, { type: 'topic', topic: request.topic.trim() }, reply);
    },

    upload(session, request, reply) {
      const state = connectedState(session);
      const room = joinedRoom(state, request.room);
      const { replyTo } = request;
      files.store(request.name, request.data, request.thumbnail).then(
        ({ shared, settled }) => {
          // The session may have left the room, or gone, while the bytes were written.
          const { phase } = session;
          if (phase.phase !== 'connected' || !phase.rooms.has(room.key)) {
            settled(false);
            reply.fail(new ProtocolError('not_joined', 'The room was left before the file was stored.'));
            return;
          }
          post(session, state, room, request.id, { type: 'file', ...shared, replyTo }, reply, settled);
        },
        (error: unknown) => {
          const known = error instanceof ProtocolError;
          reply.fail(
            known ? error : new ProtocolError('storage_failed', 'The file could not be stored.', { cause: error }),
          );
        },
      );
    },
  };
}
