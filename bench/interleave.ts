import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Peer, PeerMissingError } from './peers/peer.ts';

/** Something that is measured beside others. */
export interface Way {
  /** As its row is called. */
  name: string;
  /** @param folder for its data. @throws PeerMissingError */
  start(folder: string): Promise<Peer>;
}

export interface Interleaved<Figures> {
  /** One for each round, by name. */
  figures: Map<string, Figures[]>;
  /** Why a way was not measured, by name. */
  missing: Map<string, string>;
  /** Name and version of each peer that says one. */
  versions: string[];
}

/**
 * Measures each way once a round, in another order each time. Every way keeps its process over all rounds, or has a new one
 * for each where that is asked for. With `warm` there is one round more, the first, that is not counted: in it programs
 * are compiled.
 */
export async function interleave<W extends Way, Figures>(
  ways: readonly W[],
  options: { folder: string; rounds: number; freshEachRound?: boolean; warm?: boolean },
  measure: (way: W, peer: Peer, round: number) => Promise<Figures>,
): Promise<Interleaved<Figures>> {
  const result: Interleaved<Figures> = { figures: new Map(), missing: new Map(), versions: [] };
  const running = new Map<W, Peer>();
  try {
    for (let round = options.warm === true ? -1 : 0; round < options.rounds; round += 1) {
      const first = Math.max(0, round) % ways.length;
      for (const way of [...ways.slice(first), ...ways.slice(0, first)]) {
        if (result.missing.has(way.name)) continue;
        const peer = running.get(way) ?? (await begin(way, ways.indexOf(way), round, options.folder, result));
        if (!peer) continue;
        running.set(way, peer);
        const found = await measure(way, peer, round);
        if (round >= 0) result.figures.set(way.name, [...(result.figures.get(way.name) ?? []), found]);
        if (options.freshEachRound !== true) continue;
        running.delete(way);
        await peer.stop();
      }
    }
  } finally {
    for (const peer of running.values()) await peer.stop();
  }
  return result;
}

/** Starts a way, or notes why it cannot be. */
async function begin<Figures>(
  way: Way,
  index: number,
  round: number,
  folder: string,
  result: Interleaved<Figures>,
): Promise<Peer | undefined> {
  const own = path.join(folder, `way-${index}-${round}`);
  await mkdir(own, { recursive: true });
  try {
    const peer = await way.start(own);
    const version = `${way.name} ${peer.version ?? ''}`;
    if (peer.version !== undefined && !result.versions.includes(version)) result.versions.push(version);
    return peer;
  } catch (error) {
    if (!(error instanceof PeerMissingError)) throw error;
    result.missing.set(way.name, `not measured: ${error.message}`);
    return undefined;
  }
}
