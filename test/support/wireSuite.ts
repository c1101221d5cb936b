import { after, afterEach, before } from 'mocha';
import type { ClientOptions } from 'ws';
import { ServerProcess, type SpawnOptions } from './serverProcess.ts';
import { WireClient } from './wireClient.ts';

export interface WireSuite<Server> {
  /** The server of the suite; there once its hooks ran. */
  readonly server: Server;
  /** A socket that has heard `hello`, until the test is over. */
  readonly open: (options?: ClientOptions) => Promise<WireClient>;
  /** Somebody with a name, until the test is over. Fields of `connect` beside the name go in `fields`. */
  readonly join: (name: string, fields?: object) => Promise<WireClient>;
  /** Takes over a client that was made elsewhere. */
  readonly keep: (client: WireClient) => void;
}

/** One server for the tests of a `describe`, and clients that end with the test which asked for them. */
export function wireSuite(options?: SpawnOptions): WireSuite<ServerProcess> {
  return suiteOn(() => ServerProcess.start(options));
}

/** The same on whatever server `start` gives. */
export function suiteOn<Server extends { readonly url: string; dispose(): Promise<void> }>(
  start: () => Promise<Server>,
): WireSuite<Server> {
  let server: Server | undefined;
  const clients: WireClient[] = [];
  const running = (): Server => {
    if (server === undefined) throw new Error('The server is there only while tests run.');
    return server;
  };
  const kept = (client: WireClient): WireClient => {
    clients.push(client);
    return client;
  };

  before(async () => {
    server = await start();
  });
  after(() => server?.dispose());
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.cut()));
  });

  return {
    get server() {
      return running();
    },
    open: async (options) => kept(await WireClient.open(running().url, options)),
    join: async (name, fields) => kept(await WireClient.join(running().url, name, fields)),
    keep: kept,
  };
}
