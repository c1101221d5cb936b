export type SourceErrorCode =
  /** Not the bytes any more that were shared. */
  | 'changed'
  /** Moved, deleted, or on a drive that is not there. */
  | 'vanished'
  | 'unreadable';

/** A file that was to be sent and cannot be read as it was when it was shared. */
export class SourceError extends Error {
  readonly code: SourceErrorCode;

  constructor(code: SourceErrorCode, options: { cause?: unknown } = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SourceError';
    this.code = code;
  }
}
