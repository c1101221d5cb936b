import * as vscode from 'vscode';
import { resolveTypedPath } from './whichFile.ts';

/**
 * The files that a command was called with: by the explorer (the one clicked, then all selected), by source control
 * (one resource after another), or by a task, a keybinding or another extension (a path, a URI, or several).
 */
export async function sharedUris(args: readonly unknown[]): Promise<vscode.Uri[]> {
  const [clicked, selected] = args;
  // The selection has what was clicked in it, in the order that is seen.
  const given = clicked instanceof vscode.Uri && Array.isArray(selected) && selected.length > 0 ? [selected] : args;
  const uris = await Promise.all(given.flat(2).flatMap(resourcesOf).map(asUri));
  const found = uris.filter((uri) => uri !== undefined);
  return [...new Map(found.map((uri) => [uri.toString(), uri])).values()];
}

/** What source control hands over: a resource, or a group of them. */
function resourcesOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value];
  if ('resourceUri' in value) return [value.resourceUri];
  if ('resourceStates' in value && Array.isArray(value.resourceStates))
    return value.resourceStates.flatMap(resourcesOf);
  return [value];
}

async function asUri(value: unknown): Promise<vscode.Uri | undefined> {
  if (value instanceof vscode.Uri) return value;
  if (typeof value === 'string' && value.trim() !== '') {
    // One letter before a colon is a drive.
    return /^[a-z][a-z\d+.-]+:\/?/iu.test(value) ? vscode.Uri.parse(value, true) : resolveTypedPath(value);
  }
  return isComponents(value) ? vscode.Uri.from(value) : undefined;
}

/** A URI that came as JSON. */
function isComponents(value: unknown): value is { scheme: string; path: string } {
  if (typeof value !== 'object' || value === null || !('scheme' in value) || !('path' in value)) return false;
  return typeof value.scheme === 'string' && value.scheme !== '' && typeof value.path === 'string';
}
