import { Dialog } from '../../support/dialog.ts';
import { People, type Person } from '../../support/people.ts';
import { startSecuredServer, type SecuredServer } from '../../support/securedServer.ts';

const ADDRESS = 'Address of the room server';
const NAME = 'Your name';
const NOT_LET_IN = 'You are not let in: an owner of the server or of this room may have banned you.';

describe('one who runs a room, and one who is in it', function () {
  this.timeout(90_000);
  let people: People;
  let ada: Person;
  let grace: Person;
  let secured: SecuredServer;

  before(async () => {
    people = await People.gather();
    [ada, grace, secured] = await Promise.all([
      people.seat({ name: 'Ada' }),
      people.seat({ name: 'Grace' }),
      startSecuredServer(people.folder('server')),
    ]);
    await ada.window.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await beginJoin(ada);
    await follow(ada, secured.ownerLink);
    await ada.window.chat.frame.locator('chat-composer textarea:focus').waitFor();
    await ada.window.runCommand('Room Chat: Focus on Members View');
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await people.photograph(this.currentTest.title);
  });

  after(async () => {
    await secured.server.close();
    await people.close();
  });

  async function beginJoin({ window }: Person): Promise<void> {
    await window.runCommand('Room Chat: Join Chat Room');
    await window.quickInput.choose('globe  Enter an address');
    await window.quickInput.message.filter({ hasText: ADDRESS }).waitFor();
  }

  /** Answers the question for an address by a link, and goes where it leads. */
  async function follow({ name, window }: Person, link: string): Promise<void> {
    await window.quickInput.retype(link);
    await new Dialog(window.page).press('Join');
    await window.quickInput.answer(NAME, name);
  }

  async function invite(): Promise<string> {
    const { window } = ada;
    await window.runCommand('Room Chat: Copy Invite Link');
    await window.quickInput.choose('copy  Copy the Link');
    await window.takeNotification('is on the clipboard');
    return window.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Grace's composer, where she may write. */
  const writes = () => grace.window.chat.frame.locator('chat-composer textarea:focus').waitFor();

  it('an invite that was taken back lets nobody in; another one does', async () => {
    const withdrawn = await invite();
    await ada.window.runCommand('Room Chat: Manage Invites');
    await ada.window.quickInput.choose('general');
    await ada.window.takeNotification('The invite is good no more.');

    await beginJoin(grace);
    await follow(grace, withdrawn);
    const refusal = 'This invite is used up, out of date or withdrawn. Ask for a new one.';
    await grace.window.quickInput.message.filter({ hasText: refusal }).waitFor();
    await follow(grace, await invite());
    await writes();
    await ada.window.treeRow('Grace').waitFor();
  });

  it('who is muted reads, is told so where they write, and writes again when it is lifted', async () => {
    await ada.window.treeMenu('Grace', 'Mute in Room');
    const { chat } = grace.window;
    const told = chat.frame.locator('chat-composer').getByText('An owner muted you here: you can read, and not write.');
    await told.waitFor();
    await ada.window.treeRow('Grace, Online, muted').waitFor();
    await chat.write('But I');
    await chat.composer.press('Enter');
    await chat.frame.getByRole('alert').getByText('Not sent: you are muted here.').waitFor();
    await ada.window.treeMenu('Grace', 'Unmute in Room');
    await told.waitFor({ state: 'detached' });
    await chat.composer.press('Enter');
    await ada.window.chat.message('But I').waitFor();
  });

  it('who is made an owner of the room has what owners have there, until that is taken back', async () => {
    const row = ada.window.treeRow('Grace, Online, owner');
    await ada.window.treeMenu('Grace', 'Set Role…');
    await ada.window.quickInput.choose('Owner of general');
    await row.waitFor();
    await grace.window.runCommand('Room Chat: Set Who Comes into Room…');
    // Not chosen: a tree that is drawn anew takes the keyboard, and closes what asks something in Ada's window.
    await grace.window.quickInput.rows.filter({ hasText: 'Ask first' }).waitFor();
    await grace.window.quickInput.dismiss();
    await ada.window.treeMenu('Grace', 'Set Role…');
    await ada.window.quickInput.choose('Member of general');
    await row.waitFor({ state: 'detached' });
    await grace.window.runCommand('Room Chat: Set Who Comes into Room…');
    await grace.window.takeNotification('Only an owner of this room may change who comes in.');
  });

  it('who is banned is out at once and does not come back, with an invite neither, until it is lifted', async () => {
    await ada.window.treeMenu('Grace', 'Ban…');
    const dialog = new Dialog(ada.window.page);
    await dialog.asks('Ban Grace?');
    await dialog.press('From the Server');
    const { chat } = grace.window;
    await chat.frame.getByText('The server ended this session.').waitFor();
    await chat.frame.getByRole('button', { name: 'Reconnect' }).click();
    await chat.frame.getByText(NOT_LET_IN).waitFor();
    const another = await invite();
    await beginJoin(grace);
    await follow(grace, another);
    await grace.window.quickInput.message.filter({ hasText: NOT_LET_IN }).waitFor();

    await ada.window.runCommand('Room Chat: Banned and Muted…');
    await ada.window.quickInput.choose('Grace');
    await follow(grace, another);
    // What she saw of the room before is there until then.
    await chat.frame.getByText(NOT_LET_IN).waitFor({ state: 'detached' });
    await writes();
    await chat.say('Back');
    await ada.window.chat.message('Back').waitFor();
  });
});
