import { createHash } from 'node:crypto';
import { after, afterEach, before } from 'mocha';
import { FileClient } from './fileClient.ts';
import { ServerProcess } from './serverProcess.ts';

export interface FileSuite {
  /** The server of the suite, which limits no rate; there once its hooks ran. */
  readonly server: ServerProcess;
  /** Somebody in a room, a new one where none is named, until the test is over. */
  enter(name?: string, room?: string): Promise<FileClient>;
}

/** One server, and people who share files in its rooms, for the tests of a `describe`. */
export function fileSuite(): FileSuite {
  let server: ServerProcess | undefined;
  let rooms = 0;
  const people: FileClient[] = [];

  before(async () => {
    server = await ServerProcess.start({ args: ['--messages-per-second', '0'] });
  });
  afterEach(async () => {
    await Promise.all(people.splice(0).map((person) => person.close()));
  });
  after(() => server?.dispose());

  return {
    get server() {
      if (server === undefined) throw new Error('The server is there only while tests run.');
      return server;
    },
    async enter(name = 'Ada', room = `room ${(rooms += 1)}`) {
      const joined = await FileClient.join(this.server.url, name, room);
      people.push(joined);
      return joined;
    },
  };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
