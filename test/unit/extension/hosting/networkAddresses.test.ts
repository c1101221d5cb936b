import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { AddressWatch } from '../../../../extension/hosting/addressWatch.ts';
import { networkAddresses } from '../../../../extension/hosting/networkAddresses.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const at = (address: string, internal = false): NetworkInterfaceInfo[] => [
  { address, netmask: '255.255.255.0', family: 'IPv4', mac: '00:00:00:00:00:00', internal, cidr: null },
];

describe('addresses of this computer', () => {
  it('puts the local network first and what few can reach last', () => {
    const found = networkAddresses({
      lo: at('127.0.0.1', true),
      docker0: at('172.17.0.1'),
      eth1: at('203.0.113.9'),
      wlan0: at('192.168.1.20'),
      zeroconf: at('169.254.3.4'),
      gone: undefined,
      eth0: [{ ...at('fd00::2')[0]!, family: 'IPv6', scopeid: 0 }],
    });
    assert.deepEqual(found, ['192.168.1.20', '203.0.113.9', '172.17.0.1']);
  });

  it('takes 172.16 to 172.31 alone for a local network', () => {
    const found = networkAddresses({ a: at('172.15.0.1'), b: at('172.32.0.1'), c: at('172.31.0.1') });
    assert.equal(found[0], '172.31.0.1');
  });
});

describe('the address that others are told', () => {
  let clock: FakeClock;
  let addresses: string[];
  let moved: string[];
  let watch: AddressWatch;

  beforeEach(() => {
    clock = new FakeClock();
    addresses = ['192.168.1.20'];
    moved = [];
    watch = new AddressWatch(clock, () => addresses);
    watch.moved.on(({ from, to }) => moved.push(`${from} ${to}`));
    watch.watch(true);
  });

  it('stays while it is there, whatever comes before it', () => {
    addresses = ['10.0.0.7', '192.168.1.20'];
    clock.advance(60_000);
    assert.deepEqual([watch.address, moved], ['192.168.1.20', []]);
  });

  it('gives way to another, which is told once', () => {
    addresses = ['10.0.0.7'];
    assert.equal(watch.address, '10.0.0.7');
    clock.advance(60_000);
    assert.deepEqual([watch.address, moved], ['10.0.0.7', ['192.168.1.20 10.0.0.7']]);
  });

  it('a time without a network, such as sleep, is no move', () => {
    addresses = [];
    clock.advance(60_000);
    assert.equal(watch.address, undefined);
    addresses = ['192.168.1.20'];
    clock.advance(60_000);
    assert.deepEqual([watch.address, moved], ['192.168.1.20', []]);
    addresses = [];
    clock.advance(60_000);
    addresses = ['10.0.0.7'];
    clock.advance(60_000);
    assert.deepEqual(moved, ['192.168.1.20 10.0.0.7']);
  });

  it('is not looked for once it is not watched', () => {
    watch.watch(false);
    addresses = ['10.0.0.7'];
    clock.advance(60_000);
    assert.deepEqual(moved, []);
  });
});
