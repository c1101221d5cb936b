/*
 * `@tus/server` with its file store: no hash, no sync. `node tusServer.ts <folder of packages> <folder of files>`
 */
import { createRequire } from 'node:module';
import path from 'node:path';

interface TusServer {
  listen(port: number, host: string, done: () => void): { address(): unknown };
}
type TusServerClass = new (options: { path: string; datastore: unknown }) => TusServer;
type FileStoreClass = new (options: { directory: string }) => unknown;

const [packages = '.', folder = '.'] = process.argv.slice(2);
const require = createRequire(path.join(packages, 'package.json'));
const { Server } = require('@tus/server') as { Server: TusServerClass };
const { FileStore } = require('@tus/file-store') as { FileStore: FileStoreClass };

const server = new Server({ path: '/files', datastore: new FileStore({ directory: folder }) });
const listening = server.listen(0, '127.0.0.1', () => {
  const { port } = listening.address() as { port: number };
  console.log(`http://127.0.0.1:${port}/files`);
});
process.stdin.resume().on('end', () => process.exit(0));
