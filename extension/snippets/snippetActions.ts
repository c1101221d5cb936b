import * as vscode from 'vscode';
import { DEFAULT_LIMITS } from '../../server/protocol/limits.ts';
import type { Snippet } from '../../server/protocol/model.ts';
import { utf8Length } from '../../server/protocol/names.ts';
import { configuration } from '../configuration.ts';
import { formatSize } from '../formatSize.ts';
import type { ActiveRoom } from '../join/activeRoom.ts';
import type { ChatPanels } from '../panel/chatPanels.ts';
import { plainText } from '../plainText.ts';
import { Refused } from '../refused.ts';
import { ShareDialogs } from '../sharing/shareQuestions.ts';
import { chooseCopy, type Candidate } from './chooseCopy.ts';
import { findOwnCopies } from './ownCopies.ts';
import { isWithin, publicRepository, Repositories } from './repositories.ts';
import { selectedCode } from './selectedCode.ts';
import { SentTexts } from './sentTexts.ts';
import { SnippetMarks } from './snippetMarks.ts';
import { placeOfSnippet } from './snippetPlace.ts';

/** Files of one name that are looked into. */
const MOST_CANDIDATES = 20;

export interface SnippetActionsOptions {
  room: ActiveRoom;
  panels: Pick<ChatPanels, 'attachSnippet'>;
}

/** Code that is shared from an editor, and what is done with it where it arrives. */
export class SnippetActions {
  readonly sent = new SentTexts();
  readonly #room: ActiveRoom;
  readonly #panels: SnippetActionsOptions['panels'];
  readonly #repositories = new Repositories();
  readonly #marks = new SnippetMarks();
  readonly #dialogs = new ShareDialogs();

  constructor(options: SnippetActionsOptions) {
    this.#room = options.room;
    this.#panels = options.panels;
  }

  /**
   * Puts what is selected in the active editor beside the composer: it goes with the next message.
   *
   * @param line where somebody pointed in the gutter, from 1
   * @throws Refused
   */
  async shareSelection(line?: number): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!editor) throw new Refused(vscode.l10n.t('Open a file and select what you want to share.'));
    const { document } = editor;
    const code = selectedCode(editor, line);
    if (code.text.trim() === '') throw new Refused(vscode.l10n.t('There is nothing in that line to share.'));
    const limit = this.#room.session?.hello?.limits.textBytes ?? DEFAULT_LIMITS.textBytes;
    const size = utf8Length(code.text);
    if (limit > 0 && size > limit) {
      throw new Refused(
        vscode.l10n.t(
          'The selection is {0}; a message takes {1}. Select less, or share the file.',
          formatSize(size),
          formatSize(limit),
        ),
      );
    }
    const repository = document.isUntitled ? undefined : await this.#repositories.of(document.uri);
    const path = pathOf(document, repository?.folder);
    if (!vscode.workspace.isTrusted && !(await this.#dialogs.restricted())) return;
    const text = await this.#guarded(code.text, path);
    if (text === undefined) return;
    const known = repository && publicRepository(repository);
    await this.#panels.attachSnippet({
      ...code,
      text,
      path,
      languageId: document.languageId,
      ...(known && { repository: known }),
    });
  }

  /** Shows shared code in the person's own copy of its file; as it was sent where there is none. */
  async open(snippet: Snippet): Promise<void> {
    const { repository } = snippet;
    const copies = await findOwnCopies(snippet, await this.#repositories.all());
    const sure = copies.sure.length > 0;
    const candidates = await located(sure ? copies.sure : copies.likely, snippet);
    const choice = chooseCopy(candidates, sure, repository !== undefined);
    const chosen =
      choice.kind === 'one' ? choice.candidate : choice.kind === 'ask' ? await ask(choice.candidates, snippet) : 'sent';
    if (chosen === undefined) return;
    if (chosen === 'sent') return this.sent.open(snippet);
    const { file, place } = chosen;
    await this.#marks.show(file, place, wordFor(place.kind, snippet));
    if (place.kind === 'gone') void this.#offerSent(snippet);
  }

  dispose(): void {
    this.#marks.dispose();
  }

  /** The text without secrets, or with them where the person says so; `undefined` where it is not to be shared. */
  async #guarded(text: string, name: string): Promise<string | undefined> {
    if (!configuration.confirmSecrets) return text;
    const { findSecrets } = await import('../sharing/secrets/findSecrets.ts');
    const findings = await findSecrets(text);
    if (findings.length === 0) return text;
    const answer = await this.#dialogs.secrets([{ name, findings, redactable: true }], new Set(['redact']));
    if (answer !== 'redact') return answer === 'send' ? text : undefined;
    const { redact } = await import('../sharing/secrets/secretText.ts');
    return redact(text, findings, '▮');
  }

  async #offerSent(snippet: Snippet): Promise<void> {
    const show = vscode.l10n.t('Show What Was Sent');
    const answer = await vscode.window.showInformationMessage(
      vscode.l10n.t('The lines that were shared are not in your {0} any more.', plainText(snippet.path)),
      show,
    );
    if (answer === show) await this.sent.open(snippet);
  }
}

/** Below its repository where it is in one, else below the folder that is open, else its name. */
function pathOf({ uri }: vscode.TextDocument, repository: vscode.Uri | undefined): string {
  const base = repository ?? vscode.workspace.getWorkspaceFolder(uri)?.uri;
  const within = base && isWithin(uri, base) ? uri.path.slice(base.path.replace(/\/+$/u, '').length + 1) : '';
  const name = uri.path.split('/').findLast((segment) => segment !== '');
  return within !== '' ? within : (name ?? uri.path);
}

async function located(files: readonly vscode.Uri[], { text, startLine }: Snippet): Promise<Candidate<vscode.Uri>[]> {
  const candidates: Candidate<vscode.Uri>[] = [];
  for (const file of files.slice(0, MOST_CANDIDATES)) {
    try {
      const document = await vscode.workspace.openTextDocument(file);
      candidates.push({ file, place: placeOfSnippet(text, startLine, document.getText()) });
    } catch {
      // A binary by now, or too large to be shown: it is no copy of a text.
    }
  }
  return candidates;
}

async function ask(
  candidates: readonly Candidate<vscode.Uri>[],
  snippet: Snippet,
): Promise<Candidate<vscode.Uri> | 'sent' | undefined> {
  const items = candidates.map((candidate) => ({
    label: plainText(vscode.workspace.asRelativePath(candidate.file)),
    description: wordFor(candidate.place.kind, snippet) ?? vscode.l10n.t('the same text'),
    chosen: candidate,
  }));
  const sent = { label: vscode.l10n.t('Show What Was Sent'), description: '', chosen: 'sent' as const };
  const placeHolder = vscode.l10n.t('Which of your files is {0}?', plainText(snippet.path));
  return (await vscode.window.showQuickPick([...items, sent], { placeHolder }))?.chosen;
}

function wordFor(kind: 'same' | 'moved' | 'gone', { startLine }: Snippet): string | undefined {
  switch (kind) {
    case 'same':
      return undefined;
    case 'moved':
      return vscode.l10n.t('moved: it was line {0} where it was shared', startLine);
    case 'gone':
      return vscode.l10n.t('changed: what was shared is gone');
  }
}
