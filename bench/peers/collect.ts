/** Collects garbage when a bench asks for it, so that only what is kept is counted. Worker threads get no signals. */
process.on('SIGUSR2', () => globalThis.gc?.());
