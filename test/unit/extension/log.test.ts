import assert from 'node:assert/strict';
import type { LogOutputChannel } from 'vscode';
import { createLogger } from '../../../extension/log.ts';

describe('createLogger', () => {
  it('lets the words of a server neither begin a line nor fill the log', () => {
    const lines: string[] = [];
    const log = createLogger({ warn: (line: string) => lines.push(line) } as unknown as LogOutputChannel);
    log.warn('connection.lost', { detail: `x\n2026-01-01 [error] forged${'y'.repeat(1_000_000)}` });
    assert.doesNotMatch(lines[0] ?? '', /\n/u);
    assert.ok((lines[0]?.length ?? 0) < 600);
  });
});
