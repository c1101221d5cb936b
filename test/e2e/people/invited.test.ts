import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { networkAddresses } from '../../../extension/hosting/networkAddresses.ts';
import { findInviteLink } from '../../../extension/join/inviteLink.ts';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { Dialog } from '../../support/dialog.ts';
import { eventually } from '../../support/eventually.ts';
import { People, type Person } from '../../support/people.ts';

/** The cursor comes into the composer last: what is opened before that, it would close. */
function isThere({ window }: Person, room: string): Promise<void> {
  return window.chat.frame.locator(`chat-composer textarea[aria-label="Message ${room}"]:focus`).waitFor();
}

describe('one who hosts for her network, and one whom she invites', function () {
  this.timeout(120_000);
  let people: People;
  let ada: Person;
  let grace: Person;
  let link: string;
  /** Every secret that was copied. */
  const invites: string[] = [];
  let server: RoomServerProcess | undefined;

  before(async () => {
    people = await People.gather();
    [ada, grace] = await Promise.all([people.seat({ name: 'Ada' }), people.seat({ name: 'Grace' })]);
    const context = ada.window.page.context();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await people.photograph(this.currentTest.title);
  });

  after(async () => {
    await server?.close();
    await people.close();
  });

  /** Copies an invite as the command offers it first, and answers with what is on the clipboard then. */
  async function invite(): Promise<string> {
    const { window } = ada;
    await window.runCommand('Room Chat: Copy Invite Link');
    await window.quickInput.choose('copy  Copy the Link');
    const told = await window.takeNotification('is on the clipboard');
    assert.match(told, /^The invite for 1 person, good for 7 days, is on the clipboard\./u);
    return copied();
  }

  /** The link on Ada's clipboard. */
  async function copied(): Promise<string> {
    const text = await ada.window.page.evaluate(() => navigator.clipboard.readText());
    const secret = findInviteLink(text)?.invite;
    assert.ok(secret, text);
    invites.push(secret);
    return text;
  }

  /** Where Ada's own editor reaches her server, as the panel names it. */
  const ownAddress = (): Promise<string> => ada.window.chat.frame.locator('room-header .where bdi').innerText();

  /** Pastes a link where Join asks for an address, and says yes to where it leads. */
  async function follow(text: string): Promise<string[]> {
    const { window } = grace;
    await window.runCommand('Room Chat: Join Chat Room');
    await window.quickInput.choose('globe  Enter an address');
    await window.quickInput.answer('Address of the room server', text);
    const dialog = new Dialog(window.page);
    const detail = await dialog.detail('A link asks to join the room general on');
    await dialog.press('Join');
    await window.quickInput.answer('Your name', 'Grace');
    return detail;
  }

  it('Ada hosts for her network, and is in a room of her own as the owner of the server', async () => {
    const { window } = ada;
    await window.runCommand('Room Chat: Focus Chat');
    await window.welcome('Host on This Computer');
    await window.quickInput.choose('radio-tower  My network');
    await window.quickInput.answer('Your name', 'Ada');
    await window.quickInput.enterRoom('general');
    await isThere(ada, 'general');
    await window.takeNotification('Your room server runs at');
  });

  it('she copies an invite link, which names the server, the room and the certificate', async () => {
    link = await invite();
    const said = findInviteLink(link);
    assert.ok(said, link);
    assert.ok(said.server.startsWith('wss://'), link);
    assert.ok(!said.server.includes('127.0.0.1'), link);
    assert.equal(said.room, 'general');
    assert.match(said.pin ?? '', /^[0-9a-f]{64}$/u);
    // 128 bits at least.
    assert.match(said.invite ?? '', /^[\w-]{22,}$/u);
  });

  it('Grace pastes it, sees where it leads and whose certificate counts, and is there after her name', async () => {
    const detail = await follow(`Come over: ${link}`);
    const pin = findInviteLink(link)?.pin?.toUpperCase() ?? 'none';
    assert.ok(detail.join('').replaceAll(' ', '').includes(pin), detail.join('\n'));
    assert.ok(detail.includes('The link carries an invite.'));
    await grace.window.chat.composer.waitFor();
    await grace.window.chat.say('It is encrypted all the way');
    await ada.window.chat.message('It is encrypted all the way').waitFor();
  });

  it('the same link brings nobody else in, and says why', async () => {
    const { window } = ada;
    await window.runCommand('Room Chat: Join Chat Room');
    await window.quickInput.choose('globe  Enter an address');
    await window.quickInput.answer('Address of the room server', link);
    await new Dialog(window.page).press('Join');
    await window.quickInput.answer('Your name', 'Eve');
    await window.quickInput.message.filter({ hasText: 'This invite is used up, out of date or withdrawn.' }).waitFor();
    await window.quickInput.dismiss();
  });

  it('Ada removes Grace from the server by the menu of the members: Grace is out at once', async () => {
    const { window } = ada;
    await window.runCommand('Room Chat: Focus on Members View');
    await window.treeMenu('Grace', 'Remove…');
    const dialog = new Dialog(window.page);
    await dialog.asks('Remove Grace?');
    await dialog.press('From the Server');
    await grace.window.chat.frame.getByText('The server ended this session.').waitFor();
    await window.treeRow('Grace').waitFor({ state: 'detached' });
    await window.chat.frame.getByText(/Ada.* removed .*Grace.* from the room/u).waitFor();
  });

  it('what Grace has does not bring her back', async () => {
    const { chat } = grace.window;
    await chat.frame.getByRole('button', { name: 'Reconnect' }).click();
    await chat.frame.getByText('This server takes invited people only.').waitFor();
  });

  it('invited again, she is there as before, and what was said is there', async () => {
    await follow(await invite());
    const { chat } = grace.window;
    // What she saw of the room before is there until then.
    await chat.frame.getByText('This server takes invited people only.').waitFor({ state: 'detached' });
    await isThere(grace, 'general');
    await chat.message('It is encrypted all the way').waitFor();
    await chat.say('I am back');
    await ada.window.chat.message('I am back').waitFor();
    await ada.window.treeRow('Grace').waitFor();
  });

  it('Ada asks to talk with her alone: Grace is told, opens it, and nobody else is there', async () => {
    await ada.window.treeMenu('Grace', 'Message Alone');
    await ada.window.chat.frame.getByRole('heading', { name: 'Grace', exact: true }).waitFor();
    await ada.window.chat.say('Just between us');
    await grace.window.notificationButton('Ada wants to talk with you alone.', 'Open').click();
    await grace.window.chat.frame.getByRole('heading', { name: 'Ada', exact: true }).waitFor();
    await grace.window.chat.message('Just between us').waitFor();
    await grace.window.chat.say('I hear you');
    await ada.window.chat.message('I hear you').waitFor();
    for (const { window } of [ada, grace]) {
      await window.treeRow('general').click();
      await window.chat.frame.getByRole('heading', { name: 'general', exact: true }).waitFor();
    }
  });

  it('in a room that asks first, Grace waits until Ada accepts her', async () => {
    const { window } = ada;
    await window.runCommand('Room Chat: Join Chat Room');
    await window.quickInput.choose('globe  Enter an address');
    await window.quickInput.answer('Address of the room server', await ownAddress());
    await window.quickInput.answer('Your name', 'Ada');
    await window.quickInput.enterRoom('council');
    await isThere(ada, 'council');
    await window.runCommand('Room Chat: Set Who Comes into Room…');
    await window.quickInput.choose('Ask first');

    await grace.window.runCommand('Room Chat: Refresh Rooms');
    await grace.window.treeRow('council').click();
    await grace.window.takeNotification('The owners of council were asked to let you in.');
    await window.notificationButton('Grace asks to be let into council.', 'Accept').click();
    await grace.window.notificationButton('You were let into council.', 'Open').click();
    await grace.window.chat.frame.getByRole('heading', { name: 'council', exact: true }).waitFor();
  });

  it('another computer becomes one of Ada’s by a link, and is out when she signs it out', async () => {
    const { window } = ada;
    await window.runCommand('Room Chat: Link Another Computer');
    await window.takeNotification('The link for one more computer of yours');
    const toLink = await copied();
    const other = grace.window;
    await other.runCommand('Room Chat: Join Chat Room');
    await other.quickInput.choose('globe  Enter an address');
    await other.quickInput.answer('Address of the room server', toLink);
    const dialog = new Dialog(other.page);
    assert.ok((await dialog.detail('A link asks to join')).includes('This computer will be one of Ada.'));
    await dialog.press('Join');
    // Until then the same room is there as Grace, and what is said is hers.
    await other.chat.frame.getByText('1 person').waitFor();
    await other.chat.say('from my other computer');
    await window.chat.message('from my other computer').waitFor();

    await window.runCommand('Room Chat: Manage My Computers…');
    await window.quickInput.chooseBy('seen within the hour');
    const question = new Dialog(window.page);
    await question.asks('Sign out');
    await question.press('Sign Out');
    await other.chat.frame.getByText('The server ended this session.').waitFor();
  });

  it('a server without encryption is joined only after a clear yes, which is remembered; the status bar says so', async () => {
    const [host] = networkAddresses(networkInterfaces());
    assert.ok(host, 'This machine is in no network.');
    server = await startRoomServer({ data: people.folder('plain'), flags: ['--host', '0.0.0.0', '--access', 'open'] });
    const address = `${host}:${server.port}`;
    const { window } = grace;
    const dialog = new Dialog(window.page);
    const answerQuestions = async (): Promise<void> => {
      await window.quickInput.answer('Address of the room server', address);
      await window.quickInput.answer('Your name', 'Grace');
    };
    const join = async (): Promise<void> => {
      await window.runCommand('Room Chat: Join Chat Room');
      await window.quickInput.choose('globe  Enter an address');
      await answerQuestions();
    };
    await join();
    await dialog.asks(`The connection to ${address} is not encrypted.`);
    await dialog.press('Cancel');
    await answerQuestions();
    await dialog.asks(`The connection to ${address} is not encrypted.`);
    await dialog.press('Connect');
    await window.quickInput.enterRoom('plain');
    await isThere(grace, 'plain');
    const status = window.statusItem.locator('a');
    await eventually(async () => assert.match((await status.getAttribute('aria-label')) ?? '', /Not encrypted/u));

    await window.runCommand('Room Chat: Leave Chat Room');
    await join();
    // No question comes between: the next is the room.
    await window.quickInput.enterRoom('plain');
    await isThere(grace, 'plain');
  });

  it('no invite is in a file of the editors or of the server: no setting, no log, no storage', async () => {
    assert.ok(invites.length >= 3);
    let searched = 0;
    for (const entry of await readdir(people.folder('.'), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(path.join(entry.parentPath, entry.name));
      searched += 1;
      for (const invite of invites) assert.ok(!bytes.includes(invite), path.join(entry.parentPath, entry.name));
    }
    assert.ok(searched > 100, `${searched} files were searched.`);
  });
});
