import { ConnectionError } from '../connection/errors.ts';
import type { RoomSession } from '../connection/roomSession.ts';

/**
 * Resolves when the session has a connection, at once where it has.
 *
 * @throws ConnectionError where there will be none by itself, and what the signal gives as its reason
 */
export function whenOnline(session: RoomSession, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      stop();
      signal.removeEventListener('abort', look);
      end();
    };
    const look = (): void => {
      const { connection } = session;
      if (signal.aborted) settle(() => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted')));
      else if (connection.state === 'online') settle(resolve);
      else if (connection.state === 'idle') settle(() => reject(new ConnectionError('ended', 'the room was left')));
      else if (connection.state === 'failed') settle(() => reject(connection.error));
    };
    const stop = session.changes.on(look);
    signal.addEventListener('abort', look);
    look();
  });
}
