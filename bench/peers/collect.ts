/**
 * Collects garbage when a bench asks for it, so that only what is kept is counted: the last resort also gives back the
 * pages that V8 had for what is short-lived. Worker threads get no signals.
 */
process.on('SIGUSR2', () => globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' }));
