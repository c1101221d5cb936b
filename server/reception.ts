import type { Access } from './access.ts';
import type { Clock } from './clock.ts';
import type { Frame } from './frame.ts';
import type { Arrival } from './frontDoor.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Newcomers } from './newcomers.ts';
import { CLOSE_CODES } from './protocol/closeCodes.ts';
import { ProtocolError } from './protocol/errors.ts';
import type { ServerLimits } from './protocol/limits.ts';
import type { Request } from './protocol/messages.ts';
import type { Reply } from './reply.ts';
import type { RoomRegistry } from './roomRegistry.ts';
import type { SendTick } from './sendTick.ts';
import { Session } from './session.ts';
import type { SessionHost, SessionState } from './sessionHost.ts';
import type { SessionRegistry } from './sessionRegistry.ts';
import { TokenRate } from './tokenBucket.ts';
import type { Verbs } from './verbs/verb.ts';

export interface ReceptionDeps {
  verbs: Verbs;
  limits: ServerLimits;
  hello: Frame;
  greetingBytes: number;
  tick: SendTick;
  sessions: SessionRegistry;
  newcomers: Newcomers<Session>;
  rooms: RoomRegistry;
  access: Access;
  metrics: Metrics;
  clock: Clock;
  log: Logger;
}

/** Of the allowed rate, what may come at once, and past what the server stops reading the socket ([LV3]). */
const BURST_FACTOR = 4;
const FLOOD_FACTOR = 10;
/** Close codes that say something of a client's health. */
const TROUBLE: ReadonlySet<number> = new Set([1009, CLOSE_CODES.flooding, CLOSE_CODES.slowConsumer]);
const ADDING: ReadonlySet<Request['type']> = new Set(['message', 'edit', 'delete', 'react', 'topic', 'upload']);

/** Makes sessions of those who came in, hands what they ask to the verbs, and clears up after them. */
export class Reception implements SessionHost {
  readonly tick: SendTick;
  readonly hello: Frame;
  readonly greetingBytes: number;
  readonly requests: TokenRate;
  readonly flood: TokenRate;
  readonly clock: Clock;
  readonly log: Logger;
  readonly #deps: ReceptionDeps;

  constructor(deps: ReceptionDeps) {
    const { tick, hello, greetingBytes, clock, log } = deps;
    const rate = deps.limits.messagesPerSecond;
    this.tick = tick;
    this.hello = hello;
    this.greetingBytes = greetingBytes;
    this.requests = new TokenRate(rate, rate * BURST_FACTOR, clock);
    this.flood = new TokenRate(rate * FLOOD_FACTOR, rate * BURST_FACTOR * FLOOD_FACTOR, clock);
    this.clock = clock;
    this.log = log;
    this.#deps = deps;
  }

  open({ socket, stream, request, address, vouched }: Arrival): void {
    const bearer = /^Bearer (?<token>\S{1,256})$/iu.exec(request.headers.authorization ?? '');
    const session = new Session({ socket, stream, address, vouched, headerToken: bearer?.groups?.['token'] }, this);
    this.#deps.sessions.add(session);
    this.#deps.newcomers.add(session);
  }

  handle(session: Session, request: Request, reply: Reply): void {
    try {
      // Each type goes with its own verb: TypeScript cannot follow that through the table.
      const verb = this.#deps.verbs[request.type] as (session: Session, request: Request, reply: Reply) => void;
      verb(session, request, reply);
    } catch (error) {
      if (error instanceof ProtocolError) {
        reply.fail(error);
        return;
      }
      this.log.error({ err: error, request: request.type }, 'verb');
      const message = 'The server made a mistake with this request; its log says more.';
      reply.fail(new ProtocolError('internal', message, { retry: 'same_id' }));
    }
  }

  answered(type: Request['type'], milliseconds: number, error: ProtocolError | undefined): void {
    this.#deps.metrics.request(type, milliseconds, error?.code, ADDING.has(type));
  }

  dropped(frames: number): void {
    this.#deps.metrics.dropped(frames);
  }

  received(bytes: number): void {
    this.#deps.metrics.received(bytes);
  }

  ended(session: Session, state: SessionState): void {
    const { newcomers, sessions, rooms, access } = this.#deps;
    const connected = state.phase === 'connected' ? state : undefined;
    newcomers.remove(session);
    sessions.remove(session, connected?.actor.holder);
    if (!connected) return;
    for (const room of connected.rooms) {
      room.remove(session);
      rooms.release(room);
    }
    access.release(connected.actor);
  }

  closed(code: number): void {
    this.#deps.metrics.closed(code);
    if (TROUBLE.has(code)) this.log.warn({ code }, 'session_closed');
    else this.log.debug({ code }, 'session_closed');
  }
}
