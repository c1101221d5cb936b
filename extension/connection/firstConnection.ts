import { ConnectionError } from './errors.ts';
import type { RoomSession } from './roomSession.ts';

/**
 * Resolves when a session that is about to connect is online.
 *
 * @throws ConnectionError, RequestError why it cannot be had, or that it was closed meanwhile
 */
export function firstConnection(session: Pick<RoomSession, 'changes' | 'connection'>): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = session.changes.on((change) => {
      if (change.kind !== 'connection') return;
      const { connection } = session;
      switch (connection.state) {
        case 'connecting':
          return;
        case 'online':
          resolve();
          break;
        case 'failed':
          reject(connection.error);
          break;
        case 'idle':
        case 'waiting':
          reject(new ConnectionError('lost', 'closed'));
          break;
      }
      stop();
    });
  });
}
