import * as vscode from 'vscode';
import { formatSize } from '../formatSize.ts';
import { plainText } from '../plainText.ts';
import type { LeftOut } from './folders/folderPlan.ts';
import type { Suspect } from './inspect.ts';
import { secretReasons } from './secretTexts.ts';
import type { Amount, Busy, SecretAnswer, ShareQuestions } from './shareFlow.ts';

/** Lines of a dialog that a person still reads. */
const SHOWN_LINES = 8;

/** The questions of sharing, asked by the editor's own dialogs; what is allowed once for the window is not asked again. */
export class ShareDialogs implements ShareQuestions {
  #restrictedAllowed = false;

  async restricted(): Promise<boolean> {
    if (this.#restrictedAllowed) return true;
    const share = vscode.l10n.t('Share');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('This folder is in Restricted Mode. Share files of it in the room?'),
      {
        modal: true,
        detail: vscode.l10n.t('It is asked once for this window. The people in the room see what you share.'),
      },
      share,
    );
    this.#restrictedAllowed = answer === share;
    return this.#restrictedAllowed;
  }

  async amount(amount: Amount): Promise<boolean> {
    const share = vscode.l10n.t('Share');
    const answer = await vscode.window.showInformationMessage(
      amountQuestion(amount),
      { modal: true, detail: amount.folders.flatMap((folder) => folderLines(folder, amount)).join('\n') },
      share,
    );
    return answer === share;
  }

  async secrets(
    suspects: readonly Suspect[],
    choices: ReadonlySet<'redact' | 'leave_out' | 'show'>,
  ): Promise<SecretAnswer> {
    const [first] = suspects;
    const question =
      suspects.length === 1 && first
        ? vscode.l10n.t('{0} seems to hold a secret. Share it all the same?', plainText(first.name))
        : vscode.l10n.t('{0} of the files seem to hold secrets. Share them all the same?', suspects.length);
    const lines = suspects.flatMap((suspect) => {
      const reasons = secretReasons(suspect);
      return suspects.length === 1 ? reasons : [`${plainText(suspect.name)}: ${reasons.join('; ')}`];
    });
    // The first is what Enter does: what gives away least.
    const answers = new Map<string, Exclude<SecretAnswer, undefined>>();
    if (choices.has('redact')) answers.set(vscode.l10n.t('Redact'), 'redact');
    if (choices.has('leave_out')) answers.set(vscode.l10n.t('Leave Out'), 'leave_out');
    if (choices.has('show')) answers.set(vscode.l10n.t('Show'), 'show');
    answers.set(vscode.l10n.t('Send Anyway'), 'send');
    const detail = [...bounded(lines), ...(choices.has('redact') ? ['', redactHint()] : [])].join('\n');
    const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, ...answers.keys());
    return answer === undefined ? undefined : answers.get(answer);
  }
}

/** Shows a task that takes a while as a notification with Cancel. */
export const withBusy: Busy = (what, name, task) => {
  const title =
    what === 'packing'
      ? vscode.l10n.t('Packing {0}', plainText(name))
      : vscode.l10n.t('Looking through {0}', plainText(name));
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, async (progress, token) => {
      const stop = new AbortController();
      const listening = token.onCancellationRequested(() => stop.abort());
      let shown = 0;
      try {
        return await task(stop.signal, (share) => {
          const percent = Math.floor(share * 100);
          if (percent > shown) progress.report({ increment: percent - shown });
          shown = Math.max(shown, percent);
        });
      } finally {
        listening.dispose();
      }
    }),
  );
};

function amountQuestion({ files, sizeBytes, folders, name }: Amount): string {
  const size = formatSize(sizeBytes);
  const shown = name === undefined ? undefined : plainText(name);
  if (shown !== undefined && folders.length === 1) return vscode.l10n.t('Share the folder {0} as one archive?', shown);
  if (shown !== undefined) return vscode.l10n.t('Share {0}? It is {1}.', shown, size);
  if (folders.length === 0) return vscode.l10n.t('Share {0} files? They are {1} together.', files, size);
  const things = files + folders.length;
  return vscode.l10n.t('Share these {0} files and folders? They are {1} together.', things, size);
}

function folderLines(folder: Amount['folders'][number], amount: Amount): string[] {
  const [files, size] = [folder.files, formatSize(folder.sizeBytes)];
  const contents = files === 1 ? vscode.l10n.t('One file, {0}.', size) : vscode.l10n.t('{0} files, {1}.', files, size);
  const line = [contents, ...leftOutTexts(folder.leftOut)].join(' ');
  return [amount.name === undefined ? `${plainText(`${folder.name}.zip`)}: ${line}` : line];
}

function leftOutTexts({ ignored, links, unreadable }: LeftOut): string[] {
  return [
    ...(ignored > 0 ? [vscode.l10n.t('Left out by .gitignore: {0}.', ignored)] : []),
    ...(links > 0 ? [vscode.l10n.t('Links, which are not followed: {0}.', links)] : []),
    ...(unreadable > 0 ? [vscode.l10n.t('Cannot be read: {0}.', unreadable)] : []),
  ];
}

function bounded(lines: readonly string[]): string[] {
  if (lines.length <= SHOWN_LINES) return [...lines];
  const rest = lines.length - SHOWN_LINES + 1;
  return [...lines.slice(0, SHOWN_LINES - 1), vscode.l10n.t('… and {0} more', rest)];
}

function redactHint(): string {
  return vscode.l10n.t('Redact shares a copy in which what was found is made unreadable. Your file stays as it is.');
}
