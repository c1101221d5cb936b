import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditLog } from '../../../server/audit.ts';
import { silentLogger } from '../../../server/log.ts';
import { FakeClock } from '../../support/fakeClock.ts';

describe('the audit log', () => {
  let folder: string;
  const clock = new FakeClock();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'room-chat-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (number = 0): string => join(folder, number === 0 ? 'audit.log' : `audit.log.${number}`);
  const lines = (): unknown[] =>
    readFileSync(file(), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);

  it('[AU1] has a line for each thing, in order, that only its owner may read', async () => {
    const audit = new AuditLog(folder, clock, silentLogger);
    for (let target = 0; target < 100; target += 1) audit.note('delete', { actor: 'u_1', target, room: 'general' });
    await audit.close();
    const time = new Date(clock.now()).toISOString();
    const expected = Array.from({ length: 100 }, (_, target) => {
      return { time, action: 'delete', actor: 'u_1', target, room: 'general' };
    });
    assert.deepEqual(lines(), expected);
    if (process.platform !== 'win32') assert.equal(statSync(file()).mode & 0o777, 0o600);
  });

  it('[AU1] five files of 10 MiB are kept, the newest under its own name', async () => {
    for (let number = 0; number < 5; number += 1) writeFileSync(file(number), `${number}`.repeat(10_485_761));
    const audit = new AuditLog(folder, clock, silentLogger);
    audit.note('kick', { actor: 'u_1', target: 'u_2' });
    await audit.close();
    assert.equal(lines().length, 1);
    for (let number = 1; number < 5; number += 1) {
      assert.equal(readFileSync(file(number), 'utf8').slice(0, 1), `${number - 1}`);
    }
    assert.equal(existsSync(file(5)), false);
  });

  it('[AU1] a disk that fails costs lines and nothing else, and is told', async () => {
    const told: string[] = [];
    const log = { ...silentLogger, warn: (_fields: object, event: string) => told.push(event) };
    const audit = new AuditLog(join(folder, 'not there'), clock, log);
    audit.note('join', { actor: 'u_1' });
    await audit.close();
    audit.note('join', { actor: 'u_2' });
    await audit.close();
    assert.deepEqual(told, ['audit', 'audit']);
  });
});
