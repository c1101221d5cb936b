import type { Person } from '../../support/people.ts';
import { png } from '../../support/png.ts';
import type { WireClient } from '../../support/wireClient.ts';

const SOURCE = `/** The folder of a blob, by its name. */
export function folderOf(name: string) {
  const top = name.slice(0, 2);
  return \`\${top}/\${name.slice(2, 4)}\`;
}

/** How many folders there are at most. */
export const FOLDERS = 256 * 256;
`;

/** What both have in their folders. */
export const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'folders.ts': SOURCE,
  'spread.png': chart(),
  'notes.md': '# Storage\n\n- blobs by content\n- two levels of folders\n',
};

/** Who talks: two at editors, one over the wire. */
export interface Cast {
  ada: Person;
  grace: Person;
  edsger: WireClient;
}

const QUESTION = 'Morning! How do we name the blobs on disk again?';
const ANSWER = [
  'By **content**, so the same bytes are stored once:',
  '```ts',
  'const hash = createHash("sha256");',
  'return hash.update(bytes).digest("hex");',
  '```',
].join('\n');

/** Three people begin. */
export async function greet({ ada, grace, edsger }: Cast): Promise<void> {
  await edsger.ask({ type: 'topic', topic: 'Release 1.4: freeze on Friday' });
  await ada.window.chat.say(QUESTION);
  await grace.window.chat.message(QUESTION).waitFor();
  await grace.window.chat.say(ANSWER);
  await ada.window.chat.frame.locator('code-block').waitFor();
}

/** They go on, with everything that a message can have. */
export async function converse({ ada, grace, edsger }: Cast): Promise<void> {
  const question = await edsger.seen(({ type, text }) => type === 'message' && text === QUESTION);
  const answer = await edsger.seen(({ type, text }) => type === 'message' && text === ANSWER);
  await edsger.ask({ type: 'react', target: answer['seq'], emoji: '🎉', on: true });
  await act(ada, 'React with 👍');
  await edsger.ask({
    type: 'message',
    replyTo: question['seq'],
    text: 'And they spread evenly over the folders, see the chart.',
  });
  await grace.window.explorerMenu('spread.png', 'Share File in Chat');
  await ada.window.imageSize(ada.window.chat.card('spread.png').locator('img'));
  await shareFunction(grace);
  await ada.window.chat.frame.locator('snippet-card').waitFor();
  await act(ada, 'React with 👀');
  await act(ada, 'Reply');
  await ada.window.chat.say('Two it is. Shipt it 🚢');
  const decision = await edsger.seen(({ type, text }) => type === 'message' && text === 'Two it is. Shipt it 🚢');
  await ada.window.chat.message('Two it is. Shipt it 🚢').locator('.row.sent').waitFor();
  await ada.window.chat.composer.press('ArrowUp');
  await ada.window.chat.say('Two it is. Ship it 🚢');
  await ada.window.chat.frame.getByText('(edited)').waitFor();
  await edsger.ask({ type: 'react', target: decision['seq'], emoji: '🚀', on: true });
  await ada.window.chat.frame.locator('reaction-list').getByText('🚀').waitFor();
}

/** Does something to the newest message by the buttons that come with the mouse. */
async function act({ window }: Person, button: string): Promise<void> {
  const newest = window.chat.messages.last();
  await newest.hover();
  await newest.getByRole('button', { name: button, exact: true }).click();
}

/** In another language, in a room of its own. */
export async function converseInGerman({ grace, edsger }: Cast, konrad: Person): Promise<void> {
  await edsger.ask({ type: 'join', room: 'werkstatt' });
  for (const { window } of [konrad, grace]) {
    await window.chat.say('/join werkstatt');
    await window.chat.frame.getByRole('heading', { name: 'werkstatt' }).waitFor();
  }
  const { chat } = konrad.window;
  await edsger.ask({ type: 'topic', room: 'werkstatt', topic: 'Ausgabe 1.4: ab Freitag nur noch Fehler' });
  const greeting = 'Guten Morgen! Der Bau ist wieder **grün** ✅';
  const { seq } = await edsger.ask({ type: 'message', room: 'werkstatt', text: greeting });
  await chat.frame.getByText('Guten Morgen!').waitFor();
  await grace.window.chat.say('Danke! Hier sind die Notizen von gestern:');
  await grace.window.explorerMenu('notes.md', 'Share File in Chat');
  await chat.card('notes.md').waitFor();
  await chat.say('Sehr gut, ich schaue sie mir gleich an.');
  await edsger.ask({ type: 'react', room: 'werkstatt', target: seq, emoji: '🎉', on: true });
  await edsger.ask({ type: 'message', room: 'werkstatt', replyTo: seq, text: '@Konrad danke fürs Nachsehen!' });
  await chat.frame.getByText('danke fürs Nachsehen').waitFor();
  await chat.frame.locator('reaction-list').waitFor();
}

async function shareFunction({ window }: Person): Promise<void> {
  await (await window.inExplorer('folders.ts')).dblclick();
  await window.tab('folders.ts').waitFor();
  await window.page.locator('.editor-instance .view-line').nth(1).click();
  await window.page.keyboard.press('Home');
  for (let line = 0; line < 4; line += 1) await window.page.keyboard.press('Shift+ArrowDown');
  await window.runCommand('Room Chat: Share Selection in Chat');
  await window.chat.frame.locator('snippet-chip').waitFor();
  await window.chat.say('@Ada do two levels suit you?');
}

/** A bar chart of sixteen folders that hold about as many files each. */
function chart(): Buffer {
  const [width, height, bar, gap] = [480, 130, 20, 8];
  const files = [91, 86, 98, 89, 94, 83, 100, 92, 88, 95, 85, 97, 90, 93, 87, 96];
  return png(width, height, (x, y) => {
    const column = Math.floor((x - 16) / (bar + gap));
    const inside = x >= 16 && (x - 16) % (bar + gap) < bar && y < height - 16;
    if (y === height - 16) return [120, 130, 150];
    return inside && height - 16 - y < (files[column] ?? 0) ? [79, 155 + (column % 2) * 30, 255] : [24, 30, 46];
  });
}
