import assert from 'node:assert/strict';
import { eventsOf, type Received, WireClient } from '../support/wireClient.ts';
import { report } from './support/figures.ts';
import { type Frame, FrameSocket } from './support/frameSocket.ts';
import { quantile } from './support/latencies.ts';
import { endServers, startServer } from './support/serverUnderTest.ts';
import { LONG, patience, size } from './support/sizes.ts';

/** Times that somebody stalls. Before each the others are alone, so that whatever else the machine does weighs on both. */
const ROUNDS = size('STALLED_ROUNDS', { short: 1, long: 8 });
/** Messages alone, and again beside the stalled reader: enough to fill whatever the system buffers for it. */
const MESSAGES = 1_500;
const BUSY = 8;
const ROOM = 'busy';
const TEXT = 'x'.repeat(12_000);
/** How much later the others may hear, at their 99th percentile, than before. */
const FACTOR = 1.3;

describe('A reader that stalls', function () {
  this.timeout(patience({ short: 2, long: 20 }));
  afterEach(endServers);

  it('[LV2] [RM3] [RQ4] delays nobody, is closed with 4013, and is whole when it resumes', async () => {
    const server = await startServer();
    const room = new BusyRoom();
    for (let index = 0; index < BUSY; index += 1) await room.enter(server.url, `Busy ${index}`);
    await room.talk(MESSAGES / 4);
    const alone: number[] = [];
    const beside: number[] = [];
    let missing = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      alone.push(...(await room.talk(MESSAGES)));
      const stalled = await WireClient.join(server.url, 'Stalled', { room: ROOM });
      const first = room.newest + 1;
      stalled.stall();
      beside.push(...(await room.talk(MESSAGES, () => stalled.resume())));
      assert.equal((await stalled.closed).code, 4013);

      const last = Number(stalled.events.at(-1)?.['seq'] ?? first - 1);
      const again = await WireClient.join(server.url, 'Stalled', { room: ROOM, after: last });
      const seqs = [...stalled.events, ...(await missed(again, last))].map((event) => Number(event['seq']));
      const places = new Set(seqs);
      assert.equal(places.size, seqs.length, 'Nothing came twice.');
      for (let seq = seqs[0] ?? first; seq <= room.newest; seq += 1) if (!places.has(seq)) missing += 1;
      await again.close();
    }

    const [aloneMs, besideMs] = [quantile(alone, 0.99), quantile(beside, 0.99)];
    report('stalled reader', {
      rounds: ROUNDS,
      'messages a round': 2 * MESSAGES,
      'p99 alone (ms)': aloneMs.toFixed(1),
      'p99 beside it (ms)': besideMs.toFixed(1),
      ratio: (besideMs / aloneMs).toFixed(2),
      'missed by others': room.missed,
      'missed by it': missing,
    });
    assert.deepEqual([room.missed, missing], [0, 0]);
    if (LONG)
      assert.ok(besideMs <= FACTOR * aloneMs, `The others' p99 was ${aloneMs} ms, and ${besideMs} ms beside it.`);
  });
});

/** Clients that each send a message as soon as their last is acknowledged, and note when the others hear of it. */
class BusyRoom {
  /** Newest place of the log. */
  newest = 0;
  missed = 0;
  readonly #clients: { socket: FrameSocket; seq: number }[] = [];
  readonly #sentAt = new Map<string, number>();
  #latencies: number[] = [];
  #number = 0;
  #onOffline: (() => void) | undefined;

  async enter(url: string, name: string): Promise<void> {
    const greeting = Promise.withResolvers<undefined>();
    const client = { socket: undefined as unknown as FrameSocket, seq: 0 };
    client.socket = new FrameSocket(url, {
      onFrame: (frame) => {
        if (frame.type === 'hello') greeting.resolve(undefined);
        else this.#take(client, frame);
      },
      onClose: () => undefined,
    });
    await greeting.promise;
    const answer = await client.socket.ask({ type: 'connect', name, room: ROOM });
    client.seq = (answer?.['rooms'] as [{ seq: number }])[0].seq;
    this.#clients.push(client);
  }

  /** @returns how long each message took from its sender to each of the others, in milliseconds */
  async talk(messages: number, onOffline?: () => void): Promise<number[]> {
    this.#latencies = [];
    this.#onOffline = onOffline;
    let left = messages;
    const speak = async ({ socket }: { socket: FrameSocket }): Promise<void> => {
      while ((left -= 1) >= 0) {
        const id = `b${(this.#number += 1)}`;
        this.#sentAt.set(id, performance.now());
        const answer = await socket.ask({ type: 'message', id, text: TEXT });
        if (answer?.type !== 'ok') throw new Error(`A busy one was refused: ${JSON.stringify(answer)}`);
      }
    };
    await Promise.all(this.#clients.map(speak));
    // Whoever answers has sent everything before.
    await Promise.all(this.#clients.map(({ socket }) => socket.ask({ type: 'ping' })));
    this.#sentAt.clear();
    return this.#latencies;
  }

  #take(client: { seq: number }, frame: Frame): void {
    if (frame.type === 'presence' && frame['state'] === 'offline') this.#onOffline?.();
    if (typeof frame['seq'] !== 'number') return;
    const seq = frame['seq'];
    this.missed += Math.max(0, seq - client.seq - 1);
    client.seq = seq;
    this.newest = Math.max(this.newest, seq);
    const sentAt = this.#sentAt.get(String(frame.id));
    if (frame.type === 'message' && sentAt !== undefined) this.#latencies.push(performance.now() - sentAt);
  }
}

/** Everything after `last`: what the snapshot brings, and what lies in its gap. */
async function missed(client: WireClient, last: number): Promise<Received[]> {
  const pages: Received[] = [];
  for (let after = last; ; after = Number(pages.at(-1)?.['seq'])) {
    const page = await client.ask({ type: 'history', after, limit: 200 });
    pages.push(...eventsOf(page));
    if (page['more'] !== true) return pages;
  }
}
