/*
 * `npm run pictures [folder]`: takes pictures of the chat from a real editor while people talk in it, for whoever wants
 * to look at them; those that README shows are also kept in `docs/images`.
 */

import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CACHE, ROOT } from '../../scripts/paths.ts';
import { startRoomServer } from '../../scripts/roomServer.ts';
import { ChatView } from '../support/chatView.ts';
import { MeteredProxy } from '../support/meteredProxy.ts';
import { People } from '../support/people.ts';
import { WireClient } from '../support/wireClient.ts';
import { converse, converseInGerman, FILES, greet, type Cast } from './pictures/conversation.ts';
import { Studio, type Theme } from './pictures/studio.ts';

const IN_README = [
  'welcome',
  'empty',
  'first-messages',
  'dark',
  'light',
  'high-contrast',
  'high-contrast-light',
  'files',
  'search',
  'narrow',
  'wide',
  'german',
];
/** Slow enough that an upload of {@link RECORDING_BYTES} is still under way when its picture is taken. */
const SLOW_BYTES_PER_S = 800_000;
const RECORDING_BYTES = 24 * 1024 * 1024;

/** In pixels. */
const WIDE = 900;

const folder = path.resolve(process.argv[2] ?? path.join(CACHE, 'pictures'));
const people = await People.gather();
const proxy = await MeteredProxy.start();
const server = await startRoomServer({ data: people.folder('server'), flags: ['--public-url', proxy.url] });
proxy.leadTo(server.port);
try {
  const [ada, grace, edsger] = await Promise.all([
    people.seat({
      name: 'Ada',
      files: FILES,
      prepare: (own) => writeFile(path.join(own, 'recording.mov'), Buffer.alloc(RECORDING_BYTES, 1)),
      settings: { 'editor.minimap.enabled': false },
    }),
    people.seat({ name: 'Grace', files: FILES }),
    WireClient.join(server.url, 'Edsger', { room: 'storage' }),
  ]);
  const cast = { ada, grace, edsger };
  const studio = await Studio.open(ada, folder);
  await beforeJoining(cast, studio);
  await talking(cast, studio);
  await looking(cast, studio);
  await sharing(cast, studio);
  await wide(cast, studio);
  await inGerman(cast);
  await edsger.close();
  await keepForReadme();
} catch (error) {
  await people.photograph('pictures');
  throw error;
} finally {
  await proxy.close();
  await server.close();
  await people.close();
}

async function beforeJoining({ ada: { window } }: Cast, studio: Studio): Promise<void> {
  await window.runCommand('Room Chat: Focus Chat');
  await window.page.locator('.welcome-view-content').getByRole('button', { name: 'Join a Room' }).waitFor();
  await studio.widenSideBar(420);
  await window.page.locator('.part.editor').click();
  await studio.take('welcome');
}

async function talking(cast: Cast, studio: Studio): Promise<void> {
  const { ada, grace, edsger } = cast;
  for (const room of ['design', 'random']) await edsger.ask({ type: 'join', room });
  for (const room of ['design', 'random', 'storage']) await ada.join(proxy, room);
  await studio.take('empty');
  await grace.join(server, 'storage');
  await greet(cast);
  await ada.window.treeRow('storage, shown').waitFor();
  await studio.take('first-messages');
  await edsger.ask({ type: 'message', room: 'design', text: '@Ada, the new icons are in' });
  await ada.window.takeNotification('mentioned you in design');
  await ada.window.page.setViewportSize({ width: 1_280, height: 1_040 });
  await converse(cast);
  await ada.window.chat.frame
    .locator('snippet-card')
    .getByRole('button', { name: /^Open folders/u })
    .click();
  await ada.window.tab('folders.ts').waitFor();
  for (const theme of ['light', 'high-contrast', 'high-contrast-light', 'dark'] satisfies Theme[]) {
    await studio.useTheme(theme);
    await studio.take(theme);
  }
}

async function looking({ ada: { window } }: Cast, studio: Studio): Promise<void> {
  await window.chat.composer.press('Control+f');
  await window.chat.frame.locator('search-panel input').pressSequentially('the');
  await window.chat.frame.locator('search-panel mark').first().waitFor();
  await studio.take('search', studio.sideBar);
  await window.page.keyboard.press('Escape');
  await studio.widenSideBar(300);
  await studio.take('narrow', studio.sideBar);
  await studio.widenSideBar(420);
}

/** The chat in a tab of its own, {@link WIDE} pixels of it. */
async function wide({ ada: { window } }: Cast, studio: Studio): Promise<void> {
  await window.runCommand('Room Chat: Open Chat in Editor');
  const chat = new ChatView(window.page, 'editor');
  await chat.frame.locator('chat-composer textarea:focus').waitFor();
  await window.runCommand('View: Toggle Primary Side Bar Visibility');
  await studio.sideBar.waitFor({ state: 'hidden' });
  const editor = window.page.locator('.part.editor');
  const beside = 1_280 - (await editor.boundingBox())!.width;
  await window.page.setViewportSize({ width: WIDE + Math.round(beside), height: 800 });
  await chat.frame.getByText('(edited)').waitFor();
  await studio.take('wide', editor);
  await window.runCommand('View: Close All Editors');
  await window.focusChat();
  await window.page.setViewportSize({ width: 1_280, height: 900 });
}

async function sharing({ ada: { window } }: Cast, studio: Studio): Promise<void> {
  proxy.slowTo(SLOW_BYTES_PER_S);
  await window.chat.say('upload: recording.mov');
  await window.chat.openFile('spread.png');
  await window.tab('spread.png').waitFor();
  await window.imageSize(window.imageViewer.locator('img'));
  await window.runCommand('Room Chat: Focus on Files View');
  await studio.fold('Rooms', false);
  await window.treeRow('spread.png').waitFor();
  await window.page.locator('.pane-body').getByText('Loading…').waitFor({ state: 'detached' });
  // A picture of nothing done yet would say little.
  await window.chat
    .card('recording.mov')
    .getByText(/^[2-9]\d%/u)
    .waitFor();
  await studio.take('files');
  proxy.slowTo(Infinity);
  await window.chat.card('recording.mov').getByRole('progressbar').waitFor({ state: 'detached' });
  await studio.fold('Files', false);
}

/** At an editor in German: what is the editor's own stays English, since its translations cannot be had by npm. */
async function inGerman(cast: Cast): Promise<void> {
  const konrad = await people.seat({
    name: 'Konrad',
    language: 'de',
    settings: { 'workbench.colorTheme': 'Default Light Modern' },
  });
  const { window } = konrad;
  await window.runCommand('Room Chat: Chatraum beitreten');
  await window.quickInput.choose('globe  Adresse eingeben');
  await window.quickInput.answer('Adresse des Raumservers', server.url);
  await window.quickInput.answer('Ihr Name', konrad.name);
  await window.quickInput.choose('storage');
  await converseInGerman(cast, konrad);
  const studio = await Studio.open(konrad, folder);
  await studio.widenSideBar(420);
  await studio.take('german');
}

async function keepForReadme(): Promise<void> {
  const images = path.join(ROOT, 'docs', 'images');
  await mkdir(images, { recursive: true });
  for (const name of IN_README) await copyFile(path.join(folder, `${name}.png`), path.join(images, `${name}.png`));
}
