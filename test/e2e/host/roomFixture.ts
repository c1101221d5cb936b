import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RoomChatApi } from '../../../extension/roomChat.ts';
import { WireClient, type Received } from '../../support/wireClient.ts';

/** The room server that whoever started this editor runs for the tests. */
export const SERVER = process.env['ROOM_CHAT_TEST_SERVER'] ?? '';

/** The extension, running. */
export async function activateExtension(): Promise<RoomChatApi> {
  const extension = vscode.extensions.getExtension<RoomChatApi>('room-chat.room-chat');
  assert.ok(extension, 'The extension is not there.');
  return extension.activate();
}

/** The editor joins a room without a question, and somebody at a plain WebSocket is there, too. */
export async function joinWithFriend(room: string): Promise<WireClient> {
  const friend = await WireClient.join(SERVER, 'Grace', { room });
  const api = await activateExtension();
  assert.equal(await api.joinRoom({ server: SERVER, room, name: 'Ada' }), true);
  return friend;
}

/** Writes a file into the open folder. */
export async function writeProjectFile(name: string, bytes: Uint8Array): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  const uri = vscode.Uri.file(path.join(folder.uri.fsPath, name));
  await vscode.workspace.fs.writeFile(uri, bytes);
  return uri;
}

/** The next file that somebody shares, as the friend's client can fetch it. */
export async function nextFile(friend: WireClient): Promise<{ name: string; bytes: Buffer }> {
  const event = await friend.next((frame) => frame.type === 'file');
  const file = event['file'] as { id: string; name: string };
  return { name: file.name, bytes: await download(friend, file.id) };
}

async function download(friend: WireClient, file: string): Promise<Buffer> {
  const answer = await friend.ask({ type: 'download', file });
  return Buffer.from(answer['data'] as string, 'base64');
}

/** Shares bytes as the friend and resolves with the file's id. */
export async function uploadAs(friend: WireClient, name: string, bytes: Uint8Array): Promise<string> {
  const answer: Received = await friend.ask({ type: 'upload', name, data: Buffer.from(bytes).toString('base64') });
  return (answer['file'] as { id: string }).id;
}
