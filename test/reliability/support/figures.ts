import { appendFileSync } from 'node:fs';

/**
 * Tells what a rig measured: on the terminal, and as one line of JSON in the file that `ROOM_CHAT_FIGURES` names, from
 * which `npm run reliability` makes its table.
 */
export function report(rig: string, figures: Readonly<Record<string, number | string>>): void {
  const words = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  console.log(`      ${rig}: ${words.join(', ')}`);
  const file = process.env['ROOM_CHAT_FIGURES'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ rig, figures })}\n`);
}
