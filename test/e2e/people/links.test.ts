import assert from 'node:assert/strict';
import { findInviteLink } from '../../../extension/join/inviteLink.ts';
import { Dialog } from '../../support/dialog.ts';
import { MeteredProxy } from '../../support/meteredProxy.ts';
import { People, type Person } from '../../support/people.ts';
import { startSecuredServer, type SecuredServer } from '../../support/securedServer.ts';

/** What the editor asks before an extension is handed a link. */
const EDITOR_ASKS = "Allow 'Room Chat' extension to open this URI?";
const NAME = 'Your name';
/** A name that a query would take apart. */
const ROOM = 'R&D = 100% +1';

/** The cursor comes into the composer last: what is opened before that, it would close. */
function isThere({ window }: Person, room: string): Promise<void> {
  return window.chat.frame.locator(`chat-composer textarea[aria-label="Message ${room}"]:focus`).waitFor();
}

describe('a link to a room that is opened outside of the chat', function () {
  this.timeout(90_000);
  let people: People;
  let ada: Person;
  let grace: Person;
  /** Between everybody and the server. */
  let front: MeteredProxy;
  let secured: SecuredServer;
  /** As the system hands it over to this editor, which has another scheme than the printed one. */
  let ownerLink: string;
  /** What Ada copied. */
  let invite: string;

  before(async () => {
    people = await People.gather();
    front = await MeteredProxy.start();
    [ada, grace, secured] = await Promise.all([
      people.seat({ name: 'Ada' }),
      people.seat({ name: 'Grace' }),
      startSecuredServer(people.folder('server'), ['--public-url', `https://127.0.0.1:${front.port}`]),
    ]);
    front.leadTo(secured.server.port);
    ownerLink = secured.ownerLink.replace(/^vscode:/u, 'code-oss:');
    await ada.window.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await people.photograph(this.currentTest.title);
  });

  after(async () => {
    await secured.server.close();
    await front.close();
    await people.close();
  });

  /**
   * Opens a link by the editor's own service for them, untrusted and unread, which is what an editor on the desktop does
   * with a link that the system hands over.
   */
  async function open({ window }: Person, link: string): Promise<Dialog> {
    await window.runCommand('Developer: Open URL');
    await window.quickInput.answer('URL to open', link);
    return new Dialog(window.page);
  }

  it('is not even read before the editor has its yes', async () => {
    const dialog = await open(ada, ownerLink);
    await dialog.asks(EDITOR_ASKS);
    await dialog.press('Cancel');
    assert.equal(front.connections, 0);
  });

  it('shows the server and the certificate, and connects to nobody after a No', async () => {
    const dialog = await open(ada, ownerLink);
    await dialog.asks(EDITOR_ASKS);
    await dialog.press('Open');
    const detail = await dialog.detail(`A link asks to join the room general on 127.0.0.1:${front.port}.`);
    const pin = secured.owner.pin.toUpperCase();
    assert.ok(detail.join('').replaceAll(' ', '').includes(pin), detail.join('\n'));
    assert.ok(detail.includes('The link carries an invite.'));
    await dialog.press('Cancel');
    assert.equal(front.connections, 0);
  });

  it('lets its person in after a Yes', async () => {
    const { window } = ada;
    const dialog = await open(ada, ownerLink);
    await dialog.press('Open');
    await dialog.asks('A link asks to join the room general');
    // Nor did anybody after the No, by now.
    assert.equal(front.connections, 0);
    await dialog.press('Join');
    await window.quickInput.answer(NAME, 'Ada');
    await isThere(ada, 'general');
  });

  it('that was copied in one editor opens in another, with the room whose name a query would take apart', async () => {
    await ada.window.runCommand('Room Chat: Join Chat Room');
    await ada.window.quickInput.choose('globe  Enter an address');
    await ada.window.quickInput.answer('Address of the room server', `127.0.0.1:${front.port}`);
    await ada.window.quickInput.answer(NAME, 'Ada');
    await ada.window.quickInput.enterRoom(ROOM);
    await isThere(ada, ROOM);
    await ada.window.runCommand('Room Chat: Copy Invite Link');
    await ada.window.quickInput.choose('copy  Copy the Link');
    await ada.window.takeNotification('is on the clipboard');
    invite = await ada.window.page.evaluate(() => navigator.clipboard.readText());
    assert.match(invite, /^code-oss:\/\/room-chat\.room-chat\/join\?/u);
    assert.equal(findInviteLink(invite)?.room, ROOM);
    const before = front.connections;
    const dialog = await open(grace, invite);
    await dialog.asks(EDITOR_ASKS);
    await dialog.press('Open');
    await dialog.asks(`A link asks to join the room ${ROOM} on 127.0.0.1:${front.port}.`);
    assert.equal(front.connections, before);
    await dialog.press('Join');
    await grace.window.quickInput.answer(NAME, 'Grace');
    await isThere(grace, ROOM);
    await grace.window.chat.say('By a link');
    await ada.window.chat.message('By a link').waitFor();
  });

  it('that is damaged is told as such, and asks for nothing', async () => {
    const before = front.connections;
    const half = invite.replace(/pin=(\w{20})\w+/u, 'pin=$1');
    assert.notEqual(half, invite);
    const dialog = await open(grace, half);
    await dialog.press('Open');
    await grace.window.takeNotification('This link is damaged. Copy the whole of it, or ask for a new one.');
    assert.equal(front.connections, before);
  });
});
