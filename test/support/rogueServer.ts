import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** What became of the attacks of a rogue server. */
export interface RogueCounts {
  /** Connections that came to where it had sent them. */
  sunk: number;
  /** Bytes of the last attack that the client's system took. */
  taken: number;
  connections: number;
  /** Requests, those of `connect` among them. */
  asked: number;
  /** Whether the last attack is over. */
  settled: boolean;
}

/** A room server that means harm, in a process of its own; see `rogue.ts`. */
export class RogueServer {
  /** Joining the room `flood`, `huge` … of it begins that attack. */
  readonly url: string;
  /** A server that answers with a redirect. */
  readonly redirecting: string;
  readonly #counts: string;
  readonly #child: ChildProcess;

  /** @param root the top of the project */
  static async start(root: string): Promise<RogueServer> {
    const script = path.join(root, 'test', 'support', 'rogue.ts');
    const child = spawn(process.execPath, [script], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const places = JSON.parse(line) as { url: string; redirecting: string; counts: string };
    return new RogueServer(child, places);
  }

  private constructor(child: ChildProcess, places: { url: string; redirecting: string; counts: string }) {
    this.#child = child;
    this.url = places.url;
    this.redirecting = places.redirecting;
    this.#counts = places.counts;
  }

  async counts(): Promise<RogueCounts> {
    return (await (await fetch(this.#counts)).json()) as RogueCounts;
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }
}
