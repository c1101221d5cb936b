import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Corpora } from './corpora.ts';
import type { Report } from './report.ts';

/** What one scenario is told. */
export interface ScenarioOptions {
  /** Small sizes and one round: shows that it runs, its figures say little. */
  quick: boolean;
  report: Report;
  /** Data folders full of messages, made once a run. */
  corpora: Corpora;
}

/** One question that is answered with figures: starts all that it needs itself, and reports tables and charts. */
export interface Scenario {
  title: string;
  run(options: ScenarioOptions): Promise<void>;
}

/** Runs `work` with a folder of its own for data that is gone afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'room-chat-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
