import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { Snippet } from '../../server/protocol/model.ts';
import { headOf, linkedFolder, originFirst, packedCommit, remotesOfConfig } from './gitFolder.ts';
import { publicRemote, remoteKey } from './remoteUrl.ts';

/** A repository on this computer. */
export interface Repository {
  folder: vscode.Uri;
  /** Addresses as they are configured, secrets and all; the one it came from first. */
  remotes: string[];
  /** What is checked out; empty where there is none yet. */
  commit: string;
  /** The first commit of all; empty where that is not known. */
  firstCommit: string;
}

/** As far as it is used, the interface of the editor's own git extension, version 1. */
interface GitApi {
  state: 'uninitialized' | 'initialized';
  onDidChangeState: vscode.Event<unknown>;
  git: { path: string };
  repositories: GitRepository[];
  getRepository(uri: vscode.Uri): GitRepository | null;
}

interface GitRepository {
  rootUri: vscode.Uri;
  state: { HEAD?: { commit?: string }; remotes: { name: string; fetchUrl?: string; pushUrl?: string }[] };
}

/** How long the editor may take to find its repositories, milliseconds. */
const FIND_MS = 3_000;
/** How long git may take to walk a history to its beginning, milliseconds. */
const WALK_MS = 10_000;

/** Finds repositories by the editor's git extension, else by the files of git themselves. */
export class Repositories {
  /** First commits by the path of their repository: they do not change. */
  readonly #firstCommits = new Map<string, Promise<string>>();

  /** The repository that a file belongs to. */
  async of(uri: vscode.Uri): Promise<Repository | undefined> {
    const git = await gitApi();
    const repository = git?.getRepository(uri);
    if (git && repository) return this.#fromEditor(git, repository);
    return readRepository(uri);
  }

  /** Those that this window has open. */
  async all(): Promise<Repository[]> {
    const git = await gitApi();
    const known = git ? await Promise.all(git.repositories.map((repository) => this.#fromEditor(git, repository))) : [];
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      if (known.some(({ folder }) => isWithin(uri, folder))) continue;
      const repository = await readRepository(vscode.Uri.joinPath(uri, 'any'));
      if (repository) known.push(repository);
    }
    return known;
  }

  async #fromEditor(git: GitApi, { rootUri, state }: GitRepository): Promise<Repository> {
    const remotes = originFirst(state.remotes).flatMap(({ fetchUrl, pushUrl }) => fetchUrl ?? pushUrl ?? []);
    const commit = state.HEAD?.commit ?? '';
    return { folder: rootUri, remotes, commit, firstCommit: commit && (await this.#firstCommit(git, rootUri)) };
  }

  #firstCommit(git: GitApi, folder: vscode.Uri): Promise<string> {
    if (folder.scheme !== 'file') return Promise.resolve('');
    const known = this.#firstCommits.get(folder.path) ?? walkToFirst(git.git.path, folder.fsPath);
    this.#firstCommits.set(folder.path, known);
    return known;
  }
}

/** What others need to find their copy: nothing secret, nothing that only this computer has. */
export function publicRepository(repository: Repository): NonNullable<Snippet['repository']> | undefined {
  const { remotes, commit, firstCommit } = repository;
  const remote = remotes.map(publicRemote).find((address) => address !== '' && address.length <= 1_024) ?? '';
  return remote === '' && firstCommit === '' ? undefined : { remote, commit, root: firstCommit };
}

/** Whether code comes from this repository, or from another copy or fork of it. */
export function isSameRepository(of: NonNullable<Snippet['repository']>, repository: Repository): boolean {
  const key = remoteKey(of.remote);
  if (key !== '' && repository.remotes.some((remote) => remoteKey(remote) === key)) return true;
  return of.root !== '' && of.root === repository.firstCommit;
}

/** Whether `uri` is `folder` or lies in it. */
export function isWithin(uri: vscode.Uri, folder: vscode.Uri): boolean {
  const path = folder.path.replace(/\/+$/u, '');
  const together = uri.scheme === folder.scheme && uri.authority === folder.authority;
  return together && (uri.path === path || uri.path.startsWith(`${path}/`));
}

/** None in Restricted Mode, where the editor keeps its git extension away from the folder, and so do we. */
async function gitApi(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<{ enabled: boolean; getAPI(version: 1): GitApi }>('vscode.git');
  if (!extension || !vscode.workspace.isTrusted) return undefined;
  try {
    const exports = await extension.activate();
    if (!exports.enabled) return undefined;
    const git = exports.getAPI(1);
    if (git.state !== 'initialized') await within(FIND_MS, git.onDidChangeState);
    return git;
  } catch {
    // Without git on this computer it cannot start.
    return undefined;
  }
}

async function walkToFirst(git: string, folder: string): Promise<string> {
  const run = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)(git, args, { cwd: folder, timeout: WALK_MS, windowsHide: true })).stdout.trim();
  try {
    // The first commit of a shallow copy is another one in each copy.
    if ((await run('rev-parse', '--is-shallow-repository')) === 'true') return '';
    return (await run('rev-list', '--max-parents=0', 'HEAD')).split('\n').at(-1) ?? '';
  } catch {
    return '';
  }
}

/** By the files of git, upwards from a file; without the first commit, which only git can find. */
async function readRepository(uri: vscode.Uri): Promise<Repository | undefined> {
  const top = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  for (
    let folder = vscode.Uri.joinPath(uri, '..');
    top && isWithin(folder, top);
    folder = vscode.Uri.joinPath(folder, '..')
  ) {
    const gitFolder = await findGitFolder(folder);
    if (!gitFolder) continue;
    const common = await readText(vscode.Uri.joinPath(gitFolder, 'commondir'));
    const shared = common === undefined ? gitFolder : vscode.Uri.joinPath(gitFolder, common.trim());
    const remotes = remotesOfConfig((await readText(vscode.Uri.joinPath(shared, 'config'))) ?? '');
    return { folder, remotes, commit: await readHead(gitFolder, shared), firstCommit: '' };
  }
  return undefined;
}

async function findGitFolder(folder: vscode.Uri): Promise<vscode.Uri | undefined> {
  const dotGit = vscode.Uri.joinPath(folder, '.git');
  try {
    const { type } = await vscode.workspace.fs.stat(dotGit);
    if ((type & vscode.FileType.Directory) !== 0) return dotGit;
  } catch {
    return undefined;
  }
  const linked = linkedFolder((await readText(dotGit)) ?? '');
  if (linked === undefined) return undefined;
  return linked.startsWith('/') ? dotGit.with({ path: linked }) : vscode.Uri.joinPath(folder, linked);
}

async function readHead(gitFolder: vscode.Uri, shared: vscode.Uri): Promise<string> {
  const head = headOf((await readText(vscode.Uri.joinPath(gitFolder, 'HEAD'))) ?? '');
  if (head === undefined) return '';
  if ('commit' in head) return head.commit;
  const loose = await readText(vscode.Uri.joinPath(shared, head.reference));
  if (loose !== undefined) return loose.trim();
  return packedCommit((await readText(vscode.Uri.joinPath(shared, 'packed-refs'))) ?? '', head.reference) ?? '';
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

async function within(milliseconds: number, event: vscode.Event<unknown>): Promise<void> {
  await new Promise<void>((resolve) => {
    const listening = event(() => done());
    const timer = setTimeout(() => done(), milliseconds);
    const done = (): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    };
  });
}
