import type { DecodedSnapshot, Hello, ServerFrame } from '../../server/protocol/frames.ts';
import type { Self } from '../../server/protocol/model.ts';

export type ConnectionState =
  | { state: 'idle' }
  | { state: 'connecting' }
  | { state: 'online' }
  | { state: 'waiting'; retryAt: number; error: Error }
  | { state: 'failed'; error: Error };

/** What a successful `connect` brought. */
export interface Connected {
  hello: Hello;
  user: Self;
  /** Of the room that was asked for; `undefined` where none was. */
  snapshot: DecodedSnapshot | undefined;
}

/** What a server tells by itself once one is connected. */
export type LiveFrame = Extract<ServerFrame, { kind: 'event' | 'presence' | 'typing' | 'read' | 'notice' }>;

interface ConnectFields {
  name: string;
  room?: string;
  after?: number | undefined;
  epoch?: string | undefined;
  /** The secret that lets one in. */
  invite?: string | undefined;
  /** What a provider of identities says of who this is. */
  identityToken?: string | undefined;
  /** The name is to be this person's from now on. */
  remember?: boolean | undefined;
  /** What this computer is called where its person lists theirs. */
  device?: string | undefined;
}

/** What the owner of a connection knows and hears. */
export interface ConnectionHost {
  /** Fields of the next `connect`: name, room, where to resume, and an invite that was not taken yet. */
  connectFields(): ConnectFields;
  /** SHA-256 of the only certificate that is accepted; `undefined` where the usual checks decide. */
  pin?(): string | undefined;
  /** The token kept for this server and name, if any. */
  loadToken(): Promise<string | undefined>;
  saveToken(token: string | undefined): Promise<void>;
  onState(state: ConnectionState): void;
  onConnected(connected: Connected): void;
  /** The server let this person in, be it into the room or not: it took the invite. */
  onWelcome?(): void;
  onFrame(frame: LiveFrame): void;
}
