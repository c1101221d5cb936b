import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { REQUEST_SCHEMAS } from '../../server/protocol/messages.ts';
import { FileClient } from '../support/fileClient.ts';
import { come, type Invited, InvitedServer } from '../support/invitedServer.ts';
import { type Request, WireClient } from '../support/wireClient.ts';

const ROOM = 'matrix';
const STANDINGS = ['nobody', 'outsider', 'guest', 'member', 'muted', 'room owner', 'owner'] as const;
type Standing = (typeof STANDINGS)[number];

/** Whom and what a request is about, made anew for each cell. */
interface About {
  /** A member of the room who is none of the others. */
  user: string;
  device: string;
  /** Messages of the one who asks, where they are in the room, and of another. */
  own: number;
  other: number;
  invite: string;
  file: string;
}

/** By the names that the table of docs/protocol.md has for them. */
const VERBS: Readonly<Record<string, (about: About) => Request>> = {
  '`connect`, once more': () => ({ type: 'connect', name: 'Again' }),
  '`join`': () => ({ type: 'join', room: ROOM }),
  '`join` what is not there': ({ user }) => ({ type: 'join', room: `new ${user}` }),
  '`leave`': () => ({ type: 'leave', room: ROOM }),
  '`rooms`': () => ({ type: 'rooms' }),
  '`presence`': () => ({ type: 'presence', state: 'online' }),
  '`ping`': () => ({ type: 'ping' }),
  '`typing`': () => ({ type: 'typing', room: ROOM, on: true }),
  '`read`': () => ({ type: 'read', room: ROOM, seq: 1 }),
  '`message`': () => ({ type: 'message', room: ROOM, text: 'x' }),
  '`edit` one’s own': ({ own }) => ({ type: 'edit', room: ROOM, target: own, text: 'y' }),
  '`edit` another’s': ({ other }) => ({ type: 'edit', room: ROOM, target: other, text: 'y' }),
  '`delete` one’s own': ({ own }) => ({ type: 'delete', room: ROOM, target: own }),
  '`delete` another’s': ({ other }) => ({ type: 'delete', room: ROOM, target: other }),
  '`react`': ({ other }) => ({ type: 'react', room: ROOM, target: other, emoji: '👍', on: true }),
  '`topic`': ({ user }) => ({ type: 'topic', room: ROOM, topic: user }),
  '`upload`': () => ({ type: 'upload', room: ROOM, name: 'n.txt', data: 'aGk=' }),
  '`download`': () => ({ type: 'download', room: ROOM, file: 'shared.txt' }),
  '`files`': () => ({ type: 'files', room: ROOM }),
  '`history`': () => ({ type: 'history', room: ROOM }),
  '`search` the room': () => ({ type: 'search', room: ROOM, query: 'anything' }),
  '`POST /files`': () => ({ type: 'POST', path: '/files' }),
  '`GET /files/<id>`': ({ file }) => ({ type: 'GET', path: `/files/${file}` }),
  '`direct`': ({ user }) => ({ type: 'direct', user }),
  '`devices`': () => ({ type: 'devices' }),
  '`deviceLink`': () => ({ type: 'deviceLink' }),
  '`revokeDevice` of another': ({ user, device }) => ({ type: 'revokeDevice', user, device }),
  '`signOut`': () => ({ type: 'signOut' }),
  '`invite` to the server': () => ({ type: 'invite' }),
  '`invite` to the room': () => ({ type: 'invite', rooms: [ROOM] }),
  '`invite` an owner': () => ({ type: 'invite', rooms: [ROOM], role: 'owner' }),
  '`invites`': () => ({ type: 'invites' }),
  '`revokeInvite` of another': ({ invite }) => ({ type: 'revokeInvite', inviteId: invite }),
  '`kick` off the room': ({ user }) => ({ type: 'kick', user, room: ROOM }),
  '`kick` off the server': ({ user }) => ({ type: 'kick', user }),
  '`ban` from the room': ({ user }) => ({ type: 'ban', user, on: true, room: ROOM }),
  '`ban` from the server': ({ user }) => ({ type: 'ban', user, on: true }),
  '`mute` in the room': ({ user }) => ({ type: 'mute', user, on: true, room: ROOM }),
  '`mute` on the server': ({ user }) => ({ type: 'mute', user, on: true }),
  '`bans` of the room': () => ({ type: 'bans', room: ROOM }),
  '`bans` of the server': () => ({ type: 'bans' }),
  '`role` in the room': ({ user }) => ({ type: 'role', user, role: 'owner', room: ROOM }),
  '`role` on the server': ({ user }) => ({ type: 'role', user, role: 'guest' }),
  '`roomOptions`': () => ({ type: 'roomOptions', room: ROOM, visibility: 'invite' }),
  '`knocks`': () => ({ type: 'knocks', room: ROOM }),
  '`admit`': ({ user }) => ({ type: 'admit', room: ROOM, user, accept: true }),
};

describe('[AC5] [AC6] who may do what', function () {
  this.timeout(120_000);
  let server: InvitedServer;
  let author: Invited;
  let shared: string;

  before(async () => {
    server = await InvitedServer.start({ args: ['--messages-per-second', '0'] });
    author = await server.newcomer({ rooms: [ROOM] }, ROOM);
    await server.owner.client.ask({ type: 'roomOptions', room: ROOM, visibility: 'invite' });
    const { file } = await author.client.ask({ type: 'upload', name: 'shared.txt', data: 'aGk=' });
    shared = (file as { id: string }).id;
  });
  after(async () => {
    await server.dispose();
  });

  const table = rolesTable();

  it('the table names every standing and every verb', () => {
    const verbs = Object.keys(VERBS).join(' ');
    for (const type of Object.keys(REQUEST_SCHEMAS)) assert.ok(verbs.includes(`\`${type}\``), type);
    assert.deepEqual(table.standings, [...STANDINGS]);
    assert.deepEqual([...table.rows.keys()].toSorted(), Object.keys(VERBS).toSorted());
  });

  for (const standing of STANDINGS) {
    it(`${standing}: every verb`, async () => {
      const got = new Map<string, string>();
      for (const [verb, ask] of Object.entries(VERBS)) got.set(verb, await outcome(standing, ask));
      const expected = new Map([...table.rows].map(([verb, cells]) => [verb, cells[STANDINGS.indexOf(standing)]]));
      const differing = [...got].filter(([verb, answer]) => expected.get(verb) !== answer);
      assert.deepEqual(differing, [], `the table says ${differing.map(([verb]) => expected.get(verb)).join(', ')}`);
    });
  }

  /** `yes`, or the code of the refusal. */
  async function outcome(standing: Standing, ask: (about: About) => Request): Promise<string> {
    const { client, token, own } = await somebody(standing);
    const victim = await server.newcomer({ rooms: [ROOM] }, ROOM);
    const { seq: other } = await author.client.ask({ type: 'message', text: 'another’s' });
    const made = await server.owner.client.ask({ type: 'invite' });
    const { device } = victim.answer['user'] as { device: string };
    const about = {
      user: victim.id,
      device,
      own,
      other: Number(other),
      invite: String(made['inviteId']),
      file: shared,
    };
    const what = ask(about);
    try {
      if (what.type === 'POST' || what.type === 'GET') {
        const http = new FileClient(client, token, server.process.httpUrl, ROOM);
        const answer = what.type === 'POST' ? await http.create(1) : await http.ask('GET', String(what['path']));
        return answer.status < 300 ? 'yes' : `\`${answer.code ?? answer.status}\``;
      }
      const answer = await client.reply(what);
      return answer.type === 'ok' ? 'yes' : `\`${String(answer['code'])}\``;
    } finally {
      await Promise.all([client.cut(), victim.client.cut()]);
    }
  }

  /** Somebody new of that standing, and a message of theirs. */
  async function somebody(standing: Standing): Promise<{ client: WireClient; token: string; own: number }> {
    if (standing === 'nobody') return { client: await WireClient.open(server.url), token: 'none', own: 1 };
    if (standing === 'outsider') return { ...(await server.newcomer()), own: 1 };
    const role = standing === 'guest' || standing === 'owner' ? standing : 'member';
    const person = await server.newcomer({ role, rooms: [ROOM] }, ROOM);
    const { seq } = await person.client.ask({ type: 'message', text: 'one’s own' });
    const { client } = server.owner;
    const user = person.id;
    if (standing === 'muted') await client.ask({ type: 'mute', user, on: true, room: ROOM });
    if (standing === 'room owner') await client.ask({ type: 'role', user, role: 'owner', room: ROOM });
    return { ...person, own: Number(seq) };
  }

  it('[AC6] a banned user is refused with every token, for the server and for the room, and comes back when that ends', async () => {
    const { client, id, token, answer } = await server.newcomer({ rooms: [ROOM] }, ROOM);
    const { name } = answer['user'] as { name: string };
    const { owner } = server;
    await owner.client.ask({ type: 'ban', user: id, on: true });
    assert.equal((await client.closed).code, 4003);
    const again = await WireClient.open(server.url);
    for (const fields of [{ token }, { token, room: ROOM }, { token, invite: await server.invite() }]) {
      assert.equal((await again.reply({ type: 'connect', name, ...fields }))['code'], 'forbidden');
    }
    const files = new FileClient(again, token, server.process.httpUrl, ROOM);
    assert.equal((await files.ask('GET', `/files/${shared}`)).code, 'forbidden');
    await owner.client.ask({ type: 'ban', user: id, on: false });
    await owner.client.ask({ type: 'ban', user: id, on: true, room: ROOM });
    const back = await come(server.url, name, { token, room: ROOM });
    assert.deepEqual((back.answer['refused'] as { code: string }).code, 'not_found');
    await owner.client.ask({ type: 'roomOptions', room: ROOM, visibility: 'open' });
    assert.equal((await back.client.reply({ type: 'join', room: ROOM }))['code'], 'forbidden');
    await owner.client.ask({ type: 'ban', user: id, on: false, room: ROOM });
    await back.client.ask({ type: 'join', room: ROOM });
    await owner.client.ask({ type: 'roomOptions', room: ROOM, visibility: 'invite' });
  });
});

/** The table of docs/protocol.md: what stands there is what is asked for. */
function rolesTable(): { standings: string[]; rows: Map<string, string[]> } {
  const text = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');
  const lines = text.split('### Who may do what')[1]?.split('\n') ?? [];
  const cells = lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1).map(trim));
  const [[, ...standings] = [], , ...rows] = cells;
  return { standings, rows: new Map(rows.map(([verb = '', ...outcomes]) => [verb, outcomes])) };
}

function trim(cell: string): string {
  return cell.trim();
}
