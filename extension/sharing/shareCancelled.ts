/** Ends a share because a person said so: nothing to tell where they know. */
export class ShareCancelled extends Error {
  constructor() {
    super('The person cancelled.');
    // As a signal's reason is called: all ways to cancel are one.
    this.name = 'AbortError';
  }
}
