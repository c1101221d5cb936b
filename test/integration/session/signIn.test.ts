import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RequestError } from '../../../extension/connection/errors.ts';
import { Introduction } from '../../../extension/connection/introduction.ts';
import type { RoomSession } from '../../../extension/connection/roomSession.ts';
import { SignInNeeded } from '../../../extension/connection/signInNeeded.ts';
import { isMeantFor } from '../../../extension/identity/identityProviders.ts';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { CLIENT, IdentityProvider, OTHER_CLIENT } from '../../support/identityProvider.ts';
import { keptTokens, sessionOf } from '../../support/sessionPerson.ts';

describe('[AC7] A session on a server that takes who signs in', function () {
  this.timeout(60_000);
  let folder: string;
  let provider: IdentityProvider;
  let server: RoomServerProcess;
  const opened: RoomSession[] = [];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sign-in-'));
    provider = await IdentityProvider.start();
    const flags = ['--oidc-issuer', provider.issuer, '--oidc-audience', CLIENT];
    server = await startRoomServer({ data: path.join(folder, 'data'), flags });
  });

  afterEach(() => {
    for (const session of opened.splice(0)) session.close();
  });

  after(async () => {
    await server.close();
    await provider.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function person(tokens = keptTokens(), identityToken?: string): RoomSession {
    const introduction = new Introduction({ identityToken }, 'desk');
    const session = sessionOf({ url: server.url, folder, name: 'Ada', tokens, introduction });
    opened.push(session);
    return session;
  }

  it('says where to sign in before anything is sent, and comes again by the token that the sign-in brought', async () => {
    const tokens = keptTokens();
    let needed: unknown;
    await assert.rejects(person(tokens).open(), (error) => ((needed = error), error instanceof SignInNeeded));
    assert.ok(needed instanceof SignInNeeded);
    assert.deepEqual([needed.issuer, needed.audience], [provider.issuer, CLIENT]);

    const identityToken = await provider.signIn('ada');
    assert.equal(isMeantFor(identityToken, needed, Date.now()), true);
    const first = person(tokens, identityToken);
    await first.open();
    assert.deepEqual([first.self?.name, first.self?.guest, first.self?.role], ['Ada', false, 'member']);
    first.close();

    const again = person(tokens);
    await again.open();
    assert.equal(again.self?.id, first.self?.id);
  });

  it('what was said for another application is not sent; sent all the same, the server refuses it', async () => {
    const identityToken = await provider.signIn('ada', OTHER_CLIENT);
    const wanted = { issuer: provider.issuer, audience: CLIENT };
    assert.equal(isMeantFor(identityToken, wanted, Date.now()), false);
    await assert.rejects(
      person(keptTokens(), identityToken).open(),
      (error) => error instanceof RequestError && error.code === 'bad_identity',
    );
  });
});
