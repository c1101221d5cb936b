import assert from 'node:assert/strict';
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { WebSocket } from 'ws';
import { FrontDoor } from '../../../server/frontDoor.ts';
import { silentLogger } from '../../../server/log.ts';
import { FakeClock } from '../../support/fakeClock.ts';

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

describe('front door', () => {
  it('an open socket does not keep the request that it began with', async () => {
    const arrived = Promise.withResolvers<{ socket: WebSocket; request: WeakRef<object> }>();
    const door = new FrontDoor({
      ...{ host: '127.0.0.1', port: 0, publicUrl: undefined, allowOrigins: [], certificate: undefined },
      ...{ trustedProxies: [], trustedHeader: undefined, socketsPerAddress: 10, upgradesPerSecond: 10, frameBytes: 0 },
      clock: new FakeClock(),
      log: silentLogger,
      serve: () => assert.fail('Nothing asks by HTTP here.'),
      hasRoom: () => true,
      open: ({ socket, request }) => arrived.resolve({ socket, request: new WeakRef(request) }),
    });
    await door.listen();
    const client = new WebSocket(`ws://127.0.0.1:${door.port}`);
    const { socket, request } = await arrived.promise;
    await once(client, 'open');
    // What a weak reference was asked for stays until its turn of the event loop is over.
    await new Promise((resolve) => void setImmediate(resolve));
    collectGarbage();
    assert.equal(request.deref(), undefined);
    assert.equal(socket.readyState, socket.OPEN);
    client.terminate();
    socket.terminate();
    await door.stop();
  });
});
