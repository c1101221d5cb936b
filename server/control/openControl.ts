import type { AccessMode } from '../access.ts';
import type { Announcing } from '../announce/announcing.ts';
import { systemClock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { systemRandom } from '../random.ts';
import type { RoomServer } from '../roomServer.ts';
import { ControlServer } from './controlServer.ts';

export interface OpenControlOptions {
  /** Where the record goes. */
  file: string;
  version: string;
  access: AccessMode;
  /** Whether other computers reach the server. */
  network: boolean;
  announcing: Announcing;
  log: Logger;
  stop: (reason: string) => void;
}

/** Lets the windows of whoever hosts this server attend to it; ends with the server. */
export async function openControl(server: RoomServer, options: OpenControlOptions): Promise<void> {
  const { file, version, access, network, announcing, log, stop } = options;
  const { certificate, port } = server;
  const control = new ControlServer({
    file,
    ...{ clock: systemClock, random: systemRandom, log, stop },
    server: {
      url: `${certificate ? 'wss' : 'ws'}://127.0.0.1:${port}`,
      ...{ port, pid: process.pid, version, access, network },
      ...(certificate && { pin: certificate.pin }),
    },
    status: () => ({ ...server.presence(), announced: announcing.on }),
    invite: (wish) => server.invitations.make(wish),
    announce: (name) => announcing.set(name),
  });
  void server.closing.then(() => control.close());
  try {
    await control.open();
  } catch (error) {
    await server.close();
    throw error;
  }
}
