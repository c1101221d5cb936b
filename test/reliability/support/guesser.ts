import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { setPriority } from 'node:os';
import { WebSocket } from 'ws';

/*
 * Guesses tokens and invites as fast as it is let, from an address of its own on the loopback, in a process of its own.
 * Use: node guesser.ts URL ATTEMPTS SOCKETS; prints what became of them as JSON.
 */

const ADDRESS = '127.0.0.2';

export interface GuessReport {
  /** By the code of the refusal, the status of the upgrade, or `let in`. */
  outcomes: Record<string, number>;
  ms: number;
}

const [url = '', attempts = '0', sockets = '1'] = process.argv.slice(2);
const outcomes: Record<string, number> = {};
let left = Number(attempts);

function count(outcome: string): void {
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
}

/** One socket, on which it guesses until it is thrown out. */
async function socket(): Promise<void> {
  const client = new WebSocket(url, { perMessageDeflate: false, localAddress: ADDRESS });
  const guess = (): void => {
    left -= 1;
    answered = false;
    const secret = randomBytes(32).toString('base64url');
    const shown = left % 2 === 0 ? { token: secret } : { invite: secret };
    client.send(JSON.stringify({ type: 'connect', id: '1', name: `Guess ${left}`, ...shown }));
  };
  let answered = true;
  await new Promise<void>((resolve) => {
    client.on('close', () => {
      if (!answered) count('thrown out');
      resolve();
    });
    client.on('error', (error) => {
      left -= 1;
      count(/\d{3}$/u.exec(error.message)?.[0] ?? 'cut');
    });
    client.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as { type: string; code?: string };
      answered = true;
      if (frame.type === 'hello') guess();
      else if (frame.type === 'ok') count('let in');
      else {
        count(frame.code ?? frame.type);
        if (left > 0 && client.readyState === WebSocket.OPEN) guess();
        else client.close();
      }
    });
  });
}

/** One request for a file. */
async function file(): Promise<void> {
  left -= 1;
  const headers = { Authorization: `Bearer ${randomBytes(32).toString('base64url')}` };
  await new Promise<void>((resolve) => {
    const asked = request(`${url.replace('ws:', 'http:')}/files/f_x`, { headers, localAddress: ADDRESS, agent: false });
    asked.on('response', (response) => {
      count(String(response.statusCode));
      response.resume();
    });
    asked.on('error', () => count('cut'));
    asked.on('close', () => resolve());
    asked.end();
  });
}

// Who guesses has a machine of their own: here it gets what the others leave.
setPriority(19);
const start = performance.now();
await Promise.all(
  Array.from({ length: Number(sockets) }, async (_, index) => {
    while (left > 0) await (index % 4 === 0 ? file() : socket());
  }),
);
const report: GuessReport = { outcomes, ms: performance.now() - start };
process.stdout.write(`${JSON.stringify(report)}\n`);
