import type { Logger } from './log.ts';

/**
 * Reads the parts of the program that a running server may come to need, once it listens. An update may remove the
 * program's folder while a server goes on: what it has not read by then is gone.
 */
export async function loadLaterParts(log: Logger): Promise<void> {
  try {
    await Promise.all([
      import('./files/mediaTypes.ts'),
      import('./announce/announcement.ts'),
      import('./announce/announcer.ts'),
    ]);
    log.debug({}, 'program_loaded');
  } catch (error) {
    log.warn({ error }, 'program_incomplete');
  }
}
