import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a server may take to stop, in milliseconds, before it is killed. */
const STOP_MS = 6_000;

/** Ends the room servers that were hosted from editors whose folders lie in `home`: they outlive their windows. */
export async function endHostedServers(home: string): Promise<void> {
  const records = globSync('**/globalStorage/room-chat.room-chat/hosting/server.json', { cwd: home });
  await Promise.all(
    records.map((record) => end((JSON.parse(readFileSync(path.join(home, record), 'utf8')) as { pid: number }).pid)),
  );
}

async function end(pid: number): Promise<void> {
  const deadline = performance.now() + STOP_MS;
  for (let signal: NodeJS.Signals | 0 = 'SIGTERM'; ; signal = performance.now() < deadline ? 0 : 'SIGKILL') {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    await delay(50);
  }
}
