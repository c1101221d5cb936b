import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ClientOrder, ClientWord } from './transferClient.ts';

const CLIENT = fileURLToPath(new URL('transferClient.ts', import.meta.url));

/** A small space for what is new, so that garbage does not pass for what is held. */
const YOUNG = ['--max-semi-space-size=4'];

/** A client of `transferClient.ts` in a process that can be killed. The same folder is the same person after a reload. */
export class TransferProcess {
  readonly #child: ChildProcess;
  readonly #words: ClientWord[] = [];
  readonly #waiting = new Set<() => void>();
  #isOver = false;

  /** Starts one and waits until it is in the room. */
  static async start(url: string, folder: string): Promise<TransferProcess> {
    const client = new TransferProcess(
      fork(CLIENT, [url, folder], { execArgv: YOUNG, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
    );
    await client.hear('ready', () => true);
    return client;
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => {
      this.#words.push(message as ClientWord);
      this.#tell();
    });
    child.on('exit', () => {
      this.#isOver = true;
      this.#tell();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  tell(order: ClientOrder): void {
    this.#child.send(order);
  }

  /** The first word of that kind for which `is` holds, also one that was said before. @throws Error where it failed or ended */
  async hear<K extends ClientWord['word']>(
    kind: K,
    is: (word: Extract<ClientWord, { word: K }>) => boolean,
  ): Promise<Extract<ClientWord, { word: K }>> {
    for (;;) {
      for (const word of this.#words) {
        if (word.word === 'failed') throw new Error(`The client failed: ${word.detail}`);
        if (word.word === kind && is(word as Extract<ClientWord, { word: K }>)) {
          return word as Extract<ClientWord, { word: K }>;
        }
      }
      if (this.#isOver) throw new Error('The client ended.');
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Forgets what was said so far, so that `hear` waits for what is new. */
  forget(): void {
    this.#words.length = 0;
  }

  /** Takes its life without a word. */
  async kill(): Promise<void> {
    if (this.#isOver) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  #tell(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
