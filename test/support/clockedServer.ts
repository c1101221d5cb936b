import { silentLogger } from '../../server/log.ts';
import { DEFAULT_LIMITS } from '../../server/protocol/limits.ts';
import { systemRandom } from '../../server/random.ts';
import { createRoomServer, type RoomServer } from '../../server/roomServer.ts';
import type { RoomServerOptions } from '../../server/roomServerOptions.ts';
import type { FakeClock } from './fakeClock.ts';

/** Runs a server of the sources in this process, by a clock that the test moves; nothing is limited but what is named. */
export async function startClockedServer(
  data: string,
  clock: FakeClock,
  options: Partial<RoomServerOptions> = {},
): Promise<RoomServer> {
  return createRoomServer({
    host: '127.0.0.1',
    port: 0,
    data,
    access: 'open',
    limits: DEFAULT_LIMITS,
    heartbeatMs: 25_000,
    maxSessions: 0,
    sessionsPerUser: 0,
    allowOrigins: [],
    trustedProxies: [],
    socketsPerAddress: 0,
    upgradesPerSecond: 0,
    diskReserve: 0,
    userFileBytes: 0,
    roomFileBytes: 0,
    uploadExpiresMs: 86_400_000,
    keepDays: 0,
    maxData: 0,
    version: '0.0.0',
    workerUrl: new URL('../../server/main.ts', import.meta.url),
    clock,
    random: systemRandom,
    log: silentLogger,
    ...options,
  });
}
