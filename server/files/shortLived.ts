import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { type: 'minor'; execution: 'sync' }) => void;

/** How many bytes may pass before what they passed in is collected. */
const COLLECT_BYTES = 4_194_304;

let collect: Collect | undefined;
let passed = 0;

/**
 * Call it with what came from sockets as buffers that nobody needs any more. V8 takes memory outside its heap as a
 * reason to go through the whole heap, every 12 MiB or so: a third of what an upload costs, in steps of 10 ms that chat
 * waits for. Those buffers are all young, and collecting the young alone takes a fraction of a millisecond.
 */
export function passedThrough(bytes: number): void {
  passed += bytes;
  if (passed < COLLECT_BYTES) return;
  passed = 0;
  collect ??= youngCollector();
  collect({ type: 'minor', execution: 'sync' });
}

function youngCollector(): Collect {
  setFlagsFromString('--expose-gc');
  try {
    // Flags that are set while a process runs show in contexts that are made after that.
    return runInNewContext('gc') as Collect;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
