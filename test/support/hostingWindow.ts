import { LocalServer } from '../../extension/join/localServer.ts';

/*
 * A process that hosts a room server as an editor's window does, to be killed by a test. Arguments: the server's script and
 * its data folder. Writes the address once the server listens.
 */
const [script = '', dataFolder = ''] = process.argv.slice(2);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const server = new LocalServer({ script, dataFolder, port: 0, log, onLogLine: () => undefined });
console.log(await server.start());
