import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { NetworkInterfaceInfo } from 'node:os';
import { Discovery, type FoundServer, serversIn } from '../../../extension/hosting/discovery.ts';
import { Announcement } from '../../../server/announce/announcement.ts';
import { Announcer } from '../../../server/announce/announcer.ts';
import { systemClock } from '../../../server/clock.ts';
import { silentLogger } from '../../../server/log.ts';
import { SERVICE } from '../../../server/protocol/discovery.ts';
import { decodeDns, DNS_TYPES, type DnsRecord, encodeDns } from '../../../server/protocol/dnsMessage.ts';
import { eventually } from '../../support/eventually.ts';

const ADA = new Announcement({ name: 'Ada', secure: true, access: 'invite', port: 7465, id: '0badcafe' });
/** As if this computer were a network of its own: nothing leaves it. */
const LOOPBACK: NodeJS.Dict<NetworkInterfaceInfo[]> = {
  lo: [{ address: '127.0.0.1', netmask: '255.0.0.0', family: 'IPv4', mac: '', internal: false, cidr: null }],
};
const ASKED = encodeDns({
  id: 7,
  response: false,
  questions: [{ name: SERVICE, type: DNS_TYPES.PTR, unicast: true }],
  records: [],
});

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

describe('finding servers in the network', () => {
  const open: { close(): void }[] = [];

  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });

  async function announce(networks = LOOPBACK): Promise<number> {
    const port = await freePort();
    const how = { announcement: ADA, networks: () => networks, clock: systemClock, log: silentLogger };
    open.push(new Announcer({ ...how, port }));
    return port;
  }

  function discover(port: number): FoundServer[] {
    const found: FoundServer[] = [];
    const ask = { address: '127.0.0.1', port };
    open.push(new Discovery({ addresses: ['127.0.0.1'], onFound: (server) => found.push(server), ask }));
    return found;
  }

  it('[AC9] a server that is announced is found once, by its name', async () => {
    const found = discover(await announce());
    await eventually(() => assert.equal(found.length, 1));
    assert.deepEqual(found, [{ url: 'wss://127.0.0.1:7465', name: 'Ada', invite: true }]);
  });

  it('whoever is in no network of this machine gets no answer', async () => {
    const elsewhere = {
      eth9: LOOPBACK['lo']!.map((info) => ({ ...info, address: '192.0.2.77', netmask: '255.255.255.0' })),
    };
    const port = await announce(elsewhere);
    const near = await announce();
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    open.push(socket);
    const answers: number[] = [];
    socket.on('message', (_packet, from) => answers.push(from.port));
    // The one that answers was asked last: what the other would have said is there by then.
    socket.send(ASKED, port, '127.0.0.1');
    await eventually(() => {
      socket.send(ASKED, near, '127.0.0.1');
      assert.notEqual(answers.length, 0);
    });
    assert.ok(!answers.includes(port));
  });

  it('[AC9] says no secret, and nothing where nothing of it was asked', () => {
    const answer = ADA.answer(decodeDns(ASKED)!, ['192.168.1.20'], true);
    const said = answer?.records.flatMap((record) => (record.type === 'TXT' ? record.entries : []));
    assert.deepEqual(said, ['v=1', 'tls=1', 'access=invite', 'name=Ada']);
    assert.equal(answer?.id, 7);
    const printer = [{ name: ['_ipp', '_tcp', 'local'], type: DNS_TYPES.PTR, unicast: true }];
    assert.equal(ADA.answer({ id: 1, response: false, questions: printer, records: [] }, [], true), undefined);
    assert.equal(ADA.answer({ ...decodeDns(ASKED)!, response: true }, [], true), undefined);
  });

  it('takes back what it said as it goes', () => {
    assert.ok(ADA.unasked(['192.168.1.20'], true).records.every(({ ttl }) => ttl === 0));
    assert.deepEqual(serversIn(encodeDns(ADA.unasked([], true)), '192.168.1.20'), []);
  });

  it('[AC9] leads to where the answer came from, whatever address it names', () => {
    const packet = encodeDns(ADA.unasked(['169.254.169.254']));
    assert.deepEqual(
      serversIn(packet, '192.168.1.20').map(({ url }) => url),
      ['wss://192.168.1.20:7465'],
    );
  });

  it('passes over answers that are damaged, endless or of no use', () => {
    const instance = ['x', ...SERVICE];
    const pointer: DnsRecord = { name: SERVICE, ttl: 9, type: 'PTR', target: instance };
    const place: DnsRecord = { name: instance, ttl: 9, type: 'SRV', port: 7, target: ['x', 'local'] };
    const about: DnsRecord = { name: instance, ttl: 9, type: 'TXT', entries: ['v=1'] };
    const useless: DnsRecord[][] = [
      [],
      [pointer],
      [pointer, place],
      [pointer, about],
      [{ ...pointer, name: ['_ipp', '_tcp', 'local'] }, place, about],
      [pointer, { ...place, port: 0 }, about],
      [pointer, place, { ...about, entries: ['v=2'] }],
    ];
    for (const records of useless) {
      const packet = encodeDns({ id: 0, response: true, questions: [], records });
      assert.deepEqual(serversIn(packet, '10.0.0.1'), []);
    }
    assert.deepEqual(serversIn(new Uint8Array(9_001), '10.0.0.1'), []);
    const packet = encodeDns({ id: 0, response: true, questions: [], records: [pointer, place, about] });
    for (let length = 0; length < packet.length; length += 1) {
      assert.deepEqual(serversIn(packet.subarray(0, length), '10.0.0.1'), []);
    }
    assert.deepEqual(serversIn(packet, '10.0.0.1'), [{ url: 'ws://10.0.0.1:7', name: '', invite: true }]);
  });

  it('a flood of made-up servers fills no more than a list', async () => {
    const port = await freePort();
    const liar = createSocket('udp4').bind(port, '127.0.0.1');
    await once(liar, 'listening');
    open.push(liar);
    liar.on('message', (_packet, from) => {
      for (let server = 1; server <= 200; server += 1) {
        const made = new Announcement({ name: 'x', secure: false, access: 'open', port: server, id: String(server) });
        liar.send(encodeDns(made.unasked([])), from.port, from.address);
      }
    });
    const found = discover(port);
    await eventually(() => assert.equal(found.length, 50));
  });
});
