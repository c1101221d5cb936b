export type ShareErrorCode = 'vanished' | 'unreadable' | 'folder' | 'too_large' | 'not_kept';

/** A file that cannot be shared. `size` and `limit` are written for a person, and there for `too_large`. */
export class ShareError extends Error {
  readonly code: ShareErrorCode;
  readonly fileName: string;
  readonly size: string;
  readonly limit: string;

  constructor(
    code: ShareErrorCode,
    fileName: string,
    options: { size?: string; limit?: string; cause?: unknown } = {},
  ) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ShareError';
    this.code = code;
    this.fileName = fileName;
    this.size = options.size ?? '';
    this.limit = options.limit ?? '';
  }
}
