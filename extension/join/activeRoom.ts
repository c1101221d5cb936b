import type { RoomSession, SessionChange } from '../connection/roomSession.ts';
import type { Emitter } from '../emitter.ts';

/** The room that is shown, for those who act in it: what is said, shared and opened belongs there. */
export interface ActiveRoom {
  /** `undefined` where this window is in no room. */
  readonly session: RoomSession | undefined;
  /** Fires when another session, or none, is shown. */
  readonly switched: Emitter<RoomSession | undefined>;
  /** What changes in the session that is shown. */
  readonly changes: Emitter<SessionChange>;
  /** Whether this window is still in that room, shown or not. */
  isJoined(session: RoomSession): boolean;
}
