import { rmSync } from 'node:fs';
import { afterEach } from 'mocha';
import { newDataFolder, ServerProcess } from './serverProcess.ts';

export interface DataFolders {
  /** A new one. */
  readonly folder: () => string;
  /** A server on one, with further flags; those of earlier tests are gone. */
  readonly start: (data: string, ...args: string[]) => Promise<ServerProcess>;
}

/** Data folders, and servers on them, that end with the test of a `describe` which asked for them. */
export function dataFolders(): DataFolders {
  const folders: string[] = [];
  const servers: ServerProcess[] = [];

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.dispose()));
    for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
  });

  return {
    folder() {
      const made = newDataFolder();
      folders.push(made);
      return made;
    },
    async start(data, ...args) {
      const server = await ServerProcess.start({ data, args });
      servers.push(server);
      return server;
    },
  };
}
