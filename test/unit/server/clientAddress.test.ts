import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { ClientAddresses, limitedAs, plainAddress } from '../../../server/clientAddress.ts';

function from(peer: string | undefined, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage;
}

describe('the address that a request comes from', () => {
  const behind = new ClientAddresses(['127.0.0.0/8', '::1', '10.1.0.0/16', 'fd00::/8']);

  const cases: [what: string, peer: string, forwarded: string | undefined, address: string][] = [
    ['without a proxy', '192.0.2.7', undefined, '192.0.2.7'],
    ['IPv4 over IPv6', '::ffff:192.0.2.7', undefined, '192.0.2.7'],
    ['a claim of somebody who is no proxy', '192.0.2.7', '203.0.113.9', '192.0.2.7'],
    ['through a proxy', '127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['through a proxy that came over IPv6', '::ffff:127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['a claim that the proxy passed on', '127.0.0.1', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['through two proxies', '::1', '198.51.100.1, 203.0.113.9, 10.1.2.3', '203.0.113.9'],
    ['a proxy that says nothing', '127.0.0.1', undefined, '127.0.0.1'],
    ['a proxy that says nonsense', '127.0.0.1', 'unknown', '127.0.0.1'],
    ['a proxy that says nothing but proxies', '127.0.0.1', '10.1.2.3', '127.0.0.1'],
    ['with a port', '127.0.0.1', '203.0.113.9:5512', '203.0.113.9'],
    ['IPv6 with a port', '127.0.0.1', '[2001:db8::9]:5512', '2001:db8::9'],
    ['IPv6 through a proxy of a network', 'fd12::1', '2001:db8::9', '2001:db8::9'],
  ];
  for (const [what, peer, forwarded, address] of cases) {
    it(what, () => assert.equal(behind.of(from(peer, forwarded)), address));
  }

  it('without proxies nobody is believed', () => {
    assert.equal(new ClientAddresses([]).of(from('127.0.0.1', '203.0.113.9')), '127.0.0.1');
  });

  it('a peer that is gone has none', () => {
    assert.equal(behind.of(from(undefined, '203.0.113.9')), '');
  });

  it('of IPv6 a limit counts the network', () => {
    assert.equal(limitedAs('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
    assert.equal(limitedAs('2001:db8:1:2:ffff::'), '2001:db8:1:2::/64');
    assert.equal(limitedAs('2001:db8::9'), '2001:db8:0:0::/64');
    assert.equal(limitedAs('fe80::1%eth0'), 'fe80:0:0:0::/64');
    assert.equal(limitedAs('::1'), '0:0:0:0::/64');
    assert.equal(limitedAs('192.0.2.7'), '192.0.2.7');
    assert.equal(limitedAs(''), '');
  });

  it('addresses lose what is put around them, and only that', () => {
    assert.equal(plainAddress('::FFFF:192.0.2.7'), '192.0.2.7');
    assert.equal(plainAddress('2001:db8::1:2'), '2001:db8::1:2');
    assert.equal(plainAddress('[::1]'), '::1');
  });
});
