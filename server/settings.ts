import { isIP } from 'node:net';
import * as v from 'valibot';
import type { AccessMode } from './access.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';
import { isProviderUrl } from './providerUrl.ts';
import { DEFAULT_PORT } from './protocol/address.ts';
import {
  DEFAULT_LIMITS,
  DEFAULT_ROOM_FILE_BYTES,
  DEFAULT_USER_FILE_BYTES,
  HEARTBEAT_MS,
  type ServerLimits,
  UPLOAD_EXPIRES_MS,
} from './protocol/limits.ts';

/** Everything that the server can be told, by a flag, the environment or a JSON file; sizes in bytes. */
export interface Settings extends ServerLimits {
  host: string;
  port: number;
  data: string;
  /** Absent: `open` on loopback, `invite` elsewhere ([AC2]). */
  access?: AccessMode | undefined;
  publicUrl?: string | undefined;
  allowOrigin: string[];
  /** The name under which it is found in the local network; absent: not at all. */
  announce?: string | undefined;
  /** `auto`: a certificate of the server's own, made once; `off`: none, unless its files are given. */
  tls: 'auto' | 'off';
  tlsCert?: string | undefined;
  tlsKey?: string | undefined;
  /** Absent: loopback, where `publicUrl` or `trustedHeader` says that there is one; else none. */
  trustedProxy?: string[] | undefined;
  /** Name of the header by which such a proxy says who somebody is. */
  trustedHeader?: string | undefined;
  oidcIssuer?: string | undefined;
  oidcAudience?: string | undefined;
  /** Empty: everybody whom the issuer vouches for. */
  oidcDomains: string[];
  /** 0: no limit. */
  socketsPerAddress: number;
  upgradesPerSecond: number;
  heartbeatMs: number;
  maxSessions: number;
  sessionsPerUser: number;
  diskReserve: number;
  /** Of the files of one user and of one room together; 0: no limit. */
  userFileBytes: number;
  roomFileBytes: number;
  uploadExpiresMs: number;
  /** 0: for ever. */
  keepDays: number;
  /** 0: no bound. */
  maxData: number;
  logLevel: LogLevel;
}

export type SettingName = keyof Settings;

export interface Setting {
  kind: 'text' | 'number' | 'list';
  schema: v.GenericSchema;
  help: string;
  placeholder: string;
  fallback?: string | number | string[];
}

const whole = (min: number, max = Number.MAX_SAFE_INTEGER) =>
  v.pipe(
    v.number('has to be a whole number'),
    v.safeInteger('has to be a whole number'),
    v.minValue(min, `has to be ${min} at least`),
    v.maxValue(max, `has to be ${max} at most`),
  );
const text = v.pipe(v.string('has to be text'), v.minLength(1, 'must not be empty'));
const webUrl = v.pipe(
  text,
  v.check(
    (url) => /^(?:https?|wss?):\/\/[^/]/iu.test(url) && URL.canParse(url),
    'has to be an http, https, ws or wss address',
  ),
);

const network = v.pipe(
  text,
  v.check((value) => {
    const [address = '', prefix, ...rest] = value.split('/');
    const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
    return (
      bits > 0 && rest.length === 0 && (prefix === undefined || (/^\d{1,3}$/u.test(prefix) && Number(prefix) <= bits))
    );
  }, 'has to be an address, or a network as 10.0.0.0/8'),
);

const limit = (name: keyof ServerLimits, help: string, min = 0): Setting => ({
  kind: 'number',
  schema: v.pipe(
    whole(0),
    v.check((value) => value === 0 || value >= min, `has to be 0 (no limit) or ${min} at least`),
  ),
  help: `${help}; 0 is no limit`,
  placeholder: 'N',
  fallback: DEFAULT_LIMITS[name],
});

export const SETTINGS: Readonly<Required<Record<SettingName, Setting>>> = {
  host: { kind: 'text', schema: text, help: 'address to listen on', placeholder: 'ADDRESS', fallback: '127.0.0.1' },
  port: {
    kind: 'number',
    schema: whole(0, 65_535),
    help: 'port; 0 takes a free one',
    placeholder: 'N',
    fallback: DEFAULT_PORT,
  },
  data: {
    kind: 'text',
    schema: text,
    help: 'folder for all that is stored',
    placeholder: 'FOLDER',
    fallback: 'room-chat-data',
  },
  access: {
    kind: 'text',
    schema: v.picklist(['open', 'invite'], 'has to be open or invite'),
    help: 'who may connect; default: open on loopback, invite elsewhere',
    placeholder: 'open|invite',
  },
  publicUrl: { kind: 'text', schema: webUrl, help: 'address that clients use, behind a proxy', placeholder: 'URL' },
  allowOrigin: {
    kind: 'list',
    schema: v.array(text),
    help: 'origin of a web page that may connect; may be repeated',
    placeholder: 'ORIGIN',
    fallback: [],
  },
  tls: {
    kind: 'text',
    schema: v.picklist(['auto', 'off'], 'has to be auto or off'),
    help: 'auto: encrypt by a certificate of its own, which invites tell of',
    placeholder: 'auto|off',
    fallback: 'off',
  },
  tlsCert: {
    kind: 'text',
    schema: text,
    help: 'certificate and its chain, PEM; read again on SIGHUP',
    placeholder: 'FILE',
  },
  tlsKey: { kind: 'text', schema: text, help: 'its private key, PEM', placeholder: 'FILE' },
  trustedProxy: {
    kind: 'list',
    schema: v.array(network),
    help: 'proxy that is believed whom it comes for; may be repeated; default: loopback, with --public-url or --trusted-header',
    placeholder: 'ADDRESS',
  },
  trustedHeader: {
    kind: 'text',
    schema: v.pipe(text, v.regex(/^[\w-]{1,64}$/u, 'has to be the name of a header')),
    help: 'header by which that proxy says who somebody is, as X-Forwarded-User',
    placeholder: 'NAME',
  },
  oidcIssuer: {
    kind: 'text',
    schema: v.pipe(text, v.check(isProviderUrl, 'has to be an https address')),
    help: 'OpenID provider whose people may sign in',
    placeholder: 'URL',
  },
  oidcAudience: {
    kind: 'text',
    schema: text,
    help: 'client id of this server at the provider',
    placeholder: 'ID',
  },
  oidcDomains: {
    kind: 'list',
    schema: v.array(v.pipe(text, v.toLowerCase(), v.regex(/^[^@\s]+$/u, 'has to be a domain, as example.com'))),
    help: 'mail domains whose people may sign in; may be repeated; default: all of the provider',
    placeholder: 'DOMAIN',
    fallback: [],
  },
  socketsPerAddress: {
    kind: 'number',
    schema: whole(0),
    help: 'sockets open at once from one address; 0 is no limit',
    placeholder: 'N',
    fallback: 2_000,
  },
  upgradesPerSecond: {
    kind: 'number',
    schema: whole(0),
    help: 'new WebSockets a second from one address, with bursts of ten times that; 0 is no limit',
    placeholder: 'N',
    fallback: 100,
  },
  announce: {
    kind: 'text',
    schema: text,
    help: 'make it known in the local network (mDNS) under this name; default: not',
    placeholder: 'NAME',
  },
  textBytes: limit('textBytes', 'longest text of a message'),
  inlineFileBytes: limit('inlineFileBytes', 'largest file in a frame'),
  fileBytes: limit('fileBytes', 'largest file'),
  frameBytes: limit('frameBytes', 'largest frame', 4_096),
  messagesPerSecond: limit('messagesPerSecond', 'requests of a session a second'),
  roomsPerSession: limit('roomsPerSession', 'rooms that a session may be in'),
  heartbeatMs: {
    kind: 'number',
    schema: whole(100, 3_600_000),
    help: 'milliseconds between pings; two missed end a session',
    placeholder: 'MS',
    fallback: HEARTBEAT_MS,
  },
  maxSessions: {
    kind: 'number',
    schema: whole(0),
    help: 'sessions at once; 0 is no limit',
    placeholder: 'N',
    fallback: 20_000,
  },
  sessionsPerUser: {
    kind: 'number',
    schema: whole(0),
    help: 'sessions of one user; 0 is no limit',
    placeholder: 'N',
    fallback: 50,
  },
  diskReserve: {
    kind: 'number',
    schema: whole(0),
    help: 'bytes of the disk that files leave free, so that chat goes on',
    placeholder: 'BYTES',
    fallback: 67_108_864,
  },
  userFileBytes: {
    kind: 'number',
    schema: whole(0),
    help: 'bytes that the files of one user may hold; 0 is no limit',
    placeholder: 'BYTES',
    fallback: DEFAULT_USER_FILE_BYTES,
  },
  roomFileBytes: {
    kind: 'number',
    schema: whole(0),
    help: 'bytes that the files of one room may hold; 0 is no limit',
    placeholder: 'BYTES',
    fallback: DEFAULT_ROOM_FILE_BYTES,
  },
  uploadExpiresMs: {
    kind: 'number',
    schema: whole(1_000),
    help: 'milliseconds that an upload is kept which nothing comes for',
    placeholder: 'MS',
    fallback: UPLOAD_EXPIRES_MS,
  },
  keepDays: {
    kind: 'number',
    schema: whole(0, 36_500),
    help: 'days that events are kept; 0 is for ever',
    placeholder: 'N',
    fallback: 0,
  },
  maxData: {
    kind: 'number',
    schema: whole(0),
    help: 'bytes that messages (text counted twice, for the index) and files may hold; 0 is no bound',
    placeholder: 'BYTES',
    fallback: 0,
  },
  logLevel: {
    kind: 'text',
    schema: v.picklist(LOG_LEVELS, `has to be one of ${LOG_LEVELS.join(', ')}`),
    help: 'what is logged to standard error',
    placeholder: 'LEVEL',
    fallback: 'info',
  },
};

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

export function flagName(name: SettingName): string {
  return name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}
