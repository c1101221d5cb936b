import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import {
  CONTROL_GREETING_MS,
  CONTROL_PROOFS,
  controlAskSchema,
  controlAttendSchema,
  controlHelloSchema,
  type ControlAsk,
  type ControlTell,
  readControlLine,
} from '../protocol/control.ts';
import { readControlLines } from '../protocol/controlLines.ts';
import type { Random } from '../random.ts';

/** What a window says when it begins to attend. */
export interface Attending {
  keep: boolean;
  lingerMs: number | undefined;
}

export interface AttendanceOptions {
  socket: Socket;
  secret: string;
  clock: Clock;
  random: Random;
  onAttend(window: Attendance, how: Attending): void;
  onAsk(window: Attendance, ask: ControlAsk): void;
  /** Once, and only where it attended. */
  onGone(window: Attendance): void;
}

type Phase = { phase: 'greeting' } | { phase: 'proving'; nonce: string } | { phase: 'attending' };

/** One window that attends to the server, from its first line on. */
export class Attendance {
  readonly #options: AttendanceOptions;
  #phase: Phase = { phase: 'greeting' };

  constructor(options: AttendanceOptions) {
    this.#options = options;
    const { socket, clock } = options;
    const late = clock.after(CONTROL_GREETING_MS, () => {
      if (this.#phase.phase !== 'attending') socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      late.cancel();
      if (this.#phase.phase === 'attending') options.onGone(this);
    });
    readControlLines(socket, (line) => this.#take(line));
  }

  tell(what: ControlTell): void {
    if (this.#phase.phase === 'attending') this.#write(what);
  }

  #take(line: string): void {
    const { socket, secret, random } = this.#options;
    switch (this.#phase.phase) {
      case 'greeting': {
        const hello = readControlLine(controlHelloSchema, line);
        // Whatever else finds this port, such as a browser, is not even told what it is.
        if (!hello) {
          socket.destroy();
          return;
        }
        const nonce = random.bytes(16).toString('hex');
        this.#phase = { phase: 'proving', nonce };
        this.#write({ proof: controlProof(secret, 'server', hello.nonce), nonce });
        return;
      }
      case 'proving': {
        const attend = readControlLine(controlAttendSchema, line);
        if (!attend || !isProof(attend.proof, controlProof(secret, 'window', this.#phase.nonce))) {
          socket.destroy();
          return;
        }
        this.#phase = { phase: 'attending' };
        this.#options.onAttend(this, { keep: attend.keep, lingerMs: attend.lingerMs });
        return;
      }
      case 'attending': {
        const ask = readControlLine(controlAskSchema, line);
        if (ask) this.#options.onAsk(this, ask);
        return;
      }
    }
  }

  #write(what: object): void {
    if (this.#options.socket.writable) this.#options.socket.write(`${JSON.stringify(what)}\n`);
  }
}

function controlProof(secret: string, side: keyof typeof CONTROL_PROOFS, nonce: string): string {
  return createHmac('sha256', secret)
    .update(CONTROL_PROOFS[side] + nonce)
    .digest('hex');
}

function isProof(given: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(given, 'hex'), Buffer.from(right, 'hex'));
}
