import * as vscode from 'vscode';
import { plainText } from '../plainText.ts';

/** Most files of a name that are listed. */
const MOST_FOUND = 200;
/** Most that are looked through for one whose name is written in another form of Unicode. */
const MOST_LOOKED_AT = 5_000;

/** The files of the workspace that have this name, the least deep first; what settings exclude is left out. */
export async function filesNamed(name: string): Promise<vscode.Uri[]> {
  const wanted = name.normalize('NFC');
  const found = async (glob: string, most: number) =>
    (await vscode.workspace.findFiles(`**/${glob}`, excluded(), most)).filter(
      (uri) => basename(uri).normalize('NFC') === wanted,
    );
  // Others chose the name: what a pattern would take for more than itself stands for any one character.
  const literal = name.replaceAll(/[*?{}[\]\\!,]/gu, '?');
  let uris = await found(literal, MOST_FOUND);
  // Some systems keep names in parts that the eye does not see apart.
  if (uris.length === 0) uris = await found(literal.replaceAll(/\P{ASCII}+/gu, '*'), MOST_LOOKED_AT);
  return uris.sort((one, other) => depth(one) - depth(other) || one.path.localeCompare(other.path));
}

/**
 * The person's own file that goes with a received one: by name, asking where several have it or none has.
 *
 * @returns `undefined` where the person chose none
 */
export async function findMine(name: string): Promise<vscode.Uri | undefined> {
  const uris = await filesNamed(name);
  const [only] = uris;
  if (uris.length === 1 && only) return only;
  if (uris.length === 0) {
    const choose = vscode.l10n.t('Choose a File…');
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t('No file here has the name {0}.', plainText(name)),
      choose,
    );
    return answer === choose ? pickAnother() : undefined;
  }
  const another = { label: vscode.l10n.t('Choose another file…'), uri: undefined };
  const items = uris.map((uri) => ({ label: plainText(vscode.workspace.asRelativePath(uri)), uri }));
  const placeHolder = vscode.l10n.t('Compare {0} with which of yours?', plainText(name));
  const picked = await vscode.window.showQuickPick([...items, another], { placeHolder });
  return picked && (picked.uri ?? pickAnother());
}

async function pickAnother(): Promise<vscode.Uri | undefined> {
  const openLabel = vscode.l10n.t('Compare');
  return (await vscode.window.showOpenDialog({ canSelectMany: false, openLabel }))?.[0];
}

/** What searches leave out; what the Explorer leaves out, the editor leaves out by itself. */
function excluded(): string | undefined {
  const setting: unknown = vscode.workspace.getConfiguration('search').get('exclude');
  if (typeof setting !== 'object' || setting === null) return undefined;
  const globs = Object.entries(setting).flatMap(([glob, on]) => (on === true ? [glob] : []));
  return globs.length === 0 ? undefined : `{${globs.join(',')}}`;
}

function basename(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

function depth(uri: vscode.Uri): number {
  return uri.path.split('/').length;
}
