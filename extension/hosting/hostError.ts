/** Why something about the server that this person hosts did not work; `message` is what it, or its process, said last. */
export class HostError extends Error {
  /**
   * - `in_use`: its data are held by a server that does not answer
   * - `exited`: it ended before it listened
   * - `timeout`: it did not listen in time
   * - `stopped`: it was to stop before it ran
   * - `gone`: it does not run any more
   * - `refused`: it runs, and would not
   */
  readonly code: 'in_use' | 'exited' | 'timeout' | 'stopped' | 'gone' | 'refused';

  constructor(code: HostError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HostError';
    this.code = code;
  }
}
