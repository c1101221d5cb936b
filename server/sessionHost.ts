import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Clock } from './clock.ts';
import type { EnteredRooms } from './enteredRooms.ts';
import type { Frame } from './frame.ts';
import type { Logger } from './log.ts';
import type { ProtocolError } from './protocol/errors.ts';
import type { Request } from './protocol/messages.ts';
import type { Reply } from './reply.ts';
import type { SendTick } from './sendTick.ts';
import type { Session } from './session.ts';
import type { Actor } from './store/operations.ts';
import type { TokenRate } from './tokenBucket.ts';
import type { Vouched } from './vouched.ts';

export type SessionState =
  | { phase: 'greeting' }
  | { phase: 'connecting' }
  | { phase: 'connected'; actor: Actor; home: string | undefined; rooms: EnteredRooms }
  | { phase: 'closed' };

/** What all sessions of a server have in common, so that none of it is there for each. */
export interface SessionHost {
  readonly tick: SendTick;
  readonly hello: Frame;
  /** What may come before `connect` succeeded ([GR2]). */
  readonly greetingBytes: number;
  /** Of requests, and of frames of any kind: past that the server stops reading the socket ([LV3]). */
  readonly requests: TokenRate;
  readonly flood: TokenRate;
  readonly clock: Clock;
  readonly log: Logger;
  handle(session: Session, request: Request, reply: Reply): void;
  answered(type: Request['type'], milliseconds: number, error: ProtocolError | undefined): void;
  dropped(frames: number): void;
  received(bytes: number): void;
  /** Called once, when the session has ended and before anything else happens. */
  ended(session: Session, state: SessionState): void;
  /** Called once, when its socket is closed. */
  closed(code: number): void;
}

/** Who came in. */
export interface Comer {
  socket: WebSocket;
  /** What `socket` talks over; frames are written to it as they are. */
  stream: Duplex;
  /** Whom it comes from, also through a proxy. */
  address: string;
  /** Whom the proxy in front vouches for. */
  vouched: Vouched | undefined;
  /** From the `Authorization` header ([GR5]). */
  headerToken: string | undefined;
}
