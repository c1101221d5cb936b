import path from 'node:path';
import { hostWindow } from '../../extension/hosting/hostWindow.ts';
import { ROOT } from '../../scripts/paths.ts';

/*
 * A process that hosts a room server as an editor's window does, to be killed by a test. Arguments: the folder that the
 * windows share, and how long the server waits for another one, in milliseconds. Writes what it knows of the server, as
 * JSON, once it attends.
 */
const [storage = '', lingerMs = '0'] = process.argv.slice(2);
const hosting = hostWindow({
  script: path.join(ROOT, 'dist', 'server.js'),
  storage,
  ports: () => [0],
  remember: () => undefined,
  attending: () => ({ keep: false, lingerMs: Number(lingerMs) }),
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
});
console.log(JSON.stringify(await hosting.start('computer')));
