import { startRoomServer, type RoomServerProcess } from './roomServer.ts';

/** Starts a server for invited people, with a certificate of its own; `data` has to be new: the owner's link is told once. */
export async function startSecured(
  data: string,
  flags: readonly string[] = [],
): Promise<{ server: RoomServerProcess; ownerLink: string }> {
  const { promise: ownerLink, resolve } = Promise.withResolvers<string>();
  const server = await startRoomServer({
    data,
    flags: ['--access', 'invite', '--tls', 'auto', ...flags],
    log: (line) => {
      const link = /^Owner link: (\S+)$/u.exec(line)?.[1];
      if (link !== undefined) resolve(link);
    },
  });
  return { server, ownerLink: await ownerLink };
}
