import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { AuditLog } from '../../../server/audit.ts';
import { silentLogger } from '../../../server/log.ts';
import { eventually } from '../../support/eventually.ts';
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
  const lines = (from = file()): unknown[] =>
    readFileSync(from, 'utf8')
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

  it('[AU1] what is told in one turn of the event loop, and in the next, takes one write each and the file stays open', async () => {
    const probe = await open(join(folder, 'probe'), 'w');
    const handles = Object.getPrototypeOf(probe) as FileHandle;
    await probe.close();
    const writes = mock.method(handles, 'write');
    try {
      const audit = new AuditLog(folder, clock, silentLogger);
      for (let target = 0; target < 50; target += 1) audit.note('join', { actor: 'u_1', target });
      await eventually(() => assert.equal(lines().length, 50));
      for (let target = 50; target < 100; target += 1) audit.note('join', { actor: 'u_1', target });
      await eventually(() => assert.equal(lines().length, 100));
      assert.equal(writes.mock.callCount(), 2);
      if (process.platform === 'linux') assert.equal(timesOpen(file()), 1);
      await audit.close();
      if (process.platform === 'linux') assert.equal(timesOpen(file()), 0);
    } finally {
      writes.mock.restore();
    }
  });

  it('[AU1] goes on in a new file where its own was renamed or removed, and after whom else writes to it', async () => {
    const audit = new AuditLog(folder, clock, silentLogger);
    const noted = async (target: number): Promise<void> => {
      audit.note('join', { target });
      await eventually(() => assert.ok(readFileSync(file(), 'utf8').endsWith(`"target":${target}}\n`)));
    };
    await noted(1);
    renameSync(file(), join(folder, 'rotated'));
    await noted(2);
    rmSync(file());
    await noted(3);
    appendFileSync(file(), '{"target":4}\n');
    await noted(5);
    await audit.close();
    assert.deepEqual(targets(lines()), [3, 4, 5]);
    assert.match(readFileSync(join(folder, 'rotated'), 'utf8'), /^[^\n]*"target":1\}\n$/u);
    if (process.platform !== 'win32') assert.equal(statSync(file()).mode & 0o777, 0o600);
  });

  it('[AU1] a line that a crash cut off stays one of its own', async () => {
    writeFileSync(file(), '{"time":"2026-', { mode: 0o644 });
    const audit = new AuditLog(folder, clock, silentLogger);
    audit.note('join', { target: 1 });
    await audit.close();
    const [cut, whole, ...more] = readFileSync(file(), 'utf8').split('\n');
    assert.deepEqual([cut, more], ['{"time":"2026-', ['']]);
    assert.deepEqual(targets([JSON.parse(whole ?? '') as unknown]), [1]);
    if (process.platform !== 'win32') assert.equal(statSync(file()).mode & 0o777, 0o600);
  });

  it('[AU1] a disk that fails is told once, and gets all lines when it works again', async () => {
    const told: string[] = [];
    const tell = (_fields: object, event: string): void => void told.push(event);
    const missing = join(folder, 'not there');
    const audit = new AuditLog(missing, clock, { ...silentLogger, warn: tell, info: tell });
    audit.note('join', { target: 1 });
    await eventually(() => assert.deepEqual(told, ['audit']));
    audit.note('join', { target: 2 });
    const tries = mock.method(clock, 'after');
    clock.advance(5_000);
    await eventually(() => assert.equal(tries.mock.callCount(), 1));
    tries.mock.restore();
    mkdirSync(missing);
    audit.note('join', { target: 3 });
    clock.advance(5_000);
    await eventually(() => assert.deepEqual(told, ['audit', 'audit_again']));
    await audit.close();
    assert.deepEqual(targets(lines(join(missing, 'audit.log'))), [1, 2, 3]);
  });

  it('[AU1] what could not be written to the end is told with its number', async () => {
    const told: object[] = [];
    const warn = (fields: object, event: string): void => void told.push({ ...fields, event });
    const audit = new AuditLog(join(folder, 'not there'), clock, { ...silentLogger, warn });
    for (let target = 0; target < 10_001; target += 1) audit.note('join', { target });
    await audit.close();
    assert.deepEqual(told.slice(1), [{ lines: 10_001, event: 'audit_dropped' }]);
  });
});

/** How many descriptors this process has of a file, as Linux tells it. */
function timesOpen(path: string): number {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(join('/proc/self/fd', fd));
    } catch {
      // The one of this very listing.
      return undefined;
    }
  });
  return links.filter((link) => link === realpathSync(path)).length;
}

function targets(lines: unknown[]): unknown[] {
  return lines.map((line) => (line as { target: unknown }).target);
}
