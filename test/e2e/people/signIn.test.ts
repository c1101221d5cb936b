import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { Dialog } from '../../support/dialog.ts';
import { CLIENT, IdentityProvider, OTHER_CLIENT } from '../../support/identityProvider.ts';
import { packOrganisation } from '../../support/organisation/packed.ts';
import { People, type Person } from '../../support/people.ts';
import { WireClient } from '../../support/wireClient.ts';

const ADDRESS = 'Address of the room server';
const NAME = 'Your name';
const LOGIN = 'Login at Acme';
const EDITOR_ASKS = "The extension 'Room Chat' wants to sign in using Acme.";
const EDITOR_ASKS_AGAIN = "The extension 'Room Chat' wants you to sign in again using Acme.";
/** What the editor's own extension of GitHub signs in at. */
const GITHUB = 'https://github.com/login/oauth';

describe('[AC7] one whose organisation has its own sign-in', function () {
  this.timeout(120_000);
  let people: People;
  let provider: IdentityProvider;
  let server: RoomServerProcess;
  let ada: Person;
  /** Somebody of the same organisation, who made the room. */
  let grace: WireClient;
  let dialog: Dialog;
  let asked: string;

  before(async () => {
    people = await People.gather();
    provider = await IdentityProvider.start();
    const organisation = await packOrganisation(people.folder('acme'), provider.issuer);
    asked = organisation.asked;
    [ada, server] = await Promise.all([
      people.seat({ name: 'Ada', otherExtensions: [organisation.vsix] }),
      startRoomServer({
        data: people.folder('server'),
        flags: ['--oidc-issuer', provider.issuer, '--oidc-audience', CLIENT, '--oidc-domains', 'example.com'],
      }),
    ]);
    grace = await WireClient.open(server.url);
    await grace.ask({ type: 'connect', identityToken: await provider.signIn('grace'), room: 'general' });
    dialog = new Dialog(ada.window.page);
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await people.photograph(this.currentTest.title);
  });

  after(async () => {
    grace.socket.close();
    await server.close();
    await provider.stop();
    await people.close();
  });

  /** Which of the extension's providers were asked to sign somebody in, in order. */
  async function wereAsked(): Promise<string[]> {
    return (await readFile(asked, 'utf8')).split('\n').slice(0, -1);
  }

  /** Opens Join and answers it until the server is asked. */
  async function come(address: string): Promise<void> {
    const { window } = ada;
    await window.runCommand('Room Chat: Join Chat Room');
    await window.quickInput.choose('globe  Enter an address');
    await window.quickInput.answer(ADDRESS, address);
    await window.quickInput.answer(NAME, 'The Boss');
  }

  /** Answers as before to the questions that came back. */
  async function tryAgain(): Promise<void> {
    await ada.window.quickInput.retype(server.url);
    await ada.window.quickInput.accept(NAME);
  }

  /** Says yes to us and to the editor, and gives a login to the provider. */
  async function signInAs(login: string, question = EDITOR_ASKS): Promise<void> {
    await dialog.press('Sign In');
    await dialog.asks(question);
    await dialog.press('Allow');
    await ada.window.quickInput.answer(LOGIN, login);
  }

  /** The question came back with this sentence. */
  async function refused(sentence: string): Promise<void> {
    await ada.window.quickInput.message.filter({ hasText: sentence }).waitFor();
  }

  it('sees who wants to know what, and is out after a No', async () => {
    await come(server.url);
    const detail = await dialog.detail(`Sign in at ${provider.issuer} for 127.0.0.1:${server.port}?`);
    assert.deepEqual(detail, [
      'You come in under the name that you have there. The server learns that and your mail address, as application room-chat, and nothing that opens your account.',
    ]);
    await dialog.press('Cancel');
    await refused(`You did not sign in at ${provider.issuer}, so you are not in.`);
    assert.deepEqual(await wereAsked(), []);
  });

  it('is out after a No to the editor, which asks for itself', async () => {
    await tryAgain();
    await dialog.press('Sign In');
    await dialog.asks(EDITOR_ASKS);
    await dialog.press('Cancel');
    await refused(`You did not sign in at ${provider.issuer}, so you are not in.`);
    assert.deepEqual(await wereAsked(), []);
  });

  it('is told where the provider signs nobody in', async () => {
    await tryAgain();
    await signInAs('ada for a program that it does not know');
    await refused(`The sign-in at ${provider.issuer} failed (Acme signs nobody in for that program).`);
  });

  it('what is said for another program goes to no server', async () => {
    await tryAgain();
    await signInAs(`ada for ${OTHER_CLIENT}`);
    await refused(`The sign-in at ${provider.issuer} says nothing that this server may know.`);
  });

  it('an account of another domain is refused, and another one asked for', async () => {
    await tryAgain();
    await signInAs('stranger', EDITOR_ASKS_AGAIN);
    await refused('The server does not accept this sign-in. Ask whoever runs it who may come in.');
    await tryAgain();
    await signInAs('ada', EDITOR_ASKS_AGAIN);
    await ada.window.quickInput.enterRoom('general');
    await ada.window.chat.frame.locator('chat-composer textarea[aria-label="Message general"]:focus').waitFor();
  });

  it('is there as a member, under the name that the provider says, whatever she typed', async () => {
    await ada.window.chat.say('Signed in');
    const { from } = await grace.seen(({ text }) => text === 'Signed in');
    assert.equal((from as { name: string }).name, 'Ada Lovelace');
    const again = await WireClient.open(server.url);
    const fields = { identityToken: await provider.signIn('grace'), room: 'general' };
    const { rooms } = await again.ask({ type: 'connect', ...fields });
    again.socket.close();
    const [{ members }] = rooms as [{ members: { name: string; guest: boolean; role?: string }[] }];
    // A role in the room has its owner only.
    assert.deepEqual(members.map(({ name, guest, role }) => [name, guest, role]).toSorted(), [
      ['Ada Lovelace', false, undefined],
      ['grace', false, 'owner'],
    ]);
    await ada.window.runCommand('Room Chat: Focus on Members View');
    const label = await ada.window.treeRow('Ada Lovelace').getAttribute('aria-label');
    assert.match(label ?? '', /^Ada Lovelace, Online, you\b/u);
  });

  it('comes back after a reload by what this computer was given, and signs in nowhere', async () => {
    const before = await wereAsked();
    await ada.window.reload();
    await ada.window.focusChat();
    await ada.window.chat.say('Back again');
    const { from } = await grace.seen(({ text }) => text === 'Back again');
    assert.equal((from as { name: string }).name, 'Ada Lovelace');
    assert.deepEqual(await wereAsked(), before);
    assert.ok(!(await ada.window.page.locator('.monaco-dialog-box').isVisible()));
  });

  it('a provider of GitHub is never asked, whatever it signs in at and whatever the server trusts', async () => {
    const flags = ['--oidc-issuer', GITHUB, '--oidc-audience', CLIENT];
    const other = await startRoomServer({ data: people.folder('github'), flags });
    try {
      await come(other.url);
      await refused(`This server takes those who sign in at ${GITHUB}, and nothing in this editor can.`);
      await ada.window.quickInput.dismiss();
    } finally {
      await other.close();
    }
    assert.deepEqual(new Set(await wereAsked()), new Set(['acme']));
  });
});
