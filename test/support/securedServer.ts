import type { RoomServerProcess } from '../../scripts/roomServer.ts';
import { startSecured } from '../../scripts/securedServer.ts';
import { readOwnerLink, type OwnerLink } from './ownerLink.ts';

/** A room server for invited people, over TLS, and the link that makes its first owner. */
export interface SecuredServer {
  server: RoomServerProcess;
  owner: OwnerLink;
  /** As it was printed. */
  ownerLink: string;
}

/** Starts a server with a certificate of its own; `data` has to be new, since the owner's link is told once. */
export async function startSecuredServer(data: string, flags: readonly string[] = []): Promise<SecuredServer> {
  const { server, ownerLink } = await startSecured(data, flags);
  return { server, ownerLink, owner: readOwnerLink(ownerLink) };
}
