import type { Access, Admission } from '../access.ts';
import type { AuditLog } from '../audit.ts';
import type { Clock } from '../clock.ts';
import { withRaw } from '../frame.ts';
import { shownName } from '../protocol/claimedName.ts';
import { CLOSE_CODES } from '../protocol/closeCodes.ts';
import { type ErrorCode, ProtocolError } from '../protocol/errors.ts';
import type { RequestOf } from '../protocol/messages.ts';
import { PROTOCOL_RANGE } from '../protocol/version.ts';
import type { Reply } from '../reply.ts';
import type { Outcome } from '../store/messageStore.ts';
import type { OidcProvider } from '../oidcProvider.ts';
import type { Session } from '../session.ts';
import type { Vouched } from '../vouched.ts';
import type { WrongCredentials } from '../wrongCredentials.ts';
import type { Entrance } from './entrance.ts';
import { connectedState, roomName, type Verbs } from './verb.ts';

export interface ConnectingDeps {
  access: Access;
  entrance: Entrance;
  audit: AuditLog;
  wrong: WrongCredentials;
  clock: Clock;
  /** Reads the tokens of a provider of identities, where the server has one. */
  provider: OidcProvider | undefined;
  /** Called when a session knows who it is. @returns false where that user has too many already */
  register: (session: Session) => boolean;
}

/** What a guess that was wrong gets. */
const WRONG: ReadonlySet<ErrorCode> = new Set(['bad_token', 'bad_invite', 'bad_identity']);
/** Why a room may not be entered by somebody who is welcome on the server. */
const KEPT_OUT: ReadonlySet<ErrorCode> = new Set(['approval_pending', 'forbidden', 'not_found']);

/** `connect`: who somebody is, and the room that they come for ([GR2], [GR3], [GR5]). */
export function connectingVerbs({
  access,
  entrance,
  audit,
  wrong,
  clock,
  provider,
  register,
}: ConnectingDeps): Pick<Verbs, 'connect'> {
  function refuse(session: Session, reply: Reply, error: ProtocolError, isGuess: boolean): void {
    audit.note('refused', { address: session.address, detail: error.code });
    const { holdMs, isLast } = isGuess && WRONG.has(error.code) ? wrong.of(session) : { holdMs: 0, isLast: false };
    const answer = (): void => {
      session.refused();
      reply.fail(error);
      if (isLast) session.close(CLOSE_CODES.tooManySessions, 'Too many wrong tokens or invites from here.');
    };
    if (holdMs === 0) answer();
    else clock.after(holdMs, answer);
  }

  /** @throws ProtocolError `bad_identity`, `internal` */
  async function whoSignedIn(token: string): Promise<Vouched> {
    if (provider) return await provider.verify(token);
    throw new ProtocolError('bad_identity', 'This server signs nobody in by a provider. Connect by name or invite.');
  }

  function enterHome(
    session: Session,
    request: RequestOf<'connect'>,
    room: { name: string; key: string },
    answer: object,
    reply: Reply,
  ): void {
    entrance.enter(session, connectedState(session), room, request, (failure, entered) => {
      if (entered) {
        reply.ok(answer, { rooms: `[${withRaw(entered.fields, entered.raw)}]` });
        return;
      }
      const error = failure ?? new ProtocolError('internal', 'The room is not there.');
      if (KEPT_OUT.has(error.code)) {
        // What came with the answer, a token say, must not be lost with the room.
        const { code, message } = error;
        reply.ok({ ...answer, rooms: [], refused: { room: room.name, code, message } });
        return;
      }
      reply.fail(error);
      // Half connected is nothing that a client could go on from.
      session.close(CLOSE_CODES.goingAway, 'The room could not be entered; try again.');
    });
  }

  return {
    connect(session, request, reply) {
      if (session.phase.phase !== 'greeting') {
        throw new ProtocolError('already_connected', 'This session is connected already.');
      }
      checkVersion(request.protocol);
      const room = request.room === undefined ? undefined : roomName(request.room);
      const token = request.token ?? session.headerToken;
      const { name, invite, remember, device, identityToken } = request;
      if (name === undefined && identityToken === undefined && !session.vouched) {
        throw new ProtocolError('bad_request', 'Say who you are: "connect" needs a name.');
      }
      const isGuess = token !== undefined || invite !== undefined || identityToken !== undefined;
      session.connecting();
      const admit = (vouched: Vouched | undefined): void => {
        const under = name ?? shownName(vouched?.name ?? '');
        const credentials = { name: under, token, invite, remember, device, external: vouched?.external };
        access.admit(credentials, (outcome) => settle(outcome));
      };
      const settle = (outcome: Outcome<Admission>): void => {
        if (!outcome.ok) {
          refuse(session, reply, outcome.error, isGuess);
          return;
        }
        const { actor } = outcome.value;
        if (session.phase.phase === 'closed') {
          access.release(actor);
          return;
        }
        session.connected(actor, room?.key);
        note(session, outcome.value);
        if (!register(session)) {
          reply.fail(new ProtocolError('forbidden', 'You have too many sessions open. Close another one first.'));
          session.close(CLOSE_CODES.tooManySessions, 'Too many sessions.');
          return;
        }
        const answer = answerOf(outcome.value);
        if (room) enterHome(session, request, room, answer, reply);
        else reply.ok({ ...answer, rooms: [] });
      };
      if (identityToken === undefined) {
        admit(session.vouched);
        return;
      }
      whoSignedIn(identityToken).then(
        (vouched) => {
          if (session.phase.phase !== 'closed') admit(vouched);
        },
        (error: unknown) => settle({ ok: false, error: asProtocolError(error) }),
      );
    },
  };

  function note({ address }: Session, { actor, role, invite, token }: Admission): void {
    audit.note('connect', { actor: actor.id, address, detail: role });
    const target = actor.device;
    if (invite !== undefined) audit.note('redeem', { actor: actor.id, target: invite, address });
    if (token !== undefined) audit.note('device', { actor: actor.id, target, address });
  }
}

function asProtocolError(error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error;
  return new ProtocolError('internal', 'The sign-in could not be checked.', { cause: error, retry: 'same_id' });
}

/** @throws ProtocolError `unsupported_version` */
function checkVersion(asked: number | undefined): void {
  const [min, max] = PROTOCOL_RANGE;
  const requested = asked ?? max;
  if (Number.isInteger(requested) && requested >= min && requested <= max) return;
  throw new ProtocolError(
    'unsupported_version',
    `This server speaks version ${min} to ${max} of the protocol, not ${requested}. Update the older side.`,
    { details: { supported: PROTOCOL_RANGE, requested } },
  );
}

function answerOf({ actor, role, token, transferToken, transferExpires }: Admission): object {
  const { id, name, guest, device } = actor;
  return {
    user: { id, name, guest, role, ...(device !== undefined && { device }) },
    ...(token !== undefined && { token }),
    ...(transferToken !== undefined && { transferToken, transferExpires }),
  };
}
