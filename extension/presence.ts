import * as vscode from 'vscode';
import type { RoomSession } from './connection/roomSession.ts';
import { DisposableStore } from './disposables.ts';
import type { JoinedRooms } from './join/joinedRooms.ts';

/**
 * Tells every room whether somebody sits at this window. A page of a remote editor may be closed while its extensions
 * live on for hours, so an open connection alone does not mean that anybody is there.
 */
export function announcePresence(rooms: JoinedRooms): vscode.Disposable {
  const store = new DisposableStore();
  const online = new WeakSet<RoomSession>();
  const announce = (session: RoomSession): void => session.announce(vscode.window.state.active ? 'online' : 'away');
  store.add(vscode.window.onDidChangeWindowState(() => rooms.sessions.forEach(announce)));
  store.defer(
    rooms.roomChanges.on(({ session, change }) => {
      if (change.kind !== 'connection') return;
      const now = session.connection.state === 'online';
      // A new session counts as present until it says otherwise.
      if (now && !online.has(session) && !vscode.window.state.active) announce(session);
      if (now) online.add(session);
      else online.delete(session);
    }),
  );
  return vscode.Disposable.from(store);
}
