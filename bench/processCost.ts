import { readdirSync, readFileSync } from 'node:fs';

/** User and system time that a process has used with all its threads, in seconds, to the microsecond. Linux only. */
export function cpuSeconds(pid: number): number {
  let nanoseconds = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [ran] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    nanoseconds += Number(ran);
  }
  return nanoseconds / 1e9;
}

/** Most memory that a process ever held resident, in MiB. Linux only. */
export function peakMemoryMiB(pid: number): number {
  return statusKib(pid, 'VmHWM') / 1_024;
}

/** Memory that a process holds resident now, in bytes. Linux only. */
export function residentBytes(pid: number): number {
  return statusKib(pid, 'VmRSS') * 1_024;
}

function statusKib(pid: number, field: string): number {
  const line = new RegExp(`^${field}:\\s+(?<kib>\\d+) kB$`, 'mu').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.groups?.['kib'] ?? Number.NaN);
}
