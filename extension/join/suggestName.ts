import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { normalizeName } from '../../server/protocol/names.ts';

/** How long git may take to answer, in milliseconds. */
const GIT_TIMEOUT_MS = 1_000;

/**
 * The first usable one of: the person's setting, the name used last, git's `user.name`, the system's user name. Empty
 * where there is none.
 */
export async function suggestName(setting: string, lastUsed: string | undefined): Promise<string> {
  for (const candidate of [() => setting, () => lastUsed ?? '', gitName, systemName]) {
    const name = normalizeName(await candidate());
    if (name !== undefined) return name;
  }
  return '';
}

function gitName(): Promise<string> {
  return new Promise((resolve) => {
    execFile('git', ['config', '--global', 'user.name'], { timeout: GIT_TIMEOUT_MS }, (error, stdout) => {
      resolve(error ? '' : stdout);
    });
  });
}

function systemName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the system's list.
    return '';
  }
}
