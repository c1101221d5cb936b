import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** What the rigs look at of a system call, in the order in which the kernel saw them. */
export type SystemCall =
  /** Data on the way: `begun` where the call was made, its end where it returned. */
  | { kind: 'write'; target: string; content: string }
  | { kind: 'written'; target: string; content: string }
  | { kind: 'sync'; target: string }
  | { kind: 'synced'; target: string };

/** `1234  123.456 name(3</path>, …` and its later half, `1234  123.457 <... name resumed>…) = 0`. */
const BEGUN = /^(?<thread>\d+)\s+\S+ (?<name>\w+)\(\d+<(?<target>[^>]*)>(?<rest>.*)$/u;
const RESUMED = /^(?<thread>\d+)\s+\S+ <\.\.\. (?<name>\w+) resumed>(?<rest>.*)$/u;
const RESULT = /\) = (?<result>-?\d+)/u;

/**
 * Wraps the server so that its writes and syncs are told to `file`, with all their bytes. The server stays the child of
 * who starts it, and so keeps its process id.
 */
export function tracing(file: string): string[] {
  const calls = 'trace=fsync,fdatasync,pwrite64,pwritev,write,writev,sendto,sendmsg';
  return [
    'strace',
    '-D',
    '-f',
    '--seccomp-bpf',
    '-y',
    '-ttt',
    '-s',
    '65536',
    '-e',
    'signal=none',
    '-e',
    calls,
    '-o',
    file,
  ];
}

/**
 * Wraps the server so that from its `first` to its `last` sync of one thread the disk fails with an input/output error.
 */
export function failingSyncs(first: number, last: number): string[] {
  const inject = `inject=fsync,fdatasync:error=EIO:when=${first}..${last}`;
  return ['strace', '-D', '-f', '-e', 'trace=fsync,fdatasync', '-e', 'signal=none', '-e', inject, '-o', '/dev/null'];
}

/** Reads what strace wrote; a call that was interrupted by another thread's is told at its begin and at its end. */
export async function* systemCalls(file: string): AsyncGenerator<SystemCall> {
  const open = new Map<string, { target: string; content: string }>();
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const begun = BEGUN.exec(line)?.groups;
    if (begun) {
      const { thread = '', name = '', target = '', rest = '' } = begun;
      const call = { target, content: rest };
      yield started(name, call);
      if (!rest.endsWith('<unfinished ...>')) yield* ended(name, call, rest);
      else open.set(thread, call);
      continue;
    }
    const resumed = RESUMED.exec(line)?.groups;
    const call = open.get(resumed?.['thread'] ?? '');
    if (resumed && call) yield* ended(resumed['name'] ?? '', call, resumed['rest'] ?? '');
  }
}

function started(name: string, call: { target: string; content: string }): SystemCall {
  return isSync(name) ? { kind: 'sync', target: call.target } : { kind: 'write', ...call };
}

function* ended(name: string, call: { target: string; content: string }, rest: string): Generator<SystemCall> {
  const result = Number(RESULT.exec(rest)?.groups?.['result'] ?? '-1');
  if (result < 0) return;
  if (isSync(name)) yield { kind: 'synced', target: call.target };
  else yield { kind: 'written', ...call };
}

function isSync(name: string): boolean {
  return name === 'fsync' || name === 'fdatasync';
}
