import { normalizeName } from '../../server/protocol/names.ts';
import { parsePin } from '../connection/certificatePin.ts';
import { ConnectionError } from '../connection/errors.ts';
import { parseServerAddress } from '../connection/serverAddress.ts';
import { InviteError } from './inviteError.ts';

/** What a link to a room says. */
export interface InviteLink {
  /** A URL as `parseServerAddress` gives it. */
  server: string;
  room?: string | undefined;
  /** The secret that lets one in, once or more often. */
  invite?: string | undefined;
  /** SHA-256 of the only certificate that is to be accepted. */
  pin?: string | undefined;
  /** Whose further computer this is to become. */
  name?: string | undefined;
}

/** The part of a link that every editor's has, whatever its scheme is. */
const PLACE = 'room-chat.room-chat/join';
const IN_TEXT = /\b[a-z][a-z0-9+.-]*:\/\/room-chat\.room-chat\/join\?([^\s<>"'`]+)/iu;
/** What a sentence, or a bracket, puts after a link. */
const AFTER = /[.,;:!?)\]}]+$/u;
const SECRET = /^[\w-]{16,256}$/u;

/**
 * A link that the editor with this URI scheme opens, and that Join takes as text.
 *
 * The editor takes one layer of percent-encoding off before a handler sees the query, and with it the difference between
 * a sign of a name and one of the query; so names have two.
 */
export function inviteLink(scheme: string, { server, room, invite, pin, name }: InviteLink): string {
  const fields = [`server=${server}`];
  if (room !== undefined) fields.push(`room=${encodeTwice(room)}`);
  if (name !== undefined) fields.push(`name=${encodeTwice(name)}`);
  if (invite !== undefined) fields.push(`invite=${invite}`);
  if (pin !== undefined) fields.push(`pin=${pin}`);
  return `${scheme}://${PLACE}?${fields.join('&')}`;
}

/**
 * The first link to a room in a text that somebody pasted; `undefined` where there is none.
 *
 * @throws InviteError `damaged`
 */
export function findInviteLink(text: string): InviteLink | undefined {
  const query = IN_TEXT.exec(text)?.[1]?.replace(AFTER, '');
  return query === undefined ? undefined : readInviteQuery(decodeOnce(query));
}

/**
 * Reads the query of a link as the editor hands it over.
 *
 * @throws InviteError `damaged`
 */
export function readInviteQuery(query: string): InviteLink {
  const fields = new URLSearchParams(query);
  const server = readServer(fields.get('server') ?? '');
  const [room, name] = [readName(fields.get('room')), readName(fields.get('name'))];
  const invite = fields.get('invite') ?? undefined;
  if (invite !== undefined && !SECRET.test(invite)) throw new InviteError('damaged');
  const given = fields.get('pin');
  const pin = given === null ? undefined : parsePin(given);
  // Half a pin is no pin: to go on without would take any certificate. Without TLS there is none to compare.
  if (given !== null && (pin === undefined || !server.startsWith('wss://'))) throw new InviteError('damaged');
  return { server, room, invite, pin, name };
}

function readServer(text: string): string {
  try {
    // In the form in which it is dialled: nothing else in the link can pass for the server.
    return parseServerAddress(text);
  } catch (error) {
    if (error instanceof ConnectionError) throw new InviteError('damaged');
    throw error;
  }
}

/** A name that nobody can have is not one: it is asked for instead. */
function readName(text: string | null): string | undefined {
  return text === null ? undefined : normalizeName(text);
}

function encodeTwice(text: string): string {
  return encodeURIComponent(encodeURIComponent(text));
}

function decodeOnce(query: string): string {
  try {
    return decodeURIComponent(query);
  } catch {
    throw new InviteError('damaged');
  }
}
