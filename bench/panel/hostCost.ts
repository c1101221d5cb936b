import { LongRoom } from './longRoom.ts';

/** What a room costs in the extension host, in milliseconds. */
export interface HostCost {
  /** To take a message in and make what the page is told of it. */
  arrival: number;
  /** To make what the page is told when it comes into view. */
  snapshot: number;
  /** To make the next older page, from what is at hand. */
  older: number;
  /** To make what surrounds a message in the middle of the room. */
  around: number;
}

const ARRIVALS = 2_000;
const TIMES = 20;

/** @param folder as `LongRoom` wants it */
export async function hostCost(folder: string, messages: number): Promise<HostCost> {
  const room = new LongRoom(folder);
  room.fill(room.events(1, messages));
  room.snapshot();
  const news = room.events(messages + 1, ARRIVALS);
  const arrival = timed(() => news.forEach((event) => room.arrive(event))) / ARRIVALS;
  const snapshot = timed(() => times(TIMES, () => room.snapshot())) / TIMES;
  const older = timed(() => times(TIMES, () => room.timeline.older())) / TIMES;
  const started = performance.now();
  for (let time = 0; time < TIMES; time += 1) await room.timeline.around((messages >> 1) + time);
  return { arrival, snapshot, older, around: (performance.now() - started) / TIMES };
}

function times(count: number, work: () => unknown): void {
  for (let done = 0; done < count; done += 1) work();
}

function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
