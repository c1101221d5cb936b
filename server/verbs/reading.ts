import type { InlineFiles } from '../files/inlineFiles.ts';
import { encodeFrame } from '../frame.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { FILES_LISTED, HISTORY_EVENTS, SEARCH_HITS } from '../protocol/limits.ts';
import { normalizeFileName } from '../protocol/names.ts';
import type { MessageStore } from '../store/messageStore.ts';
import { connectedState, joinedRoom, type Verbs } from './verb.ts';

const PONG = encodeFrame('{"type":"pong"}');

export interface ReadingDeps {
  store: MessageStore;
  files: InlineFiles;
}

/** What is asked of the past: these answers stand outside the order of seq ([MSG5], [MSG7], [FL2]). */
export function readingVerbs(deps: ReadingDeps): Pick<Verbs, 'history' | 'search' | 'download' | 'files' | 'ping'> {
  const { store, files } = deps;
  return {
    history(session, request, reply) {
      const room = joinedRoom(connectedState(session), request.room);
      const { before, after, limit = HISTORY_EVENTS } = request;
      if (before !== undefined && after !== undefined) {
        throw new ProtocolError('bad_request', 'Ask for what is before or after a place, not both.');
      }
      store.submit('history', { key: room.key, before, after, limit }, (outcome) => {
        if (!outcome.ok) {
          reply.fail(outcome.error);
          return;
        }
        const { events, more } = outcome.value;
        reply.ok({ room: room.name, more }, { events: `[${events.join(',')}]` });
      });
    },

    search(session, request, reply) {
      const state = connectedState(session);
      const key = request.room === undefined ? undefined : joinedRoom(state, request.room).key;
      const { actor } = state;
      const input = {
        keys: Array.from(state.rooms, ({ key }) => key),
        ...(!actor.guest && { userId: actor.id }),
        key,
        query: request.query,
        before: request.before,
        limit: request.limit ?? SEARCH_HITS,
      };
      store.submit('search', input, (outcome) => {
        if (!outcome.ok) {
          reply.fail(outcome.error);
          return;
        }
        reply.ok(outcome.value);
      });
    },

    download(session, request, reply) {
      const room = joinedRoom(connectedState(session), request.room);
      store.submit(
        'findFile',
        { key: room.key, file: request.file, name: normalizeFileName(request.file) },
        (outcome) => {
          if (!outcome.ok) {
            reply.fail(outcome.error);
            return;
          }
          const file = outcome.value;
          const bytes = request.thumbnail === true ? files.readThumbnail(file) : files.read(file);
          bytes.then(
            (data) => reply.ok({ file, data }),
            (error: unknown) => {
              const known = error instanceof ProtocolError;
              const message = 'The bytes of this file cannot be read on the server.';
              reply.fail(known ? error : new ProtocolError('storage_failed', message, { cause: error }));
            },
          );
        },
      );
    },

    files(session, request, reply) {
      const room = joinedRoom(connectedState(session), request.room);
      const { before, limit = FILES_LISTED } = request;
      store.submit('files', { key: room.key, before, limit }, (outcome) => {
        if (outcome.ok) reply.ok({ room: room.name, ...outcome.value });
        else reply.fail(outcome.error);
      });
    },

    ping(session, _request, reply) {
      connectedState(session);
      session.send(PONG);
      reply.ok({});
    },
  };
}
