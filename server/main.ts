#!/usr/bin/env node
import { isMainThread } from 'node:worker_threads';

// One file is both the server and, started again in a thread, its store's workers; each loads only its own half.
if (isMainThread) {
  const { runCommandLine } = await import('./commandLine.ts');
  await runCommandLine(process.argv.slice(2), new URL(import.meta.url));
} else {
  const { runStoreWorker } = await import('./store/worker.ts');
  runStoreWorker();
}
