/*
 * How much each rig does: the short form is part of `npm test`, the long one is `npm run reliability`. A single size is
 * set by its own variable, such as `ROOM_CHAT_RELIABILITY_KILLS=200`.
 */

export const LONG = process.env['ROOM_CHAT_RELIABILITY'] === 'long';

/** One size: what its variable says, else that of the form that runs. */
export function size(name: string, sizes: { short: number; long: number }): number {
  const given = process.env[`ROOM_CHAT_RELIABILITY_${name}`];
  if (given === undefined) return LONG ? sizes.long : sizes.short;
  const value = Number(given);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`ROOM_CHAT_RELIABILITY_${name} is no count: ${given}`);
  return value;
}

/** How long a rig may take before it counts as hanging, in milliseconds. */
export function patience(minutes: { short: number; long: number }): number {
  return (LONG ? minutes.long : minutes.short) * 60_000;
}
