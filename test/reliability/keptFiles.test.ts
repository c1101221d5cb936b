import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemCalls, tracing } from './support/systemCalls.ts';

const KEEP = fileURLToPath(new URL('support/keepOnce.ts', import.meta.url));
const TEXT = 'every byte of it';
/** What may put a file in its place, and what is done before and after. */
const STEPS = ['fsync', 'link', 'rename', 'unlink'];

describe('What the extension keeps on disk', function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'room-chat-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function run(wrapper: readonly string[], ...words: string[]): { killed: boolean; said: string } {
    const [command = '', ...args] = [...wrapper, process.execPath, KEEP, ...words];
    const { status, signal, stdout } = spawnSync(command, args, { encoding: 'utf8' });
    return { killed: signal === 'SIGKILL' || status === 137, said: stdout };
  }

  it('a received file is at its place whole or not at all, at whichever step its window ends', () => {
    const target = path.join(folder, 'notes.txt');
    const found = new Set<string>();
    for (const call of STEPS) {
      for (let nth = 1; nth <= 2; nth += 1) {
        const inject = `inject=${call}:signal=KILL:when=${nth}`;
        const { killed } = run(
          ['strace', '-f', '-e', `trace=${call}`, '-e', inject, '-o', '/dev/null'],
          'save',
          target,
          TEXT,
        );
        const holds = readdirSync(folder).includes('notes.txt') ? readFileSync(target, 'utf8') : 'nothing';
        found.add(`${killed ? 'killed' : 'ended'}: ${holds}`);
        for (const name of readdirSync(folder)) rmSync(path.join(folder, name));
      }
    }
    assert.deepEqual([...found].sort(), [`ended: ${TEXT}`, 'killed: nothing', `killed: ${TEXT}`].sort());
  });

  it('where a drive knows no second names a received file is saved all the same, and nothing stays of one that is not', () => {
    const target = path.join(folder, 'notes.txt');
    const failing = (...faults: string[]) => [
      ...['strace', '-f', '-o', '/dev/null', '-e', 'trace=link,rename'],
      ...faults.flatMap((fault) => ['-e', `inject=${fault}`]),
    ];
    run(failing('link:error=EPERM', 'rename:error=EIO'), 'save', target, TEXT);
    assert.deepEqual(readdirSync(folder), []);
    run(failing('link:error=EPERM'), 'save', target, TEXT);
    assert.equal(readFileSync(target, 'utf8'), TEXT);
    assert.deepEqual(readdirSync(folder), ['notes.txt']);
  });

  it('an item of the outbox is kept when its folder is on stable storage, not only its bytes', async () => {
    const trace = path.join(folder, 'calls');
    const [strace = '', ...options] = tracing(trace);
    // Not as its child: the trace is whole when it ends.
    const { said } = run([strace, ...options.filter((option) => option !== '-D')], 'outbox', folder, TEXT);
    assert.equal(said, 'kept\n');
    const [place = ''] = readdirSync(folder).filter((name) => name !== 'calls');
    const calls: string[] = [];
    for await (const call of systemCalls(trace)) {
      if (call.kind === 'synced' && call.target.startsWith(folder)) calls.push(path.relative(folder, call.target));
      if (call.kind === 'write' && call.content.includes('kept')) calls.push('kept');
    }
    assert.deepEqual(
      calls.map((target) => target.replace(/[\w-]+\.tmp/u, 'item')),
      [path.join(place, 'item'), place, 'kept'],
    );
  });
});
