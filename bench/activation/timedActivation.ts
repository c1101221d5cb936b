import { appendFileSync } from 'node:fs';
import * as vscode from 'vscode';

/** One line of the file that `ROOM_CHAT_TIMES` names. */
export interface TimedActivation {
  id: string;
  /** From the call until `activate()` has resolved, in milliseconds, and what this process computed meanwhile. */
  milliseconds: number;
  cpuMilliseconds: number;
}

/** What the editor calls in its extension host: activates the extension in development, which nothing else has done. */
export async function run(): Promise<void> {
  const found = vscode.extensions.all.filter(({ id }) => id.startsWith('room-chat.'));
  const [extension] = found;
  if (!extension || found.length > 1 || extension.isActive) throw new Error('There is not one extension to activate.');
  const before = process.cpuUsage();
  const started = performance.now();
  await extension.activate();
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  const line: TimedActivation = { id: extension.id, milliseconds, cpuMilliseconds: (user + system) / 1_000 };
  appendFileSync(process.env['ROOM_CHAT_TIMES'] ?? '', `${JSON.stringify(line)}\n`);
}
