import * as vscode from 'vscode';
import type { Answer } from './joinFlow.ts';

export interface Question {
  title: string;
  prompt: string;
  placeholder: string;
  value: string;
  /** Why the question is asked again; shown until something else is typed. */
  problem: string | undefined;
  back: boolean;
  /** A sentence about what is wrong with `typed`, or `undefined`. */
  validate(typed: string): string | undefined;
}

/** One input box. Nothing wrong leaves it, and it stays open when the focus goes elsewhere. */
export function askText(question: Question): Promise<Answer> {
  const box = vscode.window.createInputBox();
  box.title = question.title;
  box.prompt = question.prompt;
  box.placeholder = question.placeholder;
  box.value = question.value;
  box.ignoreFocusOut = true;
  box.validationMessage = question.problem;
  if (question.back) box.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    const finish = (answer: Answer): void => {
      resolve(answer);
      box.dispose();
    };
    // Complaints come at Enter: one who is still typing is not told off.
    box.onDidChangeValue(() => (box.validationMessage = undefined));
    box.onDidAccept(() => {
      const complaint = question.validate(box.value);
      if (complaint === undefined) finish({ typed: box.value, back: false });
      else box.validationMessage = complaint;
    });
    box.onDidTriggerButton(() => finish({ typed: box.value, back: true }));
    box.onDidHide(() => finish(undefined));
    box.show();
  });
}
