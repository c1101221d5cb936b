/*
 * `npm run pictures [folder]`: takes pictures of the chat in each kind of theme from real editors, for the README and
 * for whoever wants to look at them.
 */

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../scripts/paths.ts';
import { startRoomServer } from '../../scripts/roomServer.ts';
import { People, type Person } from '../support/people.ts';
import { png } from '../support/png.ts';

const SOURCE = `import { createHash } from 'node:crypto';

/** The name under which a file's bytes are stored. */
export function contentName(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
`;

const THEMES = [
  { file: 'dark', person: 'Ada', theme: 'Default Dark Modern' },
  { file: 'light', person: 'Grace', theme: 'Default Light Modern' },
  { file: 'high-contrast', person: 'Edsger', theme: 'Default High Contrast' },
  { file: 'high-contrast-light', person: 'Barbara', theme: 'Default High Contrast Light' },
];

const folder = path.resolve(ROOT, process.argv[2] ?? 'docs/images');
await mkdir(folder, { recursive: true });
const people = await People.gather();
const server = await startRoomServer({ data: people.folder('server') });
try {
  const seated = new Map<string, Person>();
  for (const { person, theme } of THEMES) {
    const somebody = await people.seat({
      name: person,
      files: { 'contentName.ts': SOURCE, 'spread.png': chart() },
      settings: { 'workbench.colorTheme': theme, 'editor.minimap.enabled': false },
    });
    await somebody.join(server, 'storage');
    seated.set(person, somebody);
  }
  await converse(seated);
  for (const { person, file } of THEMES) {
    const { window } = seated.get(person)!;
    await window.focusChat();
    await window.chat.message('Ship it 🚢').waitFor();
    await window.imageSize(window.chat.card('spread.png').locator('img'));
    await window.page.getByText('Analyzing').waitFor({ state: 'hidden' });
    await window.page.screenshot({ path: path.join(folder, `${file}.png`) });
    console.log(path.join(folder, `${file}.png`));
  }
} finally {
  await server.close();
  await people.close();
}

/** A bar chart of sixteen folders that hold about as many files each. */
function chart(): Buffer {
  const [width, height, bar, gap] = [480, 240, 20, 8];
  const files = [171, 166, 178, 169, 174, 163, 180, 172, 168, 175, 165, 177, 170, 173, 167, 176];
  return png(width, height, (x, y) => {
    const column = Math.floor((x - 16) / (bar + gap));
    const inside = x >= 16 && (x - 16) % (bar + gap) < bar && y < height - 24;
    if (y === height - 24) return [120, 130, 150];
    return inside && height - 24 - y < (files[column] ?? 0) ? [79, 155 + (column % 2) * 30, 255] : [24, 30, 46];
  });
}

async function converse(seated: Map<string, Person>): Promise<void> {
  const [ada, grace, edsger] = ['Ada', 'Grace', 'Edsger'].map((name) => seated.get(name)!);
  if (!ada || !grace || !edsger) return;
  await ada.window.chat.say('Morning! Does anybody remember how we name the blobs on disk?');
  await grace.window.chat.message('Morning! Does anybody remember how we name the blobs on disk?').waitFor();
  await grace.window.chat.say('By content, so the same bytes are stored once. I’ll share the function.');
  await grace.window.explorerMenu('contentName.ts', 'Share File in Chat');
  await ada.window.chat.openFile('contentName.ts');
  await ada.window.tab('contentName.ts').waitFor();
  await edsger.window.chat.say('And this is how evenly they spread over the folders:');
  await edsger.window.explorerMenu('spread.png', 'Share File in Chat');
  await ada.window.chat.card('spread.png').waitFor();
  await ada.window.chat.say('Ship it 🚢');
}
