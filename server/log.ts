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

/** As pino numbers them, which tools that read logs know. */
const NUMBERS = { debug: 20, info: 30, warn: 40, error: 50, silent: 99 } as const;

/** JSON lines. @param write where they go; standard error where nothing is given */
export function createLogger(level: LogLevel, write: (line: string) => void = standardError()): Logger {
  const at =
    (own: LogLevel) =>
    (fields: object, event: string): void => {
      if (NUMBERS[own] >= NUMBERS[level]) write(`${line(NUMBERS[own], fields, event)}\n`);
    };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

export const silentLogger: Logger = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};

function standardError(): (line: string) => void {
  // Whoever read the log may be gone before the server is; that must not end it.
  process.stderr.on('error', () => undefined);
  return (text) => void process.stderr.write(text);
}

function line(level: number, fields: object, event: string): string {
  const start = { level, time: new Date().toISOString() };
  try {
    return JSON.stringify({ ...start, ...fields, event }, (_key, value: unknown) => plain(value));
  } catch (error) {
    // A log that cannot be written must not end what it tells of.
    return JSON.stringify({ ...start, unloggable: String(error), event });
  }
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return {
    type: name,
    message,
    stack,
    ...('code' in value && { code: value.code }),
    ...(cause !== undefined && { cause }),
  };
}
