import * as vscode from 'vscode';

/** A virtual file system, as an extension gives one to the editor: read only, and no disk behind it. */
export class MemoryFileSystem implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  readonly #files = new Map<string, Uint8Array | Error>();
  readonly #folders = new Set(['/']);
  readonly #links = new Set<string>();

  /** @param links paths of what is a link; an error is what reading that file fails with */
  constructor(files: Readonly<Record<string, string | Uint8Array | Error>>, links: readonly string[] = []) {
    for (const [path, content] of Object.entries(files)) {
      for (let end = path.indexOf('/', 1); end !== -1; end = path.indexOf('/', end + 1)) {
        this.#folders.add(path.slice(0, end));
      }
      if (path.endsWith('/')) continue;
      this.#files.set(path, typeof content === 'string' ? Buffer.from(content) : content);
    }
    for (const link of links) this.#links.add(link);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const content = this.#files.get(uri.path);
    const type = this.#typeOf(uri.path);
    if (type === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return { type, ctime: 0, mtime: 1_600_000_000_000, size: content instanceof Uint8Array ? content.length : 0 };
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    if (!this.#folders.has(uri.path)) throw vscode.FileSystemError.FileNotFound(uri);
    const above = uri.path === '/' ? '/' : `${uri.path}/`;
    const below = [...this.#files.keys(), ...this.#folders].filter(
      (path) => path !== above && path.startsWith(above) && !path.slice(above.length).includes('/'),
    );
    return below.map((path) => [path.slice(above.length), this.#typeOf(path) ?? vscode.FileType.Unknown]);
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const content = this.#files.get(uri.path);
    if (content instanceof Uint8Array) return content;
    throw content ?? vscode.FileSystemError.FileNotFound(uri);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    return this.createDirectory(uri);
  }

  delete(uri: vscode.Uri): never {
    return this.createDirectory(uri);
  }

  rename(uri: vscode.Uri): never {
    return this.createDirectory(uri);
  }

  #typeOf(path: string): vscode.FileType | undefined {
    const { Directory, File, SymbolicLink } = vscode.FileType;
    if (this.#folders.has(path)) return Directory;
    if (!this.#files.has(path)) return undefined;
    // One that leads nowhere.
    return this.#links.has(path) ? SymbolicLink : File;
  }
}
