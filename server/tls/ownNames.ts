import { hostname } from 'node:os';

/** The names and addresses that a certificate of one's own is for, as far as they are known. */
export function ownNames(host: string, publicUrl: string | undefined): string[] {
  const known = ['localhost', '127.0.0.1', '::1', hostname(), host];
  if (publicUrl !== undefined) known.push(new URL(publicUrl).hostname.replaceAll(/[[\]]/gu, ''));
  const isUsable = (name: string): boolean => /^[\w.:-]{1,253}$/u.test(name) && name !== '0.0.0.0' && name !== '::';
  return [...new Set(known.filter(isUsable).map((name) => name.toLowerCase()))];
}
