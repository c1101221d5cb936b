export type DownloadErrorCode =
  /** The person stopped it. */
  | 'cancelled'
  /** This computer has no room for it. */
  | 'disk_full'
  /** Larger than what is read into memory. */
  | 'too_large_to_read'
  /** Larger than what a file system that is not this computer's takes in one piece. */
  | 'too_large_to_save';

/** Whether a person stopped a download: they know, and are told nothing. */
export function isCancelled(error: unknown): boolean {
  return error instanceof DownloadError && error.code === 'cancelled';
}

/** A received file that cannot be had on this computer; the server's refusals and losses are other errors. */
export class DownloadError extends Error {
  readonly code: DownloadErrorCode;

  constructor(code: DownloadErrorCode, options: { cause?: unknown } = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DownloadError';
    this.code = code;
  }
}
