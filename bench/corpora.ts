import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeCorpus } from './messageCorpus.ts';

/** A data folder full of messages. */
export interface Corpus {
  folder: string;
  messages: number;
  textBytes: number;
  databaseBytes: number;
}

/** Makes each size of corpus at most once a run, when somebody asks for it. Who uses one leaves it as it was. */
export class Corpora {
  readonly #made = new Map<number, Promise<Corpus>>();

  of(messages: number): Promise<Corpus> {
    let corpus = this.#made.get(messages);
    if (!corpus) {
      corpus = make(messages);
      this.#made.set(messages, corpus);
    }
    return corpus;
  }

  async dispose(): Promise<void> {
    for (const corpus of await Promise.all(this.#made.values())) {
      await rm(path.dirname(corpus.folder), { recursive: true, force: true });
    }
  }
}

async function make(messages: number): Promise<Corpus> {
  const folder = path.join(await mkdtemp(path.join(tmpdir(), 'room-chat-bench-')), 'data');
  const textBytes = makeCorpus(folder, messages);
  const { size } = await stat(path.join(folder, 'roomchat.db'));
  return { folder, messages, textBytes, databaseBytes: size };
}
