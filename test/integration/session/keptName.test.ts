import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RequestError } from '../../../extension/connection/errors.ts';
import { Introduction } from '../../../extension/connection/introduction.ts';
import { listRooms } from '../../../extension/connection/roomList.ts';
import type { RoomSession } from '../../../extension/connection/roomSession.ts';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import { keptTokens, say, sessionOf, texts, until } from '../../support/sessionPerson.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('[GR5] A name that a guest keeps', function () {
  this.timeout(30_000);
  let folder: string;
  let server: RoomServerProcess;
  const opened: RoomSession[] = [];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kept-name-'));
    server = await startRoomServer({ data: path.join(folder, 'data') });
  });

  after(async () => {
    for (const session of opened) session.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  function person(tokens = keptTokens()): RoomSession {
    const session = sessionOf({ url: server.url, folder, name: 'Ada', tokens });
    opened.push(session);
    return session;
  }

  it('is theirs from then on, in the session that is open and in later ones, and nobody else’s', async () => {
    const tokens = keptTokens();
    const ada = person(tokens);
    await ada.open();
    assert.equal(ada.self?.guest, true);

    const introduction = new Introduction({ remember: true }, 'desk');
    await listRooms({ url: server.url, name: 'Ada', tokens, client: 'test', introduction, log });
    assert.deepEqual(introduction.fields, {});
    assert.equal(ada.renewToken(), true);
    await until(ada, () => ada.connection.state === 'online' && ada.self?.guest === false);
    await say(ada, 'still me');
    await until(ada, () => ada.outbox.entries.length === 0);
    const [device] = await ada.access.devices();
    assert.equal(device?.label, 'desk');
    const id = ada.self.id;
    ada.close();

    await assert.rejects(person().open(), (error) => error instanceof RequestError && error.code === 'name_taken');
    const again = person(tokens);
    await again.open();
    assert.equal(again.self?.id, id);
    assert.ok(texts(again).includes('still me'));
  });
});
