import { NAME_CODE_POINTS } from './limits.ts';

/** What a provider's statement calls somebody ([AC7]); `undefined` where it does not say. */
export function claimedName(claims: Readonly<Record<string, unknown>>): string | undefined {
  const names = [claims['name'], claims['preferred_username'], claims['email']];
  return names.find((name): name is string => typeof name === 'string' && name !== '');
}

/** The name that somebody comes under who gave none: of a mail address what stands before the `@`. */
export function shownName(claimed: string): string {
  const short = /^[^\s@]+@[^\s@]+$/u.test(claimed) ? claimed.slice(0, claimed.indexOf('@')) : claimed;
  return Array.from(short).slice(0, NAME_CODE_POINTS).join('');
}
