import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { AuditLog } from './audit.ts';
import type { Clock } from './clock.ts';
import { FIRST_ROOM, joinLink } from './joinLink.ts';
import { createLogger } from './log.ts';
import { INVITE_MAX_MS, INVITE_ROOMS, INVITE_USES } from './protocol/limits.ts';
import { ROLES, type Role } from './protocol/model.ts';
import { newId, newToken, type Random, tokenHash } from './random.ts';
import { SettingsError } from './settingSources.ts';
import { inviteBeside } from './store/inviteBeside.ts';
import { roomName } from './verbs/verb.ts';

/** What `room-chat-server invite` was told, beside the settings of the server. */
export interface InviteFlags {
  rooms: string[];
  uses: number;
  expiresMs: number;
  role: Role;
}

const INVITE_FLAGS = {
  rooms: { type: 'string', default: '' },
  uses: { type: 'string', default: '1' },
  expires: { type: 'string', default: '7d' },
  role: { type: 'string', default: 'member' },
} as const;

export const INVITE_USAGE =
  'room-chat-server invite [--rooms A,B] [--uses N] [--expires 7d] [--role owner|member|guest] [--data FOLDER]';

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const flagsSchema = v.object({
  rooms: v.pipe(
    v.string(),
    v.transform((list) => list.split(',').filter((room) => room.trim() !== '')),
    v.maxLength(INVITE_ROOMS, `--rooms takes ${INVITE_ROOMS} names at most`),
  ),
  uses: v.pipe(
    v.string(),
    v.regex(/^\d{1,6}$/u, '--uses has to be a whole number'),
    v.transform(Number),
    v.minValue(1, '--uses has to be 1 at least'),
    v.maxValue(INVITE_USES, `--uses has to be ${INVITE_USES} at most`),
  ),
  expires: v.pipe(
    v.string(),
    v.regex(/^\d{1,6}[smhd]$/u, '--expires has to be a number with s, m, h or d, such as 7d'),
    v.transform((text) => Number(text.slice(0, -1)) * UNITS[text.slice(-1) as keyof typeof UNITS]),
    v.minValue(1, '--expires has to be longer than nothing'),
    v.maxValue(INVITE_MAX_MS, '--expires has to be 366d at most'),
  ),
  role: v.picklist(ROLES, '--role has to be owner, member or guest'),
});

/** Splits what the command takes for itself from what is the server's. @throws SettingsError */
export function readInviteFlags(args: string[]): {
  invite: InviteFlags;
  values: Record<string, string | boolean | (string | boolean)[] | undefined>;
} {
  const { values } = parse(args);
  const parsed = v.safeParse(flagsSchema, values);
  if (!parsed.success) throw new SettingsError(`${parsed.issues[0].message}. Use: ${INVITE_USAGE}`);
  const { rooms, uses, expires, role } = parsed.output;
  const { data, config, 'public-url': publicUrl } = values;
  return { invite: { rooms, uses, expiresMs: expires, role }, values: { data, config, 'public-url': publicUrl } };
}

/**
 * Makes an invite in a data folder, whether a server runs on it or not.
 * @returns the link
 * @throws DataFolderError, ProtocolError
 */
export async function inviteFromCommandLine(
  flags: InviteFlags,
  where: { data: string; publicAddress: string | undefined },
  { clock, random }: { clock: Clock; random: Random },
): Promise<string> {
  const secret = newToken(random);
  const id = newId(random, 'i');
  const now = clock.now();
  const { uses, role, expiresMs } = flags;
  const rooms = flags.rooms.map(roomName);
  const { address, pin } = inviteBeside(
    where.data,
    { id, hash: tokenHash(secret), rooms, uses, expires: now + expiresMs, role, now },
    where.publicAddress,
    newId(random, 'e'),
  );
  const audit = new AuditLog(where.data, clock, createLogger('warn'));
  audit.note('invite', { target: id, detail: role });
  await audit.close();
  return joinLink({ server: address, room: rooms[0]?.name ?? FIRST_ROOM, invite: secret, pin });
}

function parse(args: string[]): { values: Record<string, string | undefined> } {
  const text = { type: 'string' as const };
  try {
    const { values } = parseArgs({
      args,
      options: { ...INVITE_FLAGS, data: text, config: text, 'public-url': text },
    });
    return { values };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`${reason.split('\n')[0] ?? reason} Use: ${INVITE_USAGE}`, { cause: error });
  }
}
