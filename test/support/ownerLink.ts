import { findInviteLink, type InviteLink } from '../../extension/join/inviteLink.ts';

/** What the link says by which the first owner of a server over TLS comes in. */
export type OwnerLink = InviteLink & { invite: string; pin: string };

/** @throws Error where it is not whole */
export function readOwnerLink(text: string): OwnerLink {
  const link = findInviteLink(text);
  if (link?.invite === undefined || link.pin === undefined) throw new Error('The owner link is not whole.');
  return { ...link, invite: link.invite, pin: link.pin };
}
