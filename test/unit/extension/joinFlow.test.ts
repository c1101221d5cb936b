import assert from 'node:assert/strict';
import { ConnectionError, RequestError } from '../../../extension/connection/errors.ts';
import type { Introduction } from '../../../extension/connection/introduction.ts';
import type { RoomTarget } from '../../../extension/connection/roomSession.ts';
import { SignInNeeded } from '../../../extension/connection/signInNeeded.ts';
import { InviteError } from '../../../extension/join/inviteError.ts';
import { BACK, runJoinFlow, type JoinFlowOptions, type JoinRequest } from '../../../extension/join/joinFlow.ts';

/** What a person answers to each question, in order, and what each question showed. */
interface Script {
  answers: [question: string, answer: unknown][];
  more?: Partial<JoinFlowOptions>;
}

const enter = (typed: string) => ({ typed, back: false });
const back = (typed: string) => ({ typed, back: true });
const local = 'ws://127.0.0.1:7000';

async function play(request: JoinRequest, { answers, more }: Script) {
  const shown: { question: string; value?: string; problem?: unknown; back?: boolean }[] = [];
  const told: unknown[] = [];
  const joins: RoomTarget[] = [];
  const answer = (question: string, how: object = {}): Promise<never> => {
    shown.push({ question, ...how });
    const [expected, given] = answers.shift() ?? ['no further question', undefined];
    assert.equal(question, expected);
    return Promise.resolve(given as never);
  };
  const joined = await runJoinFlow(request, {
    ask: {
      server: () => answer('server'),
      address: (how) => answer('address', how),
      name: (how) => answer('name', how),
      room: (_rooms, canGoBack) => answer('room', { back: canGoBack }),
      newRoom: (how) => answer('newRoom', how),
      confirmLink: (link) => answer('link', { value: link.server }),
      confirmPlain: () => answer('plain'),
      tell: (error) => told.push(error),
    },
    recent: [],
    defaultServer: '',
    suggestName: () => Promise.resolve('ada'),
    startServer: () => Promise.resolve({ server: local }),
    dialled: (url) => url,
    signIn: () => answer('signIn'),
    allowPlain: { has: () => false, remember: () => Promise.resolve() },
    listRooms: () => Promise.resolve([{ name: 'physics', members: 1, seq: 1, lastTime: 1, unread: 0 }]),
    join: (target) => Promise.resolve(joins.push(target) > 0),
    ...more,
  });
  assert.deepEqual(answers, []);
  return { joined, shown, told, joins };
}

describe('runJoinFlow', () => {
  it('goes on from a server that was found in the network: with its name, or with the invite that it wants', async () => {
    const found = 'wss://192.168.1.20:7465';
    const open = await play(
      {},
      {
        answers: [
          ['server', { found, invite: false }],
          ['name', enter('Ada')],
          ['room', { room: 'physics', existing: true }],
        ],
      },
    );
    assert.deepEqual(open.joins, [{ url: found, name: 'Ada', room: 'physics' }]);
    const invited = await play(
      {},
      {
        answers: [
          ['server', { found, invite: true }],
          ['address', undefined],
        ],
      },
    );
    assert.equal(invited.shown[1]?.['value'], found);
    assert.equal(invited.joined, false);
  });

  it('asks for what is not known, and joins', async () => {
    const { joined, joins } = await play(
      {},
      {
        answers: [
          ['server', 'address'],
          ['address', enter('127.0.0.1:7000')],
          ['name', enter('Ada')],
          ['room', { room: 'physics', existing: true }],
        ],
      },
    );
    assert.equal(joined, true);
    assert.deepEqual(joins, [{ url: local, name: 'Ada', room: 'physics' }]);
  });

  it('an address that a link gives and that is none leads to the question for it, with the reason', async () => {
    const { joined, shown } = await play(
      { server: 'http://' },
      {
        answers: [
          ['name', enter('Ada')],
          ['address', undefined],
        ],
      },
    );
    assert.equal(joined, false);
    assert.equal(shown[1]?.value, 'http://');
    const { problem } = shown[1];
    assert.ok(problem instanceof ConnectionError && problem.code === 'bad_address');
  });

  it('a room that a link gives and that no room can be called is asked for, not refused for ever', async () => {
    const { joins } = await play(
      { server: local, room: 'a\u202Eb', name: 'Ada' },
      { answers: [['room', { room: 'physics', existing: true }]] },
    );
    assert.equal(joins[0]?.room, 'physics');
  });

  it('a name that is taken is asked for again, with what was typed and the reason', async () => {
    const taken = new RequestError('name_taken', 'Taken.', 'no');
    let refused = false;
    const { joined, shown } = await play(
      { server: local },
      {
        answers: [
          ['name', enter('Ada')],
          ['name', enter('Ada L')],
          ['room', { room: 'physics', existing: true }],
        ],
        more: {
          listRooms: () => {
            if (refused) return Promise.resolve([{ name: 'physics', members: 1, seq: 1, lastTime: 1, unread: 0 }]);
            refused = true;
            return Promise.reject(taken);
          },
        },
      },
    );
    assert.equal(joined, true);
    assert.deepEqual(shown[1], { question: 'name', value: 'Ada', problem: taken, back: false });
  });

  it('keeps what was typed on the way back, and goes back through every question', async () => {
    const { shown } = await play(
      {},
      {
        answers: [
          ['server', 'address'],
          ['address', enter('127.0.0.1:7000')],
          ['name', enter('Ada')],
          ['room', { room: 'chem', existing: false }],
          ['newRoom', back('chemistry 2')],
          ['room', { room: '', existing: false }],
          ['newRoom', back('chemistry 2')],
          ['room', BACK],
          ['name', back('Ada Lovelace')],
          ['address', enter('127.0.0.1:7000')],
          ['name', back('Ada Lovelace')],
          ['address', back('127.0.0.1')],
          ['server', undefined],
        ],
      },
    );
    assert.equal(shown[6]?.value, 'chemistry 2');
    assert.equal(shown[10]?.value, 'Ada Lovelace');
  });

  it('a server that does not start leaves the other ways in', async () => {
    const failure = new Error('no port');
    const { joined, told } = await play(
      {},
      {
        answers: [
          ['server', 'host'],
          ['server', undefined],
        ],
        more: { startServer: () => Promise.reject(failure) },
      },
    );
    assert.equal(joined, false);
    assert.deepEqual(told, [failure]);
  });

  it('a connection that is not wanted without encryption leads back to the address', async () => {
    const { joined, shown, joins } = await play(
      { server: 'ws://192.168.1.20:7000', room: 'physics', name: 'Ada' },
      {
        answers: [
          ['plain', false],
          ['address', undefined],
        ],
      },
    );
    assert.equal(joined, false);
    assert.deepEqual(joins, []);
    assert.equal(shown[1]?.value, 'ws://192.168.1.20:7000');
  });

  describe('with an invite', () => {
    const invite = 'an-invite-of-some-length';
    const pin = 'ab'.repeat(32);
    const link = `vscode://room-chat.room-chat/join?server=wss://10.0.0.7:7465&room=team&invite=${invite}&pin=${pin}`;

    /** Notes with what each connection is made. */
    function meeting(answers: Script['answers'], request: JoinRequest, join: (nth: number) => Promise<boolean>) {
      const shown: object[] = [];
      const note = ({ pin: known, fields }: Introduction) => shown.push({ pin: known, ...fields });
      const more: Partial<JoinFlowOptions> = {
        device: 'desk',
        listRooms: (_target, introduction) => {
          note(introduction);
          return Promise.resolve([{ name: 'team', members: 1, seq: 1, lastTime: 1, unread: 0 }]);
        },
        join: (_target, introduction) => {
          note(introduction);
          return join(shown.length);
        },
      };
      return play(request, { answers, more }).then((played) => ({ ...played, met: shown }));
    }

    it('that is pasted where an address is asked for, asks before it connects, and then for a name only', async () => {
      const { joined, met } = await meeting(
        [
          ['server', 'address'],
          ['address', enter(link)],
          ['link', true],
          ['name', enter('Ada')],
        ],
        {},
        () => Promise.resolve(true),
      );
      assert.equal(joined, true);
      assert.deepEqual(met, [{ pin, invite, device: 'desk' }]);
    });

    it('to which the person says no, connects to nobody', async () => {
      const { joined, met } = await meeting(
        [
          ['server', 'address'],
          ['address', enter(link)],
          ['link', false],
          ['address', undefined],
        ],
        {},
        () => Promise.resolve(true),
      );
      assert.equal(joined, false);
      assert.deepEqual(met, []);
    });

    it('that is damaged leads back to where it was pasted', async () => {
      const { shown } = await play(
        {},
        {
          answers: [
            ['server', 'address'],
            ['address', enter(link.slice(0, -1))],
            ['address', undefined],
          ],
        },
      );
      const { problem } = shown.at(-1) ?? {};
      assert.ok(problem instanceof InviteError && problem.code === 'damaged');
    });

    it('that is used up is told as such, and is not shown to another server', async () => {
      const request = { server: 'wss://10.0.0.7:7465', room: 'team', name: 'Ada', invite, pin };
      const { shown, met } = await meeting([['address', enter('127.0.0.1:7000')]], request, (nth) =>
        nth === 1 ? Promise.reject(new RequestError('bad_invite', 'No.', 'no')) : Promise.resolve(true),
      );
      const { problem } = shown[0] ?? {};
      assert.ok(problem instanceof InviteError && problem.code === 'refused');
      assert.deepEqual(met, [{ pin, invite, device: 'desk' }, { pin: undefined }]);
    });

    it('stays with its server while another name is asked for', async () => {
      const request = { server: 'wss://10.0.0.7:7465', room: 'team', name: 'Ada', invite, pin };
      const { met } = await meeting([['name', enter('Ada L')]], request, (nth) =>
        nth === 1 ? Promise.reject(new RequestError('name_taken', 'Taken.', 'no')) : Promise.resolve(true),
      );
      assert.deepEqual(met, [
        { pin, invite, device: 'desk' },
        { pin, invite, device: 'desk' },
      ]);
    });
  });

  describe('with a server that wants a sign-in', () => {
    const needed = new SignInNeeded('https://id.acme.example', 'room-chat');
    const request = { server: local, room: 'physics', name: 'Ada' };

    it('signs in once and goes on, with what that brought', async () => {
      const shown: object[] = [];
      const { joined } = await play(request, {
        answers: [['signIn', { token: 'a statement', name: 'Ada Lovelace' }]],
        more: {
          join: ({ name }, { fields }) => {
            shown.push({ name, ...fields });
            return shown.length === 1 ? Promise.reject(needed) : Promise.resolve(true);
          },
        },
      });
      assert.equal(joined, true);
      // The name was no answer of theirs: it is who they were there before, say.
      assert.deepEqual(shown, [{ name: 'Ada' }, { name: 'Ada', identityToken: 'a statement' }]);
    });

    it('who typed a name comes under the one that the provider says, until that is somebody else’s', async () => {
      const tried: object[] = [];
      const { joined, shown } = await play(
        { server: local, room: 'physics' },
        {
          answers: [
            ['name', enter('The Boss')],
            ['signIn', { token: 'a statement', name: 'Ada Lovelace' }],
            ['name', enter('Ada II')],
          ],
          more: {
            join: ({ name }, { fields }) => {
              tried.push({ name, ...fields });
              if (tried.length === 1) return Promise.reject(needed);
              return tried.length === 2
                ? Promise.reject(new RequestError('name_taken', 'Taken.', 'no'))
                : Promise.resolve(true);
            },
          },
        },
      );
      assert.equal(joined, true);
      assert.equal(shown[2]?.value, 'Ada Lovelace');
      assert.deepEqual(tried, [
        { name: 'The Boss' },
        { name: 'Ada Lovelace', identityToken: 'a statement' },
        { name: 'Ada II', identityToken: 'a statement' },
      ]);
    });

    it('an account that the server does not take is not tried again: another one is asked for', async () => {
      const asked: boolean[] = [];
      let tries = 0;
      const { joined } = await play(request, {
        answers: [['address', enter(local)]],
        more: {
          signIn: ({ otherAccount }) => {
            asked.push(otherAccount);
            return Promise.resolve({ token: `of account ${asked.length}`, name: undefined });
          },
          join: (_target, { fields }) => {
            tries += 1;
            if (fields.identityToken === undefined) return Promise.reject(needed);
            return tries === 2 ? Promise.reject(new RequestError('bad_identity', 'No.', 'no')) : Promise.resolve(true);
          },
        },
      });
      assert.equal(joined, true);
      assert.deepEqual(asked, [false, true]);
    });

    it('says why where it could not be, with the address to try again', async () => {
      const join = () => Promise.reject<boolean>(needed);
      const failure = new Error('nothing here signs in there');
      const { shown } = await play(request, {
        answers: [['address', undefined]],
        more: { join, signIn: () => Promise.reject(failure) },
      });
      assert.equal(shown[0]?.problem, failure);
    });
  });

  it('a server that is known to speak TLS is dialled so where the address does not say otherwise', async () => {
    const dialled = (url: string): string => url.replace('ws:', 'wss:');
    for (const [server, url] of [
      ['127.0.0.1:7000', 'wss://127.0.0.1:7000'],
      [local, local],
    ] as const) {
      const { joins } = await play({ server, room: 'physics', name: 'Ada' }, { answers: [], more: { dialled } });
      assert.equal(joins[0]?.url, url);
    }
  });

  it('ends quietly where another join took its place', async () => {
    const request = { server: local, room: 'physics', name: 'Ada' };
    const { joined } = await play(request, { answers: [], more: { join: () => Promise.resolve(false) } });
    assert.equal(joined, false);
  });
});
