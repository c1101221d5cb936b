import * as v from 'valibot';
import type { RoomSummary } from '../../server/protocol/model.ts';
import type { Logger } from '../log.ts';
import { ConnectionError } from './errors.ts';
import type { Introduction } from './introduction.ts';
import { RoomConnection } from './roomConnection.ts';
import type { TokenStore } from './roomSession.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const roomsSchema = v.array(
  v.object({
    name: v.string(),
    members: count,
    seq: count,
    lastTime: count,
    unread: v.optional(count, 0),
    visibility: v.optional(v.literal('invite')),
    approval: v.optional(v.literal(true)),
    direct: v.optional(v.object({ id: v.string(), name: v.string() })),
  }),
);

/** Rooms that are offered at most; a server's answer is not trusted to be short. */
const MOST_ROOMS = 200;

export interface RoomListOptions {
  url: string;
  name: string;
  tokens: TokenStore;
  client: string;
  pin?: (() => string | undefined) | undefined;
  introduction?: Introduction | undefined;
  log: Logger;
}

/**
 * The rooms of a server that a person of this name may see, by a connection of its own that joins none.
 *
 * @throws ConnectionError, RequestError what joining would meet, too
 */
export async function listRooms(options: RoomListOptions): Promise<RoomSummary[]> {
  const { url, name, tokens, client, pin, introduction, log } = options;
  let connection: RoomConnection | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      connection = new RoomConnection({
        url,
        client,
        log,
        host: {
          ...(pin && { pin }),
          connectFields: () => ({ name, ...introduction?.fields }),
          loadToken: () => tokens.load(),
          saveToken: (token) => tokens.save(token),
          onState: (state) => {
            if (state.state === 'failed' || state.state === 'waiting') reject(state.error);
          },
          onWelcome: () => introduction?.taken(),
          onConnected: () => resolve(),
          onFrame: () => undefined,
        },
      });
      connection.start({ impatient: true });
    });
    const body = await connection?.request('rooms');
    return decodeRooms(body ?? {});
  } finally {
    connection?.close();
  }
}

/**
 * Reads the answer of `rooms` ([RM1]).
 *
 * @throws ConnectionError `not_a_room_server`
 */
export function decodeRooms(body: Record<string, unknown>): RoomSummary[] {
  const rooms = v.safeParse(roomsSchema, body['rooms']);
  if (!rooms.success) throw new ConnectionError('not_a_room_server', 'no rooms in the answer');
  return rooms.output.slice(0, MOST_ROOMS);
}
