import { systemClock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { hostPaths, readControlRecord } from './controlRecord.ts';
import { type Attending, HostControl } from './hostControl.ts';
import { Hosting } from './hosting.ts';
import { launchServer } from './serverProcess.ts';

export interface HostWindowOptions {
  /** Path of the bundled server. */
  script: string;
  /** The folder that all windows of this person share. */
  storage: string;
  ports: () => readonly number[];
  remember: (port: number) => void;
  attending: () => Attending;
  log: Logger;
}

/** `Hosting` with the real process, record and line. */
export function hostWindow({ script, storage, attending, ...options }: HostWindowOptions): Hosting {
  const { folder, record, log, data } = hostPaths(storage);
  return new Hosting({
    ...options,
    clock: systemClock,
    launch: (how) => launchServer({ script, folder, record, log, data, ...how }),
    attend: async () => {
      const found = await readControlRecord(record);
      // A record may outlive its server, where that was killed.
      return found && HostControl.attend(found, attending()).catch(() => undefined);
    },
  });
}
