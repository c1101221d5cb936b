import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { ServerProcess } from '../support/serverProcess.ts';
import { type Received, WireClient } from '../support/wireClient.ts';

describe('limits, pressure and liveness', () => {
  const servers: ServerProcess[] = [];
  const clients: WireClient[] = [];

  async function start(...args: string[]): Promise<ServerProcess> {
    const server = await ServerProcess.start({ args });
    servers.push(server);
    return server;
  }

  async function join(server: ServerProcess, name: string, room = 'general'): Promise<WireClient> {
    const client = await WireClient.join(server.url, name, { room });
    clients.push(client);
    return client;
  }

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.cut()));
    await Promise.all(servers.splice(0).map((server) => server.dispose()));
  });

  it('[RQ2] what is no request is told so and the socket stays; the tenth in a minute closes it', async () => {
    const server = await start();
    const ada = await join(server, 'Ada');
    const errors = (): Received[] => ada.frames.filter((frame) => frame['code'] === 'bad_request');
    const malformed = [
      '{',
      '[]',
      '7',
      '{"type":7}',
      '{"type":"message","id":"x"}',
      '{"type":"join","id":"y","room":1}',
    ];
    for (const frame of malformed) ada.send(frame);
    await ada.settled();
    assert.equal(errors().length, malformed.length);
    assert.deepEqual([errors()[4]!['id'], errors()[5]!['id']], ['x', 'y']);
    for (let count = malformed.length; count < 10; count += 1) ada.send('nonsense');
    assert.equal((await ada.closed).code, 4008);
  });

  it('[TR2] a binary frame is a bad request', async () => {
    const ada = await join(await start(), 'Ada');
    const answer = ada.next((frame) => frame.type === 'error');
    ada.socket.send(Buffer.from('{"type":"ping"}'));
    assert.equal((await answer)['code'], 'bad_request');
    await ada.settled();
  });

  it('[TR3] an unknown request is told so, an unknown field is ignored', async () => {
    const ada = await join(await start(), 'Ada');
    assert.equal((await ada.reply({ type: 'teleport' }))['code'], 'unknown_type');
    assert.equal((await ada.reply({ type: 'constructor' }))['code'], 'unknown_type');
    await ada.ask({ type: 'message', text: 'x', mood: 'good' });
  });

  it('[LV3] past the rate a request waits; what was in time is done', async () => {
    const ada = await join(await start('--messages-per-second', '5'), 'Ada');
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, number) => ada.reply({ type: 'message', text: `${number}` })),
    );
    const limited = answers.filter((answer) => answer['code'] === 'rate_limited');
    assert.ok(limited.length >= 9 && limited.length <= 11, `${limited.length} were limited`);
    for (const answer of limited) assert.ok(Number(answer['retry']) > 0 && Number(answer['retry']) <= 200);
  });

  it('[LV3] who floods is read no faster, and the others do not feel it', async () => {
    const server = await start('--messages-per-second', '2');
    const flooder = await join(server, 'Flooder', 'flood');
    const ada = await join(server, 'Ada');
    for (let count = 0; count < 5_000; count += 1) flooder.send({ type: 'typing', on: true });
    await ada.ask({ type: 'message', text: 'unharmed' });
    assert.ok(flooder.frames.length < 200, `${flooder.frames.length} frames were answered`);
  });

  it('[LV3] a limit of 0 is none, and hello says so', async () => {
    const ada = await join(await start('--messages-per-second', '0', '--text-bytes', '0'), 'Ada');
    assert.equal((ada.frames[0]!['limits'] as Received)['messagesPerSecond'], 0);
    await Promise.all(Array.from({ length: 300 }, () => ada.ask({ type: 'typing', on: true })));
    await ada.ask({ type: 'message', text: 'x'.repeat(100_000) });
  });

  it('[LV1] a ping gets a pong', async () => {
    const ada = await join(await start(), 'Ada');
    const pong = ada.next((frame) => frame.type === 'pong');
    ada.send({ type: 'ping' });
    await pong;
  });

  it('[LV1] who misses two heartbeats is gone, and the others are told', async () => {
    const server = await start('--heartbeat-ms', '100');
    const ada = await join(server, 'Ada');
    const grace = await join(server, 'Grace');
    const offline = ada.next((frame) => frame.type === 'presence' && frame['state'] === 'offline');
    grace.stall();
    await offline;
    await ada.settled();
  });

  it('[GR2] [LV1] a frame over the limit ends the session with 1009', async () => {
    const ada = await join(await start('--frame-bytes', '8192'), 'Ada');
    ada.send({ type: 'message', text: 'x'.repeat(9_000) });
    assert.equal((await ada.closed).code, 1009);
  });

  it('[LV2] a stalled reader is closed with 4013 and made whole by a resume; nobody else waits', async () => {
    const server = await start('--messages-per-second', '0');
    const ada = await join(server, 'Ada');
    const slow = await join(server, 'Slow');
    slow.stall();
    const text = 'x'.repeat(16_000);
    let sent = 0;
    const isGone = (frame: Received): boolean => frame.type === 'presence' && frame['state'] === 'offline';
    while (!ada.frames.some(isGone) && sent < 3_000) {
      await ada.ask({ type: 'message', text });
      sent += 1;
    }
    await ada.seen(isGone);
    slow.resume();
    assert.equal((await slow.closed).code, 4013);
    const last = Math.max(0, ...slow.events.map(({ seq }) => Number(seq)));
    const back = await join(server, 'Slow');
    const rejoined = await back.ask({ type: 'join', room: 'general', after: last });
    assert.equal(rejoined['seq'], sent + 2);
    const missed = rejoined['events'] as Received[];
    const gap = rejoined['gap'] as { from: number; to: number } | undefined;
    assert.equal(gap?.from ?? missed[0]!['seq'], last + 1);
    assert.equal(missed.at(-1)!['seq'], sent + 2);
  });

  it('nothing but a socket is gone in seconds and stops nobody', async () => {
    const server = await start();
    const { port } = server;
    const silent = connect(port, '127.0.0.1');
    silent.on('error', () => undefined);
    const ended = new Promise((resolve) => silent.once('close', resolve));
    silent.resume();
    silent.write('GET / HTTP/1.1\r\nHost: x\r\n');
    await join(server, 'Ada');
    await ended;
  }).timeout(20_000);

  it('/metrics counts, without a name of anybody or anything', async () => {
    const server = await start();
    const ada = await join(server, 'Zebediah', 'quokkaroom');
    await ada.ask({ type: 'message', text: 'quokkatext' });
    await ada.ask({ type: 'upload', name: 'quokka.txt', data: 'aGk=' });
    const text = await (await fetch(`${server.httpUrl}/metrics`)).text();
    for (const line of [
      'room_chat_sessions 1',
      'room_chat_rooms 1',
      'room_chat_events_total{type="message"} 1',
      'room_chat_events_total{type="file"} 1',
      'room_chat_ack_seconds_count 2',
      'room_chat_storage_healthy 1',
    ]) {
      assert.ok(text.includes(`${line}\n`), line);
    }
    assert.doesNotMatch(text + server.stderr, /quokka|Zebediah/iu);
  });

  it('/healthz says that the server can write', async () => {
    const server = await start();
    const response = await fetch(`${server.httpUrl}/healthz`);
    assert.deepEqual([response.status, await response.json()], [200, { status: 'ok' }]);
  });
});
