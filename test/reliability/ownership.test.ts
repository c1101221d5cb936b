import assert from 'node:assert/strict';
import type { ServerProcess } from '../support/serverProcess.ts';
import { WireClient } from '../support/wireClient.ts';
import { report } from './support/figures.ts';
import { endServers, startServer } from './support/serverUnderTest.ts';

/*
 * The second half of the matrix of who may do what: test/contract/authorisation.test.ts has sessions by verbs, this one
 * who changes what of whom.
 */

const OWNERS = ['registered', 'guest'] as const;
const THINGS = ['message', 'file', 'deleted message', 'deleted file', 'edit', 'nothing'] as const;
const VERBS = ['edit', 'delete', 'react'] as const;
const CHANGERS = [
  'the session that sent',
  'another session with the same token',
  'another registered user',
  'another guest',
  'who takes the name later',
] as const;
type Thing = (typeof THINGS)[number];
type Changer = (typeof CHANGERS)[number];
type Verb = (typeof VERBS)[number];

function expectedOf(changer: Changer, thing: Thing, verb: Verb): string {
  if (thing !== 'message' && thing !== 'file') return 'not_found';
  if (verb === 'react') return 'ok';
  if (changer !== 'the session that sent' && changer !== 'another session with the same token') return 'not_yours';
  return verb === 'edit' && thing === 'file' ? 'forbidden' : 'ok';
}

describe('[GR5] [MSG6] [AC4] who may change what of whom', function () {
  this.timeout(60_000);
  after(endServers);
  let server: ServerProcess;
  let witness: WireClient;
  let cells = 0;

  before(async () => {
    server = await startServer();
    witness = await WireClient.join(server.url, 'Witness', { room: 'owned', remember: true });
  });
  after(() => report('ownership', { cells, wrong: 0 }));

  for (const owner of OWNERS) {
    for (const changer of CHANGERS) {
      // A registered name is never free for somebody else.
      if (owner === 'registered' && changer === 'who takes the name later') continue;
      it(`${changer}: what a ${owner} user sent`, async () => {
        const name = `${owner} ${changer}`;
        const author = await WireClient.open(server.url);
        const ok = await author.ask({ type: 'connect', name, room: 'owned', remember: owner === 'registered' });
        const token = ok['token'] ?? ok['transferToken'];
        const places = new Map<string, number>();
        for (const verb of VERBS) for (const thing of THINGS) places.set(`${verb} ${thing}`, await make(author, thing));
        const other = await changerOf(changer, author, name, token);
        for (const verb of VERBS) {
          for (const thing of THINGS) {
            const target = places.get(`${verb} ${thing}`);
            const { heard } = await stirred(async () => {
              const answer = await other.reply({
                type: verb,
                room: 'owned',
                target,
                text: 'changed',
                emoji: '👍',
                on: true,
              });
              const got = answer.type === 'ok' ? 'ok' : answer['code'];
              assert.equal(got, expectedOf(changer, thing, verb), `${verb} ${thing}`);
            });
            assert.equal(heard, expectedOf(changer, thing, verb) === 'ok' ? 1 : 0, `${verb} ${thing} was heard`);
            cells += 1;
          }
        }
        await other.close();
      });
    }
  }

  /** How many events the room heard while `act` ran. */
  async function stirred(act: () => Promise<void>): Promise<{ heard: number }> {
    await witness.settled();
    const before = witness.events.length;
    await act();
    await witness.settled();
    return { heard: witness.events.length - before };
  }

  async function make(author: WireClient, thing: Thing): Promise<number> {
    if (thing === 'nothing') return 1_000_000;
    const request = thing.endsWith('file')
      ? { type: 'upload', name: 'a.txt', data: 'aGk=' }
      : { type: 'message', text: 'first words' };
    const seq = Number((await author.ask(request))['seq']);
    if (thing.startsWith('deleted')) await author.ask({ type: 'delete', target: seq });
    if (thing !== 'edit') return seq;
    return Number((await author.ask({ type: 'edit', target: seq, text: 'second words' }))['seq']);
  }

  async function changerOf(changer: Changer, author: WireClient, name: string, token: unknown): Promise<WireClient> {
    switch (changer) {
      case 'the session that sent':
        return author;
      case 'another session with the same token':
        return await WireClient.join(server.url, name, { room: 'owned', token });
      case 'another registered user':
        return await WireClient.join(server.url, `Else ${name}`, { room: 'owned', remember: true });
      case 'another guest':
        return await WireClient.join(server.url, `Else ${name}`, { room: 'owned' });
      case 'who takes the name later': {
        const gone = witness.next(
          ({ type, state, user }) =>
            type === 'presence' && state === 'offline' && (user as { name: string }).name === name,
        );
        await author.cut();
        await gone;
        return await WireClient.join(server.url, name, { room: 'owned' });
      }
    }
  }
});
