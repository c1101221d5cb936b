import assert from 'node:assert/strict';
import { Newcomers } from '../../../server/newcomers.ts';
import { FakeClock } from '../../support/fakeClock.ts';

class Socket {
  silent = true;
  ended = false;
  readonly address: string;

  constructor(address: string) {
    this.address = address;
  }

  makeRoom(): void {
    this.ended = true;
  }
}

describe('newcomers, when all places are taken', () => {
  function taken(addresses: readonly string[]) {
    const clock = new FakeClock();
    const newcomers = new Newcomers<Socket>(addresses.length, clock);
    const sockets = addresses.map((address) => new Socket(address));
    for (const socket of sockets) {
      assert.equal(newcomers.makeRoom(), true);
      newcomers.add(socket);
      clock.advance(10);
    }
    return { clock, newcomers, sockets };
  }

  it('[LV7] the one that was silent longest goes, of the address that holds most', () => {
    const { clock, newcomers, sockets } = taken(['a', 'b', 'b', 'b', 'c']);
    clock.advance(1_000);
    assert.equal(newcomers.makeRoom(), true);
    assert.deepEqual(
      sockets.map(({ ended }) => ended),
      [false, true, false, false, false],
    );
    assert.equal(newcomers.size, 4);
  });

  it('[LV7] nobody goes within a second, and who asked for something does not', () => {
    const { clock, newcomers, sockets } = taken(['b', 'b', 'b']);
    assert.equal(newcomers.makeRoom(), false);
    clock.advance(975);
    sockets[0]!.silent = false;
    assert.equal(newcomers.makeRoom(), false);
    clock.advance(10);
    assert.equal(newcomers.makeRoom(), true);
    assert.deepEqual(
      sockets.map(({ ended }) => ended),
      [false, true, false],
    );
  });

  it('[LV7] addresses of one IPv6 network are one', () => {
    const { clock, newcomers, sockets } = taken(['192.0.2.1', '2001:db8::1', '2001:db8::2', '192.0.2.2']);
    clock.advance(1_000);
    newcomers.makeRoom();
    assert.equal(sockets[1]!.ended, true);
  });

  it('who has gone, or said who they are, counts no more; twice is as once', () => {
    const { newcomers, sockets } = taken(['a', 'b']);
    newcomers.remove(sockets[0]!);
    newcomers.remove(sockets[0]!);
    assert.equal(newcomers.size, 1);
    assert.equal(newcomers.makeRoom(), true);
  });
});
