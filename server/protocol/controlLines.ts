import { CONTROL_LINE_CHARACTERS } from './control.ts';

/** What both sides need of a socket. */
interface LineSocket {
  readonly destroyed: boolean;
  setEncoding(encoding: 'utf8'): unknown;
  on(event: 'data', listener: (chunk: string) => void): unknown;
  destroy(): unknown;
}

/** Calls `onLine` for each line of a socket, which is destroyed where one is longer than it may be. */
export function readControlLines(socket: LineSocket, onLine: (line: string) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > CONTROL_LINE_CHARACTERS || lines.some((line) => line.length > CONTROL_LINE_CHARACTERS)) {
      socket.destroy();
      return;
    }
    for (const line of lines) if (!socket.destroyed) onLine(line);
  });
}
