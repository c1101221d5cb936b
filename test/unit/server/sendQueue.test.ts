import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import type { Duplex } from 'node:stream';
import { encodeFrame } from '../../../server/frame.ts';
import { SendQueue } from '../../../server/sendQueue.ts';
import { eventually } from '../../support/eventually.ts';
import { SendTick } from '../../../server/sendTick.ts';

/** A socket that counts its writes and takes no more while it is held. */
class Socket extends Writable {
  readonly writes: Buffer[][] = [];
  held = false;
  #release: (() => void) | undefined;

  constructor() {
    super({ highWaterMark: 65_536 });
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.writes.push([chunk]);
    this.#finish(done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.writes.push(chunks.map(({ chunk }) => chunk));
    this.#finish(done);
  }

  release(): void {
    this.held = false;
    this.#release?.();
  }

  #finish(done: () => void): void {
    if (this.held) this.#release = done;
    else done();
  }
}

interface Told {
  overflows: number;
  reliefs: number;
  dropped: number;
}

function build(tick = new SendTick()): { socket: Socket; queue: SendQueue; told: Told } {
  const socket = new Socket();
  const told = { overflows: 0, reliefs: 0, dropped: 0 };
  const queue = new SendQueue(socket as unknown as Duplex, tick, {
    onOverflow: () => (told.overflows += 1),
    onRelief: () => (told.reliefs += 1),
    onDrop: (frames) => (told.dropped += frames),
  });
  socket.on('drain', () => queue.flush());
  return { socket, queue, told };
}

const nextTick = async (): Promise<void> => await new Promise((resolve) => void setImmediate(resolve));
const kilobytes = (count: number): string => JSON.stringify({ type: 'message', text: 'x'.repeat(count * 1_024 - 30) });

describe('send queue', () => {
  it('what comes in one tick leaves in one write, in order', async () => {
    const { socket, queue } = build();
    const frames = [1, 2, 3].map((number) => encodeFrame(`{"n":${number}}`));
    for (const frame of frames) queue.send(frame);
    await nextTick();
    assert.deepEqual(socket.writes, [[Buffer.concat(frames.map(({ bytes }) => bytes))]]);
  });

  it('sockets that get the same frames in one tick share one buffer, others have their own', async () => {
    const tick = new SendTick();
    const [one, other, third] = [build(tick), build(tick), build(tick)];
    const frames = [1, 2, 3].map((number) => encodeFrame(`{"n":${number}}`));
    for (const frame of frames) {
      one.queue.send(frame);
      if (frame !== frames[1]) other.queue.send(frame);
      third.queue.send(frame);
    }
    await nextTick();
    const written = [one, other, third].map(({ socket }) => Buffer.concat(socket.writes.flat()).toString('latin1'));
    const all = Buffer.concat(frames.map(({ bytes }) => bytes)).toString('latin1');
    assert.deepEqual(written, [all, all.replace('\x81\x07{"n":2}', ''), all]);
    const again = [build(tick), build(tick)];
    for (const { queue } of again) for (const frame of frames) queue.send(frame);
    await nextTick();
    assert.equal(again[0]?.socket.writes[0]?.[0], again[1]?.socket.writes[0]?.[0]);
  });

  it('more than a little is copied only where a second socket has the same to send', async () => {
    const tick = new SendTick();
    const sockets = [build(tick), build(tick), build(tick)];
    const frames = [encodeFrame(kilobytes(5)), encodeFrame(kilobytes(5))];
    for (const { queue } of sockets) for (const frame of frames) queue.send(frame);
    await nextTick();
    const writes = sockets.map(({ socket }) => socket.writes);
    const bytes = frames.map((frame) => frame.bytes);
    assert.deepEqual(writes, [[bytes], [[Buffer.concat(bytes)]], [[Buffer.concat(bytes)]]]);
    assert.equal(writes[1]?.[0]?.[0], writes[2]?.[0]?.[0]);
  });

  it('what is too much to be copied leaves in one write all the same', async () => {
    const { socket, queue } = build();
    const frames = [encodeFrame(kilobytes(100)), encodeFrame(kilobytes(100))];
    for (const frame of frames) queue.send(frame);
    await nextTick();
    assert.deepEqual(socket.writes, [frames.map(({ bytes }) => bytes)]);
  });

  it('what is ephemeral waits a little for more of it, and goes with what is not, in order', async () => {
    const { socket, queue } = build();
    const [typing, away] = [encodeFrame('{"type":"typing"}', true), encodeFrame('{"type":"presence"}', true)];
    queue.send(typing);
    await nextTick();
    assert.deepEqual(socket.writes, []);
    queue.send(away);
    await eventually(() => assert.deepEqual(socket.writes, [[Buffer.concat([typing.bytes, away.bytes])]]));
    const message = encodeFrame('{"type":"message"}');
    queue.send(typing);
    await nextTick();
    queue.send(message);
    await nextTick();
    assert.deepEqual(socket.writes.slice(1), [[Buffer.concat([typing.bytes, message.bytes])]]);
  });

  it('[LV2] what is ephemeral is dropped past half, and first', async () => {
    const { socket, queue, told } = build();
    socket.held = true;
    queue.send(encodeFrame(kilobytes(100)));
    await nextTick();
    const typing = encodeFrame('{"type":"typing"}', true);
    queue.send(typing);
    assert.equal(told.dropped, 0);
    for (let count = 0; count < 5; count += 1) queue.send(encodeFrame(kilobytes(100)));
    queue.send(typing);
    assert.equal(told.dropped, 2);
    assert.equal(told.overflows, 0);
    assert.equal(queue.pressed, true);
  });

  it('[LV2] past a mebibyte, or 512 frames, the reader is too slow; told once', async () => {
    for (const frame of [encodeFrame(kilobytes(100)), encodeFrame('{"n":1}')]) {
      const { socket, queue, told } = build();
      socket.held = true;
      queue.send(encodeFrame(kilobytes(100)));
      await nextTick();
      let sent = 0;
      while (told.overflows === 0) {
        queue.send(frame);
        sent += 1;
        assert.ok(sent <= 513);
      }
      queue.send(frame);
      assert.equal(told.overflows, 1);
      assert.equal(sent, frame.bytes.length > 1_000 ? 10 : 513);
    }
  });

  it('[LV2] a burst that the socket takes at once is not a slow reader', () => {
    const { queue, told } = build();
    for (let count = 0; count < 2_000; count += 1) queue.send(encodeFrame('{"n":1}'));
    assert.equal(told.overflows, 0);
  });

  it('tells when the pressure is off', async () => {
    const { socket, queue, told } = build();
    socket.held = true;
    for (let count = 0; count < 7; count += 1) queue.send(encodeFrame(kilobytes(100)));
    await nextTick();
    queue.send(encodeFrame('{}'));
    assert.equal(told.reliefs, 0);
    socket.release();
    await nextTick();
    await nextTick();
    assert.equal(told.reliefs, 1);
  });

  it('tells so also where the last frame of a tick brought the pressure', async () => {
    const { queue, told } = build();
    while (!queue.pressed) queue.send(encodeFrame('{"n":1}'));
    await nextTick();
    assert.equal(queue.pressed, false);
    assert.equal(told.reliefs, 1);
  });

  it('a frame has the header that its length needs (RFC 6455, 5.2)', () => {
    for (const [length, header] of [
      [125, 2],
      [126, 4],
      [65_535, 4],
      [65_536, 10],
    ] as const) {
      const { bytes } = encodeFrame('x'.repeat(length));
      assert.equal(bytes.length, header + length);
      assert.equal(bytes[0], 0x81);
      if (header === 2) assert.equal(bytes[1], length);
      if (header === 4) assert.deepEqual([bytes[1], bytes.readUInt16BE(2)], [126, length]);
      if (header === 10) assert.deepEqual([bytes[1], bytes.readBigUInt64BE(2)], [127, BigInt(length)]);
    }
  });
});
