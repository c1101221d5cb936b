import type { LogOutputChannel } from 'vscode';

type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Where the extension writes what happens: an event's name and fields, never message text, tokens or file names. */
export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** A logger that writes to the editor's output channel, which adds time and level. */
export function createLogger(channel: LogOutputChannel): Logger {
  const line = (event: string, fields: LogFields = {}) =>
    [
      event,
      ...Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : `${name}=${field(value)}`)),
    ].join(' ');
  return {
    info: (event, fields) => channel.info(line(event, fields)),
    warn: (event, fields) => channel.warn(line(event, fields)),
    error: (event, fields) => channel.error(line(event, fields)),
  };
}

/** A server's words stand among the fields: none makes a line of its own, and none is long. */
function field(value: unknown): string {
  return String(value)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, 500);
}

/** What a log may say of an error of any kind: what it is and where it arose, not its message, which may name files. */
export function failureFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { kind: typeof error };
  const { code, syscall } = error as NodeJS.ErrnoException;
  const at = error.stack?.split('\n').find((line) => /^\s+at /u.test(line));
  return { kind: error.name, code, syscall, at: at?.trim() };
}
