import { NAME_CODE_POINTS } from './protocol/limits.ts';
import type { ExternalIdentity } from './store/identityOperations.ts';

/** Somebody whom a provider of identities, or a proxy, vouches for. */
export interface Vouched {
  external: ExternalIdentity;
  /** What they are called there. */
  name: string | undefined;
}

/** The name that somebody comes under who gave none: of a mail address what stands before the `@`. */
export function nameOf({ name = '' }: Vouched): string {
  const short = /^[^\s@]+@[^\s@]+$/u.test(name) ? name.slice(0, name.indexOf('@')) : name;
  return Array.from(short).slice(0, NAME_CODE_POINTS).join('');
}
