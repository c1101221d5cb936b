import { ROOT } from '../scripts/paths.ts';
import { npmCommand, runQuietly } from '../scripts/processes.ts';

let packaging: Promise<void> | undefined;

/** Builds and packages the extension as it is shipped, once a run. */
export function packaged(): Promise<void> {
  const [npm, ...npmArgs] = npmCommand();
  return (packaging ??= runQuietly(npm, [...npmArgs, 'run', '--silent', 'package'], { cwd: ROOT }));
}
