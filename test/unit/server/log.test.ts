import assert from 'node:assert/strict';
import { createLogger } from '../../../server/log.ts';

describe('log', () => {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as Record<string, unknown>);
  beforeEach(() => (lines.length = 0));

  it('is one line of JSON an event, with its fields, from the level that was asked for', () => {
    const log = createLogger('info', write);
    log.debug({ code: 1000 }, 'session_closed');
    log.info({ port: 7465 }, 'listening');
    log.warn({ code: 1009 }, 'session_closed');
    assert.deepEqual(
      lines.map(({ level, event }) => [level, event]),
      [
        [30, 'listening'],
        [40, 'session_closed'],
      ],
    );
    assert.equal(lines[0]?.['port'], 7465);
    assert.ok(Math.abs(Date.parse(String(lines[0]['time'])) - Date.now()) < 60_000);
  });

  it('says of an error what it is, where it comes from and why', () => {
    const cause = Object.assign(new TypeError('inner'), { code: 'EACCES' });
    createLogger('error', write).error({ err: new Error('outer', { cause }) }, 'verb');
    const { err } = lines[0] as unknown as { err: Record<string, unknown> & { cause: Record<string, unknown> } };
    assert.deepEqual([err['type'], err['message']], ['Error', 'outer']);
    assert.match(String(err['stack']), /log\.test/u);
    assert.deepEqual([err.cause['type'], err.cause['code']], ['TypeError', 'EACCES']);
  });

  it('what cannot be written does not end what it tells of', () => {
    const loop: Record<string, unknown> = {};
    loop['loop'] = loop;
    createLogger('info', write).info(loop, 'circle');
    assert.equal(lines[0]?.['event'], 'circle');
  });
});
