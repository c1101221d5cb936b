import assert from 'node:assert/strict';
import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { newDataFolder } from '../support/serverProcess.ts';
import { report } from './support/figures.ts';
import { Ledger } from './support/ledger.ts';
import { ResumingClient } from './support/resumingClient.ts';
import { isUploadNumber, sendOf } from './support/sends.ts';
import { endServers, startServer } from './support/serverUnderTest.ts';
import { patience, size } from './support/sizes.ts';
import { systemCalls, tracing } from './support/systemCalls.ts';

const ACKNOWLEDGEMENTS = size('TRACED_ACKNOWLEDGEMENTS', { short: 1_000, long: 5_000 });
const WRITERS = 4;
/** What marks one send in what the server writes, wherever it writes it, and what the bytes of an upload. */
const MARK = /(?:bytes of )?mark\d-\d+x/gu;

describe('An acknowledgement', function () {
  this.timeout(patience({ short: 3, long: 10 }));
  afterEach(endServers);

  it(`[MSG4] leaves only after the sync of what it acknowledges returned, in each of ${ACKNOWLEDGEMENTS}`, async () => {
    const data = newDataFolder();
    const folder = newDataFolder();
    const trace = path.join(folder, 'calls');
    try {
      const server = await startServer({ data, wrapper: tracing(trace) });
      const ledger = new Ledger();
      let left = ACKNOWLEDGEMENTS;
      const writers = Array.from({ length: WRITERS }, (_, index) => {
        let number = 0;
        const next = () => ((left -= 1) < 0 ? undefined : sendOf(`mark${index}`, (number += 1)));
        return new ResumingClient({ name: `Writer ${index}`, room: 'traced', ledger, next, window: 4 });
      });
      await Promise.all(writers.map((writer) => writer.connect(server.url)));
      await ledger.reached(ACKNOWLEDGEMENTS);
      await server.kill();

      const { left: gone, early, syncs } = await follow(trace, data);
      const acknowledged = [...gone].filter((id) => ledger.isAcknowledged(id));
      report('sync order', {
        acknowledged: acknowledged.length,
        uploads: acknowledged.filter(isUpload).length,
        early: early.length,
        syncs,
        'trace (MB)': Math.round(statSync(trace).size / 1e6),
      });
      assert.deepEqual(ledger.faults, []);
      assert.equal(acknowledged.length, ACKNOWLEDGEMENTS);
      assert.deepEqual(early, []);
      assert.ok(syncs > 0);
    } finally {
      await endServers();
      rmSync(data, { recursive: true, force: true });
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/**
 * Follows each marked send through the system calls: into files below the data folder, through their syncs, out to a
 * socket, be it in the acknowledgement or in the event for others. Early is what leaves while a file that holds it, or
 * its bytes, was not synced since.
 */
async function follow(trace: string, data: string): Promise<{ left: Set<string>; early: string[]; syncs: number }> {
  /** By mark: the files that hold it, and whether each was synced since it came into them. */
  const places = new Map<string, Map<string, boolean>>();
  /** What a running sync covers: the marks that were in the file when it began. */
  const covered = new Map<string, string[]>();
  const unsynced = new Map<string, Set<string>>();
  const left = new Set<string>();
  const early: string[] = [];
  let syncs = 0;
  const isStored = (mark: string): boolean => {
    const files = places.get(mark);
    return files !== undefined && [...files.values()].every(Boolean);
  };
  for await (const call of systemCalls(trace)) {
    const { kind, target } = call;
    const isFile = target.startsWith(data);
    if (kind === 'write' && isSocket(target)) {
      for (const mark of marksOf(call.content)) {
        if (!left.has(mark) && !(isStored(mark) && (!isUpload(mark) || isStored(`bytes of ${mark}`)))) early.push(mark);
        left.add(mark);
      }
    } else if (kind === 'written' && isFile) {
      for (const mark of marksOf(call.content)) {
        const files = places.get(mark) ?? new Map<string, boolean>();
        places.set(mark, files);
        // Later commits write a page anew that holds it: the first time is what counts.
        if (files.has(target)) continue;
        files.set(target, false);
        unsynced.set(target, (unsynced.get(target) ?? new Set()).add(mark));
      }
    } else if (kind === 'sync' && isFile) {
      covered.set(target, [...(unsynced.get(target) ?? [])]);
    } else if (kind === 'synced' && isFile) {
      syncs += 1;
      for (const mark of covered.get(target) ?? []) {
        places.get(mark)?.set(target, true);
        unsynced.get(target)?.delete(mark);
      }
    }
  }
  return { left, early, syncs };
}

function isSocket(target: string): boolean {
  return /^(?:socket|TCP)/u.test(target);
}

function isUpload(id: string): boolean {
  return isUploadNumber(Number(/-(?<number>\d+)x$/u.exec(id)?.groups?.['number']));
}

function marksOf(content: string): Set<string> {
  return new Set(content.match(MARK) ?? []);
}
