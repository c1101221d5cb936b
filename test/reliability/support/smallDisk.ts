import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, ftruncateSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { newDataFolder } from '../../support/serverProcess.ts';

const CHUNK = Buffer.alloc(4_096, 'x');

/**
 * A disk of a few MiB: a tmpfs in a mount namespace of its own, which lasts as long as the process that holds it and
 * leaves nothing behind.
 */
export class SmallDisk {
  /** Where it is mounted, for those inside the namespace. */
  readonly folder: string;
  readonly #holder: ChildProcess;

  /** @throws Error where this process may not mount */
  static async mount(megabytes: number): Promise<SmallDisk> {
    const folder = newDataFolder();
    const script = `mount -t tmpfs -o size=${megabytes}m,mode=700 tmpfs "$0" && echo mounted && exec cat`;
    const holder = spawn('unshare', ['--mount', 'sh', '-c', script, folder], { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    holder.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const mounted = await Promise.race([
      once(holder.stdout, 'data').then(() => true),
      once(holder, 'close').then(() => false),
    ]);
    if (!mounted) {
      rmSync(folder, { recursive: true, force: true });
      throw new Error(
        `A full disk is shown on a tmpfs, which this process may not mount: ${said.trim()}. ` +
          'Run the tests as root, in a container with CAP_SYS_ADMIN.',
      );
    }
    return new SmallDisk(folder, holder);
  }

  private constructor(folder: string, holder: ChildProcess) {
    this.folder = folder;
    this.#holder = holder;
  }

  /** Runs a command inside the namespace, as a child of who starts it. */
  get wrapper(): string[] {
    return ['nsenter', `--target=${this.#pid}`, '--mount', '--'];
  }

  /** Takes all the room there is but `leaveBytes`. */
  fill(leaveBytes = 0): void {
    const ballast = openSync(this.#ballast, 'a');
    try {
      for (;;) writeSync(ballast, CHUNK);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    } finally {
      closeSync(ballast);
    }
    if (leaveBytes > 0) this.#shrink(leaveBytes);
  }

  /** A file of it, for those outside of the namespace. */
  file(...names: string[]): string {
    return path.join(`/proc/${this.#pid}/root`, this.folder, ...names);
  }

  /** Gives all the room back that was taken. */
  free(): void {
    rmSync(this.#ballast, { force: true });
  }

  async unmount(): Promise<void> {
    const closed = once(this.#holder, 'close');
    this.#holder.kill('SIGKILL');
    await closed;
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #pid(): number {
    return this.#holder.pid ?? 0;
  }

  get #ballast(): string {
    return this.file('ballast');
  }

  #shrink(bytes: number): void {
    const ballast = openSync(this.#ballast, 'r+');
    try {
      ftruncateSync(ballast, Math.max(0, statSync(this.#ballast).size - bytes));
    } finally {
      closeSync(ballast);
    }
  }
}
