import { destination, pino } from 'pino';

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Takes fields, not sentences; `event` names what happened. Message text, tokens and names of files never go in.
 */
export interface Logger {
  error(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  info(fields: object, event: string): void;
  debug(fields: object, event: string): void;
}

/** JSON lines on standard error. */
export function createLogger(level: LogLevel): Logger {
  const stream = destination({ fd: 2, sync: true });
  // Whoever read the log may be gone before the server is; that must not end it.
  stream.on('error', () => undefined);
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'event' }, stream);
}

export const silentLogger: Logger = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};
