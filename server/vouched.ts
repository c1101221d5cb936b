import type { ExternalIdentity } from './store/identityOperations.ts';

/** Somebody whom a provider of identities, or a proxy, vouches for. */
export interface Vouched {
  external: ExternalIdentity;
  /** What they are called there. */
  name: string | undefined;
}
