import * as vscode from 'vscode';
import type { FileInfo } from '../../server/protocol/model.ts';
import { plainText } from '../plainText.ts';
import { digest } from './fileCache.ts';
import { filesNamed } from './findMine.ts';

/** Most places that are remembered. */
const MOST_PLACES = 200;
/** Files of the same name and size that are read to find the one with the same bytes, and the largest of them. */
const MOST_READ = 20;
const MOST_BYTES = 64 * 1024 * 1024;

const KEY = 'savedFiles';

/** Where this person has files of the room: what was saved from here, and what the workspace has with the same bytes. */
export class MyCopies {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  /** Remembers where a file was saved. */
  async note(sha256: string, uri: vscode.Uri): Promise<void> {
    const others = this.#places().filter(([known]) => known !== sha256);
    await this.#memento.update(KEY, [...others, [sha256, uri.toString()]].slice(-MOST_PLACES));
  }

  /** Shows the copy in the Explorer or in the system's own one; says so where there is none. */
  async reveal(file: FileInfo, save: () => Promise<void>): Promise<void> {
    const uri = await this.#find(file);
    if (uri) return revealUri(uri);
    const saveAs = vscode.l10n.t('Save As…');
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t('You have no copy of {0} yet.', plainText(file.name)),
      saveAs,
    );
    if (answer === saveAs) await save();
  }

  async #find(file: FileInfo): Promise<vscode.Uri | undefined> {
    const place = this.#places().find(([sha256]) => sha256 === file.sha256)?.[1];
    const saved = place === undefined ? undefined : vscode.Uri.parse(place);
    if (saved && (await sizeAt(saved)) !== undefined) return saved;
    if (file.size > MOST_BYTES) return undefined;
    for (const uri of (await filesNamed(file.name)).slice(0, MOST_READ)) {
      if ((await sizeAt(uri)) === file.size && digest(await vscode.workspace.fs.readFile(uri)) === file.sha256)
        return uri;
    }
    return undefined;
  }

  #places(): [sha256: string, uri: string][] {
    return this.#memento.get<[string, string][]>(KEY, []);
  }
}

async function revealUri(uri: vscode.Uri): Promise<void> {
  const inWorkspace = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  const onDesktop = uri.scheme === 'file' && vscode.env.uiKind === vscode.UIKind.Desktop;
  const command = inWorkspace ? 'revealInExplorer' : onDesktop ? 'revealFileInOS' : 'vscode.open';
  await vscode.commands.executeCommand(command, uri);
}

async function sizeAt(uri: vscode.Uri): Promise<number | undefined> {
  try {
    return (await vscode.workspace.fs.stat(uri)).size;
  } catch {
    return undefined;
  }
}
