/** An invite that leads nowhere. */
export class InviteError extends Error {
  /** The link cannot be read; or the server does not know it, it is used up, has expired or was withdrawn. */
  readonly code: 'damaged' | 'refused';

  constructor(code: InviteError['code']) {
    super(code);
    this.name = 'InviteError';
    this.code = code;
  }
}
