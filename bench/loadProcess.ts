import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { NODE, ROOT } from '../scripts/paths.ts';
import { cpuSeconds } from './processCost.ts';

/** What a load saw, and what it cost the process that served it. */
export interface Loaded<Result> {
  result: Result;
  /** User and system time of the server while the load ran, without its preparation. */
  cpuSeconds: number;
}

/**
 * Runs a load of `bench/load` in a process of its own: it prepares itself and prints `ready`, runs when it is told to, and
 * prints its result as one line of JSON.
 *
 * @param pid the server's, whose time is taken from `ready` until the result; where there is none, nobody's matters
 * @throws Error where the load ends without a result
 */
export async function runLoad<Result>(
  script: string,
  options: object,
  pid: number = process.pid,
): Promise<Loaded<Result>> {
  const child = spawn(NODE, [path.join(ROOT, 'bench', 'load', script), JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let before: number | undefined;
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'ready') {
        before = cpuSeconds(pid);
        child.stdin.write('go\n');
      } else if (before !== undefined) {
        const spent = cpuSeconds(pid) - before;
        return { result: JSON.parse(line) as Result, cpuSeconds: spent };
      }
    }
  } finally {
    // What it has to say is said; one that waits for more would keep this process, too.
    child.kill();
  }
  throw new Error(`The load ${script} ended without a result.`);
}

/** Starts a load that prepares itself, prints `ready` and then stays as it is until it is ended. */
export async function holdLoad(script: string, options: object): Promise<{ end: () => Promise<void> }> {
  const child = spawn(NODE, [path.join(ROOT, 'bench', 'load', script), JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => line === 'ready' && resolve());
  });
  const early = exited.then(() => {
    throw new Error(`The load ${script} ended before it was ready.`);
  });
  early.catch(() => undefined);
  await Promise.race([ready, early]);
  return {
    end: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
