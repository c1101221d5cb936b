export type ReceiveErrorCode =
  /** Its bytes are no text, or in an encoding that nothing tells. */
  | 'not_text'
  /** Larger than what may be done with it inside the editor. */
  | 'too_large'
  /** No text editor has a cursor to insert at. */
  | 'no_editor'
  /** The editor took no change, as for a file that is read-only. */
  | 'not_changed'
  /** Something came to be at the place to save to, which nobody was asked about. */
  | 'appeared'
  /** A picture that could not be put into the clipboard. */
  | 'not_copied'
  /** No diff of a received file is at the front. */
  | 'no_diff';

/** Something that cannot be done with a received file. `limit` is written for a person, and there for `too_large`. */
export class ReceiveError extends Error {
  readonly code: ReceiveErrorCode;
  readonly fileName: string;
  readonly limit: string;

  constructor(code: ReceiveErrorCode, fileName: string, limit = '') {
    super(code);
    this.name = 'ReceiveError';
    this.code = code;
    this.fileName = fileName;
    this.limit = limit;
  }
}
