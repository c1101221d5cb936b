export type ShareErrorCode =
  /** Gone since it was chosen. */
  | 'vanished'
  /** No permission, a device or a pipe, or a file system that failed. */
  | 'unreadable'
  /** Larger than what may be sent. */
  | 'too_large'
  /** Not on this computer, and larger than what is read into memory. */
  | 'too_large_to_read'
  /** More than comes through the panel, where it was dropped or pasted. */
  | 'too_large_to_drop'
  /** A folder that came from outside of the editor, which gives no way into it. */
  | 'dropped_folder'
  /** A folder with more files, or more in them, than one archive takes. */
  | 'folder_too_large'
  /** A folder of which nothing is left to send. */
  | 'folder_empty'
  /** A folder's archive could not be written. */
  | 'not_packed'
  /** This computer has no room to keep it until it is sent. */
  | 'not_kept';

/** A file that cannot be shared. */
export class ShareError extends Error {
  readonly code: ShareErrorCode;
  readonly fileName: string;
  /** How large it is, in bytes, where that is what is wrong. */
  readonly sizeBytes: number;
  /** The most that is taken, in bytes. */
  readonly limitBytes: number;
  /** The most files that are taken. */
  readonly limitFiles: number;

  constructor(
    code: ShareErrorCode,
    fileName: string,
    options: { sizeBytes?: number; limitBytes?: number; limitFiles?: number; cause?: unknown } = {},
  ) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ShareError';
    this.code = code;
    this.fileName = fileName;
    this.sizeBytes = options.sizeBytes ?? 0;
    this.limitBytes = options.limitBytes ?? 0;
    this.limitFiles = options.limitFiles ?? 0;
  }
}
