/*
 * `node tether.ts <command> [arguments]`: runs a command that ends with whoever started it, even where that was killed
 * and could clean up nothing: when the standard input ends, so does this process's whole group.
 */

import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
if (command === undefined) throw new Error('Usage: tether.ts <command> [arguments]');

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('exit', (status) => process.exit(status ?? 1));
// A signal to the group reaches the command itself; this process only waits for how it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.stdin.on('end', () => process.kill(-process.pid, 'SIGKILL')).resume();
