/** WebSocket close codes of the protocol, and whether a client should come back after each ([RQ4]). */
export const CLOSE_CODES = {
  /** The server stops or restarts. */
  goingAway: 4000,
  /** No `connect` came in time. */
  notConnectedInTime: 4001,
  /** The session may not go on: kicked, banned, revoked. */
  refused: 4003,
  /** Too many malformed frames, or a flood past every limit. */
  flooding: 4008,
  /** Another session took this one's place. */
  replaced: 4009,
  /** The reader was too slow: resume where it stopped. */
  slowConsumer: 4013,
  /** The user, or the address, holds too many sessions already. */
  tooManySessions: 4029,
} as const;

export type CloseCode = (typeof CLOSE_CODES)[keyof typeof CLOSE_CODES];

const FINAL_CODES: ReadonlySet<number> = new Set<number>([
  CLOSE_CODES.refused,
  CLOSE_CODES.flooding,
  CLOSE_CODES.replaced,
]);

/** Whether a client may reconnect by itself after `code`; codes that are not of the protocol allow it. */
export function mayReconnect(code: number): boolean {
  return !FINAL_CODES.has(code);
}
