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

/** Measures each way once a round, in another order each time. Every way keeps its process over all rounds. */
export async function interleave<W extends Way, Figures>(
  ways: readonly W[],
  options: { folder: string; rounds: number },
  measure: (way: W, peer: Peer, round: number) => Promise<Figures>,
): Promise<Interleaved<Figures>> {
  const peers: [W, Peer][] = [];
  const result: Interleaved<Figures> = { figures: new Map(), missing: new Map(), versions: [] };
  try {
    for (const [index, way] of ways.entries()) {
      const own = path.join(options.folder, `way-${index}`);
      await mkdir(own, { recursive: true });
      try {
        const peer = await way.start(own);
        peers.push([way, peer]);
        result.figures.set(way.name, []);
        if (peer.version !== undefined) result.versions.push(`${way.name} ${peer.version}`);
      } catch (error) {
        if (!(error instanceof PeerMissingError)) throw error;
        result.missing.set(way.name, `not measured: ${error.message}`);
      }
    }
    for (let round = 0; round < options.rounds; round += 1) {
      const first = round % peers.length;
      for (const [way, peer] of [...peers.slice(first), ...peers.slice(0, first)]) {
        result.figures.get(way.name)?.push(await measure(way, peer, round));
      }
    }
  } finally {
    for (const [, peer] of peers) await peer.stop();
  }
  return result;
}
