/*
 * Addresses of git remotes: as they may be shown to others, and as two of them are compared. Pure.
 */

interface RemoteParts {
  scheme: string;
  user: string;
  /** With its port where one is given. */
  host: string;
  path: string;
}

/** `user@host:path`, git's short form of ssh; a single letter before the colon is a drive. */
const SHORT_SSH = /^(?:([^@/\\\s:]+)@)?([^@/\\\s:]{2,}):(?!\/\/)([^\s]+)$/u;
/** The user that hosts give to everybody. */
const PUBLIC_USER = 'git';

/**
 * A remote as others may see it: without user names, passwords, tokens, queries; empty where it is a path of this
 * computer, which nobody else has.
 */
export function publicRemote(remote: string): string {
  const parts = partsOf(remote);
  if (!parts) return '';
  const { scheme, host, path } = parts;
  const user = scheme !== 'http' && scheme !== 'https' && parts.user === PUBLIC_USER ? `${PUBLIC_USER}@` : '';
  return `${scheme}://${user}${host}/${path}`;
}

/** The same for all forms of one repository's address; empty where it has none. Compare only, never show. */
export function remoteKey(remote: string): string {
  const parts = partsOf(remote);
  if (!parts) return '';
  const host = parts.host.replace(/:\d+$/u, '').replace(/^(?:ssh|altssh|www)\./u, '');
  let { path } = parts;
  // Azure DevOps has an order of its own for each form.
  if (host === 'dev.azure.com') path = path.replace(/^v3\//u, '').replace('/_git/', '/');
  return `${host}/${path.replace(/\.git$/u, '')}`.toLowerCase();
}

function partsOf(remote: string): RemoteParts | undefined {
  const trimmed = remote.trim();
  if (/^[a-z][a-z0-9+.-]*:\/\//iu.test(trimmed)) return partsOfUrl(trimmed);
  const [, user = '', host = '', path = ''] = SHORT_SSH.exec(trimmed) ?? [];
  return host === '' ? undefined : withPath({ scheme: 'ssh', user, host: host.toLowerCase(), path });
}

function partsOfUrl(text: string): RemoteParts | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  const scheme = url.protocol.slice(0, -1).replace(/^git\+/u, '');
  if (url.host === '' || !['http', 'https', 'ssh', 'git'].includes(scheme)) return undefined;
  return withPath({ scheme, user: url.username, host: url.host.toLowerCase(), path: url.pathname });
}

/** One without a path names no repository. */
function withPath(parts: RemoteParts): RemoteParts | undefined {
  const path = parts.path
    .replace(/[?#].*$/u, '')
    .split('/')
    .filter((segment) => segment !== '')
    .join('/');
  return path === '' ? undefined : { ...parts, path };
}
