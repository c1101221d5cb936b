import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AccessNotice } from '../../../server/protocol/accessNotices.ts';
import { ConnectionError, KeptOutError, RequestError } from '../../../extension/connection/errors.ts';
import { Introduction } from '../../../extension/connection/introduction.ts';
import { listRooms } from '../../../extension/connection/roomList.ts';
import type { RoomSession, TokenStore } from '../../../extension/connection/roomSession.ts';
import { startSecuredServer, type SecuredServer } from '../../support/securedServer.ts';
import { keptTokens, say, sessionOf, texts, until } from '../../support/sessionPerson.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const isRefused = (code: string) => (error: unknown) => error instanceof RequestError && error.code === code;

describe('A session on a server for invited people, over TLS', function () {
  this.timeout(60_000);
  let folder: string;
  let there: SecuredServer;
  const opened: RoomSession[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'invited-'));
    there = await startSecuredServer(path.join(folder, 'data'));
  });

  afterEach(async () => {
    for (const session of opened.splice(0)) session.close();
    await there.server.close();
    await rm(folder, { recursive: true, force: true });
  });

  interface More {
    tokens?: TokenStore;
    invite?: string;
    room?: string;
  }

  function person(name: string, { tokens = keptTokens(), invite, room = 'general' }: More = {}): RoomSession {
    const { server, pin } = there.owner;
    const introduction = new Introduction({ pin, invite }, `${name}'s computer`);
    const session = sessionOf({ url: server, folder: path.join(folder, name), name, room, tokens, pin, introduction });
    opened.push(session);
    return session;
  }

  async function join(name: string, more: More = {}): Promise<RoomSession> {
    const session = person(name, more);
    await session.open();
    return session;
  }

  const owner = (): Promise<RoomSession> => join('Ada', { invite: there.owner.invite });

  /** The next thing of this type that the server tells by itself. */
  function told<T extends AccessNotice['type']>(session: RoomSession, type: T): Promise<AccessNotice & { type: T }> {
    return new Promise((resolve) => {
      const stop = session.changes.on((change) => {
        if (change.kind !== 'notice' || change.notice.type !== type) return;
        stop();
        resolve(change.notice as AccessNotice & { type: T });
      });
    });
  }

  const ended = (session: RoomSession) => until(session, () => session.connection.state === 'failed');

  function endOf({ connection }: RoomSession): Error | undefined {
    return connection.state === 'failed' ? connection.error : undefined;
  }

  it('[AC3] the owner comes by the link of the first start, invites, and the invited one comes again by token', async () => {
    const ada = await owner();
    assert.equal(ada.self?.role, 'owner');
    assert.equal(ada.state.standing.moderates, true);
    const { invite } = await ada.access.invite({ rooms: ['general'] });
    const tokens = keptTokens();
    const grace = await join('Grace', { invite, tokens });
    assert.equal(grace.self?.role, 'member');
    await say(grace, 'I was invited');
    await until(ada, () => texts(ada).includes('I was invited'));
    grace.close();
    const again = await join('Grace', { tokens });
    await until(again, () => texts(again).includes('I was invited'));
    await assert.rejects(person('Eve', { invite }).open(), isRefused('bad_invite'));
    await assert.rejects(person('Eve').open(), isRefused('bad_invite'));
    await assert.rejects(person('Grace').open(), (error) => error instanceof RequestError);
  });

  it('an invite is spent once, though the list of rooms is asked for first', async () => {
    const ada = await owner();
    const { invite } = await ada.access.invite({ rooms: ['general'] });
    const { server: url, pin } = there.owner;
    const tokens = keptTokens();
    const introduction = new Introduction({ pin, invite });
    const rooms = await listRooms({ url, name: 'Grace', tokens, client: 'test', pin: () => pin, introduction, log });
    assert.deepEqual(
      rooms.map(({ name }) => name),
      ['general'],
    );
    assert.equal(introduction.hasInvite, false);
    const [left] = await ada.access.invites();
    assert.equal(left?.left, 0);
    await join('Grace', { tokens });
  });

  it('[AC6] who is kicked is told by whom, cannot come back by token, and can by a new invite', async () => {
    const ada = await owner();
    const { invite } = await ada.access.invite({});
    const tokens = keptTokens();
    const grace = await join('Grace', { invite, tokens });
    const id = grace.self?.id ?? '';
    await until(ada, () => ada.state.members.some((member) => member.id === id));
    await ada.access.kick(id, {});
    await ended(grace);
    const error = endOf(grace);
    assert.ok(error instanceof ConnectionError && error.code === 'ended' && error.closeCode === 4003);
    await until(ada, () => !ada.state.members.some((member) => member.id === id));
    await assert.rejects(person('Grace', { tokens }).open(), isRefused('bad_invite'));
    const second = await ada.access.invite({});
    const back = await join('Grace', { tokens, invite: second.invite });
    assert.equal(back.self?.id, id);
  });

  it('[AC6] who is removed from the room is told by whom; who is banned is refused, also with a new invite', async () => {
    const ada = await owner();
    const { invite } = await ada.access.invite({});
    const tokens = keptTokens();
    const grace = await join('Grace', { invite, tokens });
    const id = grace.self?.id ?? '';
    await ada.access.kick(id, { room: 'general' });
    await ended(grace);
    const error = endOf(grace);
    assert.ok(error instanceof ConnectionError && error.by === 'Ada', String(error));
    await ada.access.ban(id, true, {});
    const second = await ada.access.invite({});
    await assert.rejects(
      person('Grace', { tokens, invite: second.invite }).open(),
      (error) => error instanceof KeptOutError && error.code === 'forbidden',
    );
    assert.deepEqual(
      (await ada.access.bans({})).map(({ user, kind }) => [user.name, kind]),
      [['Grace', 'ban']],
    );
    await ada.access.ban(id, false, {});
    await join('Grace', { tokens, invite: second.invite });
  });

  it('[AC6] who is silenced cannot write until an owner lets them; everybody sees it', async () => {
    const ada = await owner();
    const { invite } = await ada.access.invite({});
    const grace = await join('Grace', { invite });
    const id = grace.self?.id ?? '';
    const muted = (session: RoomSession) => session.state.members.find((member) => member.id === id)?.muted === true;
    await ada.access.mute(id, true, { room: 'general' });
    for (const session of [ada, grace]) await until(session, () => muted(session));
    await say(grace, 'may I?');
    await until(grace, () => grace.outbox.entries.some(({ failure }) => failure !== undefined));
    await ada.access.mute(id, false, { room: 'general' });
    await until(grace, () => !muted(grace));
    for (const { id: item } of grace.outbox.entries) grace.outbox.retry(item);
    await until(ada, () => texts(ada).includes('may I?'));
  });

  it('[AC5] whom an owner makes an owner may moderate at once', async () => {
    const ada = await owner();
    const { invite } = await ada.access.invite({});
    const grace = await join('Grace', { invite });
    const id = grace.self?.id ?? '';
    await assert.rejects(grace.access.kick(ada.self?.id ?? '', {}), isRefused('forbidden'));
    await ada.access.setRole(id, 'owner', { room: 'general' });
    await until(grace, () => grace.state.standing.moderates);
    await until(ada, () => ada.state.members.find((member) => member.id === id)?.role === 'owner');
  });

  it('[GR6] another computer becomes one of mine by a link, is listed, and is shut out when it is revoked', async () => {
    const ada = await owner();
    const { invite } = await ada.access.deviceLink();
    const second = await join('Ada', { invite });
    assert.equal(second.self?.id, ada.self?.id);
    const devices = await ada.access.devices();
    assert.equal(devices.length, 2);
    assert.deepEqual(devices.map(({ current }) => current).sort(), [false, true]);
    assert.ok(devices.every(({ label }) => label === "Ada's computer"));
    const other = devices.find(({ current }) => !current)?.device ?? '';
    await ada.access.revokeDevice(other);
    await ended(second);
    assert.equal(ada.connection.state, 'online');
  });

  it('[GR6] who signs out is out at once, and the token is good no more', async () => {
    const tokens = keptTokens();
    const ada = await join('Ada', { invite: there.owner.invite, tokens });
    const token = await tokens.load();
    await ada.access.signOut();
    await ended(ada);
    const stale: TokenStore = { load: () => Promise.resolve(token), save: () => Promise.resolve() };
    await assert.rejects(person('Ada', { tokens: stale }).open(), (error) => error instanceof RequestError);
  });

  it('[RM6] who comes to a room that asks first waits, is told, and comes in once an owner says yes', async () => {
    const ada = await owner();
    await ada.access.roomOptions('general', { approval: true });
    await until(ada, () => ada.state.standing.traits.approval === true);
    const { invite } = await ada.access.invite({});
    const tokens = keptTokens();
    const knock = told(ada, 'knock');
    await assert.rejects(person('Grace', { invite, tokens }).open(), isRefused('approval_pending'));
    const { user, room } = await knock;
    assert.deepEqual([user.name, room], ['Grace', 'general']);
    assert.deepEqual(
      (await ada.access.knocks('general')).map((one) => one.user.id),
      [user.id],
    );
    await ada.access.admit('general', user.id, true);
    await join('Grace', { tokens });
  });

  it('[RM7] two talk alone, and nobody else finds that room', async () => {
    const ada = await owner();
    const [one, two] = [await ada.access.invite({}), await ada.access.invite({})];
    const graceTokens = keptTokens();
    const grace = await join('Grace', { invite: one.invite, tokens: graceTokens });
    const eve = await join('Eve', { invite: two.invite });
    const heard = told(grace, 'direct');
    const room = await ada.access.direct(grace.self?.id ?? '');
    assert.equal((await heard).user.name, 'Ada');
    const theirs = await join('Grace', { room, tokens: graceTokens });
    assert.equal(theirs.state.standing.traits.direct?.name, 'Ada');
    assert.ok(!(await eve.queries.rooms()).some(({ name }) => name === room));
  });

  it('no secret of anybody is in the data folder', async () => {
    const tokens = keptTokens();
    const ada = await join('Ada', { invite: there.owner.invite, tokens });
    const { invite } = await ada.access.invite({});
    const secrets = [there.owner.invite, invite, (await tokens.load()) ?? 'none'];
    ada.close();
    const data = path.join(folder, 'data');
    for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(path.join(entry.parentPath, entry.name));
      for (const secret of secrets) assert.ok(!bytes.includes(secret), `${entry.name} holds a secret`);
    }
  });
});
