import path from 'node:path';
import { startRoomServer } from '../../scripts/roomServer.ts';
import type { Peer } from './peer.ts';

/** What would slow a load down or turn it away; none of it costs anything where it is not reached. */
const NO_LIMITS = [
  ...['--messages-per-second', '0', '--rooms-per-session', '0', '--max-sessions', '0'],
  ...['--sockets-per-address', '0', '--upgrades-per-second', '0'],
  // The loads answer no pings, and thousands of them take more than a minute to come in on a busy machine.
  ...['--heartbeat-ms', '600000'],
];

/** The built room server as its users run it, with its data in `folder`. */
export async function startRoomChat(
  folder: string,
  more: { flags?: readonly string[]; nodeFlags?: readonly string[] } = {},
): Promise<Peer> {
  const server = await startRoomServer({
    data: path.join(folder, 'data'),
    flags: [...NO_LIMITS, ...(more.flags ?? [])],
    ...(more.nodeFlags && { nodeFlags: more.nodeFlags }),
  });
  return { url: server.url, pid: server.process.pid ?? 0, stop: () => server.close() };
}
