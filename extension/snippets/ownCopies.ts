import * as vscode from 'vscode';
import type { Snippet } from '../../server/protocol/model.ts';
import { filesNamed } from '../files/findMine.ts';
import { isSameRepository, isWithin, type Repository } from './repositories.ts';
import { commonEnd, snippetSegments } from './snippetPath.ts';

/** Files of this window that a snippet may come from. */
export interface OwnCopies {
  /** In the repository that the snippet comes from, under its path. */
  sure: vscode.Uri[];
  /** Of that path, or of the longest end of it that there is. */
  likely: vscode.Uri[];
}

/** Finds the person's own copies of the file that code was shared from: by repository, then by path. */
export async function findOwnCopies(snippet: Snippet, repositories: readonly Repository[]): Promise<OwnCopies> {
  const segments = snippetSegments(snippet.path);
  const name = segments?.at(-1);
  if (!segments || name === undefined) return { sure: [], likely: [] };
  const { repository } = snippet;
  const same = repository ? repositories.filter((candidate) => isSameRepository(repository, candidate)) : [];
  const sure = await existing(same.map(({ folder }) => vscode.Uri.joinPath(folder, ...segments)));
  if (sure.length > 0) return { sure, likely: [] };

  const folders = vscode.workspace.workspaceFolders ?? [];
  const exact = await existing(folders.map(({ uri }) => vscode.Uri.joinPath(uri, ...segments)));
  const named = exact.length > 0 ? exact : longestEnd(await filesNamed(name), segments);
  // In a repository of the same origin a file that was moved is still the likelier one.
  const inSame = named.filter((uri) => same.some(({ folder }) => isWithin(uri, folder)));
  return { sure: [], likely: inSame.length > 0 ? inSame : named };
}

/** Those whose paths end as `segments` do for longest. */
function longestEnd(uris: readonly vscode.Uri[], segments: readonly string[]): vscode.Uri[] {
  const lengths = uris.map((uri) => commonEnd(uri.path.split('/'), segments));
  const longest = Math.max(1, ...lengths);
  return uris.filter((_, index) => lengths[index] === longest);
}

async function existing(uris: readonly vscode.Uri[]): Promise<vscode.Uri[]> {
  const found: vscode.Uri[] = [];
  for (const uri of uris) {
    const known = found.some((other) => other.toString() === uri.toString());
    if (!known && (await isFile(uri))) found.push(uri);
  }
  return found;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}
