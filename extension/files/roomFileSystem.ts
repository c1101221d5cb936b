import * as vscode from 'vscode';
import { normalizeFileName } from '../../server/protocol/names.ts';
import type { FileInfo } from '../../server/protocol/model.ts';
import { errorText } from '../errorTexts.ts';

/** Scheme of received files. */
export const ROOM_SCHEME = 'room-chat';

/** What names a file in a room. */
export type FileReference = Pick<FileInfo, 'id' | 'sha256' | 'name'>;

/** What a URI of a received file says: enough to fetch it again after a reload. */
export type StoredReference = Pick<FileInfo, 'id' | 'sha256'> & {
  /** The room's name as `roomFolder` gives it. */
  folder: string;
};

/**
 * `room-chat:/<room>/<name>?id=…&sha256=…`: a path that reads well above the editor, the name last, so that tabs and
 * languages go by it, and in the query what keeps two files of one name apart.
 */
export function roomFileUri(file: FileReference, room: string): vscode.Uri {
  const query = new URLSearchParams({ id: file.id, sha256: file.sha256 }).toString();
  return vscode.Uri.from({ scheme: ROOM_SCHEME, path: `/${roomFolder(room)}/${normalizeFileName(file.name)}`, query });
}

/** How a room's name stands in the path: others chose it, so it is one part, never a way up or out. */
export function roomFolder(room: string): string {
  return normalizeFileName(room.replaceAll(/[/\\]/gu, '∕'));
}

function parseRoomFileUri(uri: vscode.Uri): StoredReference | undefined {
  const query = new URLSearchParams(uri.query);
  const [id, sha256] = [query.get('id'), query.get('sha256')];
  return id !== null && sha256 !== null && /^[0-9a-f]{64}$/u.test(sha256)
    ? { id, sha256, folder: uri.path.split('/')[1] ?? '' }
    : undefined;
}

/** Received files as a read-only file system, so that the editor's own viewers, diffs and searches work on them. */
export class RoomFileSystem implements vscode.FileSystemProvider {
  readonly #fetch: (file: StoredReference) => Promise<Uint8Array>;
  readonly #openedAt = Date.now();

  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]> = () => new vscode.Disposable(() => undefined);

  /** @param fetch gives the verified bytes of a file */
  constructor(fetch: (file: StoredReference) => Promise<Uint8Array>) {
    this.#fetch = fetch;
  }

  watch(): vscode.Disposable {
    // What was sent never changes.
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const bytes = await this.readFile(uri);
    return {
      type: vscode.FileType.File,
      ctime: this.#openedAt,
      mtime: this.#openedAt,
      size: bytes.byteLength,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const file = parseRoomFileUri(uri);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    try {
      return await this.#fetch(file);
    } catch (error) {
      throw vscode.FileSystemError.Unavailable(errorText(error));
    }
  }

  readDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.FileNotADirectory(uri);
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions(
      vscode.l10n.t('Received files are read-only. Save a copy to change it.'),
    );
  }

  writeFile(): never {
    return this.createDirectory();
  }

  delete(): never {
    return this.createDirectory();
  }

  rename(): never {
    return this.createDirectory();
  }
}
