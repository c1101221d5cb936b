/** Why the bundled server did not start; `message` is what it said last. */
export class ServerStartError extends Error {
  readonly code: 'in_use' | 'exited' | 'timeout';

  constructor(code: ServerStartError['code'], message: string) {
    super(message);
    this.name = 'ServerStartError';
    this.code = code;
  }
}
