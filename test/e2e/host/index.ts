import { appendFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';
import CountingReporter from '../../../scripts/countingReporter.ts';

/** What the editor calls in its extension host; rejects where a test failed. */
export async function run(): Promise<void> {
  const counts = process.env['ROOM_CHAT_COUNTS'];
  const mocha = new Mocha({
    timeout: 20_000,
    forbidOnly: true,
    forbidPending: true,
    color: false,
    ...(counts === undefined ? {} : { reporter: CountingReporter, reporterOptions: { counts } }),
  });
  // Where the host's console goes differs from editor to editor; whoever starts it may name a file instead.
  const report = process.env['ROOM_CHAT_REPORT'];
  if (report !== undefined) {
    Mocha.reporters.Base.consoleLog = (...line: unknown[]) => appendFileSync(report, `${format(...line)}\n`);
  }
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./activation.test.ts');
  await import('./sharing.test.ts');
  await import('./rooms.test.ts');
  await import('./sharingWays.test.ts');
  await import('./sharingVirtual.test.ts');
  await import('./received.test.ts');
  await import('./transfers.test.ts');
  await import('./files.test.ts');
  await import('./snippets.test.ts');
  await import('./certificates.test.ts');
  await import('./hosting.test.ts');
  await import('./discovery.test.ts');
  await import('./rogueServer.test.ts');
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} of the tests failed.`);
}
