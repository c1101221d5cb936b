import assert from 'node:assert/strict';
import type { LogOutputChannel } from 'vscode';
import { createLogger, failureFields } from '../../../extension/log.ts';

describe('createLogger', () => {
  it('lets the words of a server neither begin a line nor fill the log', () => {
    const lines: string[] = [];
    const log = createLogger({ warn: (line: string) => lines.push(line) } as unknown as LogOutputChannel);
    log.warn('connection.lost', { detail: `x\n2026-01-01 [error] forged${'y'.repeat(1_000_000)}` });
    assert.doesNotMatch(lines[0] ?? '', /\n/u);
    assert.ok((lines[0]?.length ?? 0) < 600);
  });
});

describe('failureFields', () => {
  it('says what an error is and where it arose, without the name of a file', () => {
    const error = Object.assign(new Error("EACCES: permission denied, open '/home/ada/diary.txt'"), {
      code: 'EACCES',
      syscall: 'open',
    });
    const fields = failureFields(error);
    assert.equal(fields['code'], 'EACCES');
    assert.equal(fields['syscall'], 'open');
    assert.match(String(fields['at']), /^at /u);
    assert.doesNotMatch(JSON.stringify(fields), /diary/u);
  });
});
