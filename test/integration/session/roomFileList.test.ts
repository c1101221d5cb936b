import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startRoomServer, type RoomServerProcess } from '../../../scripts/roomServer.ts';
import type { RoomSession, SessionChange } from '../../../extension/connection/roomSession.ts';
import { Emitter } from '../../../extension/emitter.ts';
import { RoomFileList } from '../../../extension/files/roomFileList.ts';
import { sessionOf } from '../../support/sessionPerson.ts';
import { WireClient } from '../../support/wireClient.ts';

/** The room that is shown, as the window has it. */
class ShownRoom {
  session: RoomSession | undefined;
  readonly switched = new Emitter<RoomSession | undefined>();
  readonly changes = new Emitter<SessionChange>();

  isJoined(session: RoomSession): boolean {
    return this.session === session;
  }

  show(session: RoomSession | undefined): void {
    this.session = session;
    session?.changes.on((change) => {
      if (this.session === session) this.changes.emit(change);
    });
    this.switched.emit(session);
  }
}

describe('RoomFileList', function () {
  this.timeout(60_000);
  let folder: string;
  let server: RoomServerProcess;
  let ada: WireClient;
  const closing: { close(): unknown }[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'file-list-'));
    server = await start(0);
    ada = await WireClient.join(server.url, 'Ada');
  });

  afterEach(async () => {
    for (const one of closing.splice(0)) one.close();
    await ada.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  function start(port: number): Promise<RoomServerProcess> {
    return startRoomServer({ data: path.join(folder, 'data'), port, flags: ['--messages-per-second', '0'] });
  }

  async function share(name: string): Promise<{ seq: number; id: string }> {
    const answer = await ada.ask({ type: 'upload', name, data: Buffer.from(name).toString('base64') });
    return { seq: answer['seq'] as number, id: (answer['file'] as { id: string }).id };
  }

  async function look(room = 'general'): Promise<{ shown: ShownRoom; list: RoomFileList; session: RoomSession }> {
    const name = `Reader of ${room}`;
    const session = sessionOf({ url: server.url, name, folder: path.join(folder, room), room });
    closing.push(session);
    await session.open();
    const shown = new ShownRoom();
    shown.show(session);
    return { shown, list: new RoomFileList(shown), session };
  }

  function names(list: RoomFileList): string[] {
    return list.files.map(({ file }) => file.name);
  }

  function until(list: RoomFileList, holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = list.changes.on(() => {
        if (!holds()) return;
        stop();
        resolve();
      });
    });
  }

  it('[FL8] lists files that the timeline does not hold, page by page, each once and the newest first', async () => {
    const shared: string[] = [];
    for (let batch = 0; batch < 7; batch += 1) {
      const batchNames = Array.from({ length: 100 }, (_, index) => `${batch * 100 + index}.txt`);
      await Promise.all(batchNames.map(share));
      shared.push(...batchNames);
    }
    const { list, session } = await look();
    assert.ok([...session.state.events()].length < 700);
    await list.begin();
    while (list.more) await list.loadMore();
    assert.deepEqual(
      names(list).sort((one, other) => parseInt(one) - parseInt(other)),
      shared,
    );
    const places = list.files.map(({ seq }) => seq);
    assert.deepEqual(
      places,
      places.toSorted((one, other) => other - one),
    );
  });

  it('finds one file by its id, however far back', async () => {
    const { id } = await share('far back.txt');
    await Promise.all(Array.from({ length: 650 }, (_, index) => share(`${index}.txt`)));
    const { list } = await look();
    assert.equal(list.peek(id), undefined);
    assert.equal((await list.find(id))?.name, 'far back.txt');
    assert.equal(await list.find('no such file'), undefined);
  });

  it('follows what is shared and what is deleted, also by somebody else and of an older page', async () => {
    const first = await share('first.txt');
    const { list } = await look();
    await list.begin();
    await share('second.txt');
    await until(list, () => list.files.length === 2);
    assert.deepEqual(names(list), ['second.txt', 'first.txt']);
    await ada.ask({ type: 'delete', target: first.seq });
    await until(list, () => list.files.length === 1);
    assert.deepEqual(names(list), ['second.txt']);
    await list.refresh();
    assert.deepEqual(names(list), ['second.txt']);
  });

  it('begins at the newest again when it is refreshed, whatever page was under way', async () => {
    await Promise.all(Array.from({ length: 650 }, (_, index) => share(`${index}.txt`)));
    const { list } = await look();
    for (let page = 0; page < 3; page += 1) await list.loadMore();
    const last = list.loadMore();
    await list.refresh();
    await last;
    while (list.more) await list.loadMore();
    assert.equal(list.files.length, 650);
  });

  it('begins anew with another room, and is empty in none', async () => {
    await share('general.txt');
    const { shown, list } = await look();
    await list.begin();
    assert.deepEqual(names(list), ['general.txt']);
    const other = await look('other');
    shown.show(other.session);
    await until(list, () => !list.loading && !list.more);
    assert.deepEqual(names(list), []);
    shown.show(undefined);
    assert.equal(list.more, false);
  });

  it('goes on by itself when a lost connection is back', async () => {
    await share('before.txt');
    const { list, session } = await look();
    await server.kill();
    await list.loadMore();
    assert.notEqual(list.error, undefined);
    server = await start(server.port);
    session.reconnect();
    await until(list, () => list.error === undefined);
    assert.deepEqual(names(list), ['before.txt']);
    ada = await WireClient.join(server.url, 'Ada again');
  });
});
