import * as vscode from 'vscode';

/** What a person answers to the questions of Join in an editor that nobody sits at. */
export interface ScriptedAnswers {
  /** Typed or pasted where an address is asked for. */
  address: string;
  name?: string;
  /** Whether to go where a link leads. */
  follows?: boolean;
}

/** What the editor was asked to show. */
export interface AskedFor {
  /** Of modal questions, with what stands below them. */
  modals: { message: string; detail: string }[];
  /** What was wrong with the address, in words; the question is given up then. */
  complaints: string[];
}

/**
 * Answers the questions of Join while `action` runs: inputs and lists of the editor's own API are answered where they are
 * opened. What they look like is shown by the tests in `people`.
 */
export async function answering(answers: ScriptedAnswers, action: () => Promise<unknown>): Promise<AskedFor> {
  const asked: AskedFor = { modals: [], complaints: [] };
  const window = vscode.window as { -readonly [K in keyof typeof vscode.window]: (typeof vscode.window)[K] };
  const { createInputBox, createQuickPick, showInformationMessage } = window;
  window.createQuickPick = (() => scriptedList()) as unknown as typeof createQuickPick;
  window.showInformationMessage = (message: string, ...rest: unknown[]) => {
    const [options, ...buttons] = rest;
    if (typeof options !== 'object' || options === null || !('modal' in options)) return Promise.resolve(undefined);
    const detail = 'detail' in options && typeof options.detail === 'string' ? options.detail : '';
    asked.modals.push({ message, detail });
    return Promise.resolve(answers.follows === false ? undefined : buttons[0]);
  };
  window.createInputBox = scriptedBoxes(answers, asked);
  try {
    await action();
  } finally {
    Object.assign(window, { createInputBox, createQuickPick, showInformationMessage });
  }
  return asked;
}

/** The first question: chooses to enter an address. */
function scriptedList() {
  let accept: () => void = () => undefined;
  const none = () => ({ dispose: () => undefined });
  const list = {
    items: [] as { choice?: unknown }[],
    activeItems: [] as unknown[],
    selectedItems: [] as unknown[],
    onDidAccept: (listener: () => void) => ((accept = listener), none()),
    onDidTriggerButton: none,
    onDidHide: none,
    dispose: () => undefined,
    show: () => {
      list.selectedItems = list.items.filter(({ choice }) => choice === 'address');
      queueMicrotask(accept);
    },
  };
  return list;
}

function scriptedBoxes(answers: ScriptedAnswers, asked: AskedFor): () => vscode.InputBox {
  let typed = false;
  return () => {
    let accept: () => void = () => undefined;
    let hide: () => void = () => undefined;
    const none = () => ({ dispose: () => undefined });
    const box = {
      value: '',
      prompt: '',
      validationMessage: undefined as string | undefined,
      onDidChangeValue: none,
      onDidTriggerButton: none,
      onDidAccept: (listener: () => void) => ((accept = listener), none()),
      onDidHide: (listener: () => void) => ((hide = listener), none()),
      dispose: () => undefined,
      show: () => {
        if (box.validationMessage !== undefined) {
          asked.complaints.push(box.validationMessage);
          queueMicrotask(hide);
          return;
        }
        const isName = box.prompt.startsWith('Your name');
        // Asked once more, a person who has no other answer gives up.
        if (!isName && typed) {
          queueMicrotask(hide);
          return;
        }
        typed ||= !isName;
        box.value = isName ? (answers.name ?? 'Ada') : answers.address;
        queueMicrotask(accept);
      },
    };
    return box as unknown as vscode.InputBox;
  };
}
