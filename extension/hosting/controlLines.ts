import type { Socket } from 'node:net';
import { CONTROL_LINE_CHARACTERS } from '../../server/protocol/control.ts';

/** Calls `onLine` for each line of a socket, which is destroyed where one is longer than it may be. */
export function readLines(socket: Socket, onLine: (line: string) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > CONTROL_LINE_CHARACTERS) socket.destroy();
    for (const line of lines) if (!socket.destroyed) onLine(line);
  });
}
