import * as vscode from 'vscode';
import { DisposableStore } from './disposables.ts';
import type { ActiveRoom } from './join/activeRoom.ts';

/**
 * Tells the room whether somebody sits at this window. A page of a remote editor may be closed while its extensions live
 * on for hours, so an open connection alone does not mean that anybody is there.
 */
export function announcePresence(room: ActiveRoom): vscode.Disposable {
  const store = new DisposableStore();
  let online = false;
  const announce = (): void => room.session?.announce(vscode.window.state.active ? 'online' : 'away');
  store.add(vscode.window.onDidChangeWindowState(announce));
  store.defer(
    room.changes.on((change) => {
      if (change.kind !== 'connection') return;
      const now = room.session?.connection.state === 'online';
      // A new session counts as present until it says otherwise.
      if (now && !online && !vscode.window.state.active) announce();
      online = now;
    }),
  );
  return vscode.Disposable.from(store);
}
