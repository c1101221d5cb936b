/* What can be read of a repository without git: the files below `.git`. Pure. */

/** The addresses of the remotes in a git configuration, `origin` first. */
export function remotesOfConfig(config: string): string[] {
  const remotes: { name: string; url: string }[] = [];
  let name: string | undefined;
  for (const line of config.split(/\r?\n/u)) {
    const section = /^\s*\[([^\]]*)\]/u.exec(line)?.[1];
    if (section !== undefined) name = /^remote\s+"(.*)"$/u.exec(section.trim())?.[1];
    const url = /^\s*url\s*=\s*(.*?)\s*$/u.exec(line)?.[1];
    if (name !== undefined && url !== undefined) remotes.push({ name, url: url.replace(/^"(.*)"$/u, '$1') });
  }
  return originFirst(remotes).map(({ url }) => url);
}

/** The folder that a `.git` file points to, as in worktrees and submodules. */
export function linkedFolder(dotGit: string): string | undefined {
  return /^gitdir:\s*(.+?)\s*$/mu.exec(dotGit)?.[1];
}

/** What `HEAD` names: a commit, or a reference that has it. */
export function headOf(head: string): { commit: string } | { reference: string } | undefined {
  const reference = /^ref:\s*(refs\/[^\s]+)\s*$/mu.exec(head)?.[1];
  if (reference !== undefined) return reference.split('/').includes('..') ? undefined : { reference };
  const commit = /^([0-9a-f]{40}|[0-9a-f]{64})\s*$/u.exec(head)?.[1];
  return commit === undefined ? undefined : { commit };
}

/** The commit of a reference among those that git packed together. */
export function packedCommit(packedRefs: string, reference: string): string | undefined {
  const line = packedRefs.split(/\r?\n/u).find((candidate) => candidate.endsWith(` ${reference}`));
  return line?.slice(0, line.indexOf(' '));
}

/** Where a repository came from stands before its other remotes. */
export function originFirst<T extends { name: string }>(remotes: readonly T[]): T[] {
  return [...remotes].sort((one, other) => Number(other.name === 'origin') - Number(one.name === 'origin'));
}
