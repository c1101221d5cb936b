/*
 * Sessions that say nothing, in a process of its own: enters `sessions` of them, prints `ready` and holds them until its
 * input ends. `node idleLoad.ts '{"dialect":…}'`
 */
import { DIALECTS } from './dialects.ts';

export interface IdleLoad {
  dialect: string;
  url: string;
  sessions: number;
  /** Sessions of a room. */
  perRoom: number;
  /** Sets the names apart from another load's. */
  prefix: string;
}

const ENTERING = 50;

const load = JSON.parse(process.argv[2] ?? '{}') as IdleLoad;
const dialect = DIALECTS[load.dialect];
if (!dialect) throw new Error(`No such dialect: ${load.dialect}.`);
for (let start = 0; start < load.sessions; start += ENTERING) {
  await Promise.all(
    Array.from({ length: Math.min(ENTERING, load.sessions - start) }, async (_, index) => {
      const number = start + index;
      const room = `${load.prefix}${Math.floor(number / load.perRoom)}`;
      const socket = await dialect.join(load.url, room, `${load.prefix} ${number}`);
      socket.listen(() => undefined);
    }),
  );
}
console.log('ready');
process.stdin.resume().on('end', () => process.exit(0));
