import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { NODE, ROOT } from './paths.ts';
import { endGroup, listening } from './processes.ts';

/** A room server as its users run it: the built bundle as a process of its own. */
export interface RoomServerProcess {
  /** Its WebSocket address. */
  url: string;
  port: number;
  process: ChildProcess;
  /** Ends it as a service manager would. */
  close(): Promise<void>;
  /** Ends it as a power cut would, to the process at least. */
  kill(): Promise<void>;
}

export interface RoomServerOptions {
  /** Folder of its data. */
  data: string;
  /** Port on 127.0.0.1; a free one where absent. */
  port?: number;
  /** More flags of its command line. */
  flags?: readonly string[];
  /** Flags of its Node. */
  nodeFlags?: readonly string[];
  log?: (line: string) => void;
}

/** Starts the built server and resolves once it listens. */
export async function startRoomServer(options: RoomServerOptions): Promise<RoomServerProcess> {
  const child = spawn(
    NODE,
    [
      ...(options.nodeFlags ?? []),
      path.join(ROOT, 'dist', 'server.js'),
      ...['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--data', options.data, '--exit-with-parent'],
      ...(options.flags ?? []),
    ],
    // Its input is a pipe that ends with this process, and it with that: nothing is left behind by a crash.
    { stdio: ['pipe', 'pipe', 'pipe'], detached: true },
  );
  const url = await listening(child, /^Room Chat server listening on (wss?:\/\/\S+)$/, options.log);
  return {
    url,
    port: Number(new URL(url).port),
    process: child,
    close: () => endGroup(child, 'SIGTERM'),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
