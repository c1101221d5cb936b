import { existsSync, mkdirSync, watch } from 'node:fs';
import path from 'node:path';

/**
 * Calls `found` whenever this person's server began to run, whichever window started it. It is asked for by a file that all
 * their windows share, so that a window without a server pays for a look only.
 *
 * @param storage the folder that the windows share
 */
export function whenHosting(storage: string, found: () => Promise<unknown>): { dispose(): void } {
  const record = path.join(storage, 'hosting', 'server.json');
  const look = (): void => {
    if (existsSync(record)) void found();
  };
  try {
    mkdirSync(path.dirname(record), { recursive: true, mode: 0o700 });
    const watcher = watch(path.dirname(record), { persistent: false }, look);
    // Where it cannot be watched, a server of another window is found when one is asked for.
    watcher.on('error', () => watcher.close());
    look();
    return { dispose: () => watcher.close() };
  } catch {
    return { dispose: () => undefined };
  }
}
