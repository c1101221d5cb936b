import { findInviteLink, type InviteLink } from '../../extension/join/inviteLink.ts';
import { startRoomServer, type RoomServerProcess } from '../../scripts/roomServer.ts';

/** A room server for invited people, over TLS, and the link that makes its first owner. */
export interface SecuredServer {
  server: RoomServerProcess;
  owner: InviteLink & { invite: string; pin: string };
  /** As it was printed. */
  ownerLink: string;
}

/** Starts a server with a certificate of its own; `data` has to be new, since the owner's link is told once. */
export async function startSecuredServer(data: string, flags: readonly string[] = []): Promise<SecuredServer> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const server = await startRoomServer({
    data,
    flags: ['--access', 'invite', '--tls', 'auto', ...flags],
    log: (line) => {
      const link = /^Owner link: (\S+)$/u.exec(line)?.[1];
      if (link !== undefined) resolve(link);
    },
  });
  const ownerLink = await promise;
  const link = findInviteLink(ownerLink);
  if (link?.invite === undefined || link.pin === undefined) throw new Error('The owner link is not whole.');
  return { server, owner: { ...link, invite: link.invite, pin: link.pin }, ownerLink };
}
