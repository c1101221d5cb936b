import { readFileSync } from 'node:fs';

/** Clock ticks a second in /proc: Linux has 100 on every platform that Node runs on. */
const TICKS_PER_SECOND = 100;

/** User and system time that a process has used, in seconds. Linux only. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Most memory that a process ever held resident, in MiB. Linux only. */
export function peakMemoryMiB(pid: number): number {
  const line = /^VmHWM:\s+(?<kib>\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.groups?.['kib'] ?? Number.NaN) / 1_024;
}
