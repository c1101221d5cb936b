import { BroadcastChannel, isMainThread } from 'node:worker_threads';

/**
 * Collects garbage when a bench asks for it, in every thread, so that only what is kept is counted: the last resort also
 * gives back the pages that V8 had for what is short-lived. Threads beside the first get no signals: that one tells them.
 */
const threads = new BroadcastChannel('collect');
const collect = () => globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });

if (isMainThread) {
  process.on('SIGUSR2', () => {
    threads.postMessage('collect');
    collect();
  });
  threads.unref();
} else {
  threads.onmessage = collect;
  threads.unref();
}
