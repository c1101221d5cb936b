import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { DEFAULT_LIMITS } from '../../server/protocol/limits.ts';
import type { RoomSession } from '../connection/roomSession.ts';
import type { Logger } from '../log.ts';
import { digest } from './fileCache.ts';
import type { ReceivedFiles } from './receivedFiles.ts';
import { ShareError } from './shareError.ts';
import { readForSharing, type SharedFile } from './upload.ts';

/** Puts files into a session's outbox. */
export class FileSharing {
  readonly #files: ReceivedFiles;
  readonly #log: Logger;

  constructor(files: ReceivedFiles, log: Logger) {
    this.#files = files;
    this.#log = log;
  }

  /**
   * Reads a file as it is now and keeps it for sending.
   *
   * @throws ShareError
   */
  async share(uri: vscode.Uri, session: RoomSession): Promise<void> {
    const limits = session.hello?.limits ?? DEFAULT_LIMITS;
    const file = await readForSharing(uri, limits.inlineFileBytes);
    const sha256 = digest(file.bytes);
    await this.#keepCopy(sha256, file);
    try {
      await session.outbox.add({
        kind: 'file',
        id: randomUUID(),
        createdAt: Date.now(),
        name: file.name,
        mediaType: file.mediaType,
        size: file.bytes.byteLength,
        sha256,
        data: file.bytes.toString('base64'),
      });
    } catch (cause) {
      throw new ShareError('not_kept', file.name, { cause });
    }
  }

  /** One's own files open from the cache too, without a way over the server. */
  async #keepCopy(sha256: string, file: SharedFile): Promise<void> {
    try {
      await this.#files.keep(sha256, file.bytes);
    } catch (error) {
      this.#log.warn('cache.write', { detail: error instanceof Error ? error.message : String(error) });
    }
  }
}

/** The file of the active tab: a text editor's, or that of a viewer such as the one for images. */
export function activeFile(): vscode.Uri | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return input.uri;
  if (input instanceof vscode.TabInputTextDiff) return input.modified;
  return vscode.window.activeTextEditor?.document.uri;
}

/**
 * The file that a typed path means: an absolute one, one below the home folder (`~/…`), or one in the first workspace
 * folder that has it.
 */
export async function resolveTypedPath(typed: string): Promise<vscode.Uri> {
  const trimmed = typed.trim().replace(/^(["'])(.*)\1$/u, '$2');
  if (trimmed.startsWith('~/')) return vscode.Uri.file(path.join(homedir(), trimmed.slice(2)));
  if (path.isAbsolute(trimmed)) return vscode.Uri.file(trimmed);
  const candidates = (vscode.workspace.workspaceFolders ?? []).map((folder) =>
    vscode.Uri.joinPath(folder.uri, trimmed),
  );
  for (const candidate of candidates) {
    try {
      await vscode.workspace.fs.stat(candidate);
      return candidate;
    } catch {
      // Not in this folder; the next may have it.
    }
  }
  return candidates[0] ?? vscode.Uri.file(path.resolve(homedir(), trimmed));
}
