/*
 * What `.ci/run` does once the tools are there: every check, each told even where an earlier one failed, then whether
 * each bench can run, whatever its figures, and the tests, whose sum is the last line.
 */

import { npmCommand, runStatus } from './processes.ts';
import { ROOT } from './paths.ts';

const CHECKS = ['typecheck', 'lint', 'format', 'knip', 'package', 'size', 'bench -- --quick'];

const [npm, ...npmArgs] = npmCommand();
const failed: string[] = [];
for (const check of [...CHECKS, 'test']) {
  console.log(`\n── ${check}`);
  const started = performance.now();
  if (check === 'test' && failed.length > 0) console.log(`Failed before the tests: ${failed.join(', ')}`);
  if ((await runStatus(npm, [...npmArgs, 'run', '--silent', ...check.split(' ')], { cwd: ROOT })) !== 0)
    failed.push(check);
  if (check !== 'test') console.log(`${check}: ${((performance.now() - started) / 1_000).toFixed(1)} s`);
}
if (failed.length > 0) process.exitCode = 1;
