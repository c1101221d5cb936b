import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConnectionError } from '../../../extension/connection/errors.ts';
import type { RoomSession } from '../../../extension/connection/roomSession.ts';
import { ROOT } from '../../../scripts/paths.ts';
import { eventually } from '../../support/eventually.ts';
import { RogueServer } from '../../support/rogueServer.ts';
import { sessionOf } from '../../support/sessionPerson.ts';
import { TurnMeter } from '../../support/turnMeter.ts';

const MIB = 1_048_576;
/** Nine turns of ten are over in this, in milliseconds. */
const TURN_MS = 500;

describe('RoomSession with a rogue server', function () {
  this.timeout(40_000);
  let folder: string;
  let rogue: RogueServer;
  const sessions: RoomSession[] = [];
  const logged: string[] = [];
  const note = (event: string): void => void logged.push(event);
  const log = { info: note, warn: note, error: note };

  before(async () => (rogue = await RogueServer.start(ROOT)));
  after(() => rogue.close());
  beforeEach(async () => {
    logged.length = 0;
    folder = await mkdtemp(path.join(tmpdir(), 'rogue-'));
  });
  afterEach(async () => {
    for (const session of sessions.splice(0)) session.close();
    await rm(folder, { recursive: true, force: true });
  });

  function person(room: string, url = rogue.url): RoomSession {
    const session = sessionOf({ url, name: 'Ada', room, folder, log });
    sessions.push(session);
    return session;
  }

  /** Files that came to be. */
  async function files(): Promise<string[]> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  }

  /** Lets an attack pass; whoever is attacked does other things meanwhile, and keeps only so much of it. */
  async function withstand(room: string, over: (session: RoomSession) => boolean): Promise<RoomSession> {
    const session = person(room);
    const before = process.memoryUsage().rss;
    const turns = new TurnMeter();
    await session.open();
    await eventually(() => assert.ok(over(session), `${room} did not end`));
    const turnMs = turns.stop();
    assert.ok(turnMs < TURN_MS, `turns took ${turnMs} ms`);
    const grown = process.memoryUsage().rss - before;
    assert.ok(grown < 256 * MIB, `${grown / MIB} MiB more than before`);
    assert.deepEqual(await files(), []);
    assert.ok(logged.length < 50, `${logged.length} lines of log`);
    return session;
  }

  it('stays responsive in a flood, and keeps no more than a room may hold', async () => {
    const session = await withstand('flood', ({ state }) => state.seq === 50_000);
    assert.equal(session.connection.state, 'online');
    assert.ok(session.state.gaps.length <= 100);
  });

  for (const room of ['huge', 'endless']) {
    it(`takes no more than a MiB of a message without end (${room})`, async () => {
      await withstand(room, ({ connection }) => connection.state === 'waiting');
      const { taken } = await rogue.counts();
      // What the system buffers on both sides is beyond anybody's say.
      assert.ok(taken < 32 * MIB, `${taken} bytes were taken`);
    });
  }

  for (const room of ['malformed', 'unknown', 'control', 'pings']) {
    it(`hangs up on frames that break the rules of WebSockets, or would drown it (${room})`, async () => {
      await withstand(room, ({ connection }) => connection.state === 'waiting');
    });
  }

  it('outlasts damaged frames, and takes nothing from them that is not of this room', async () => {
    const session = await withstand('fuzz', ({ connection }) => connection.state === 'online');
    await eventually(async () => {
      const { taken } = await rogue.counts();
      assert.ok(taken > 30_000 * 50);
    });
    assert.equal(({} as { id?: unknown }).id, undefined, 'A prototype was changed.');
    for (const event of session.state.events()) assert.ok(Number.isSafeInteger(event.seq) && event.seq > 0);
  });

  it('a room of thousands of hostile names is a room', async () => {
    const session = await withstand('names', ({ state }) => state.seq >= 2_000);
    assert.equal(session.state.members.length, 4_000);
  });

  it('asks for no more of an endless history than a person scrolls through', async () => {
    const before = (await rogue.counts()).asked;
    const session = await withstand('history', ({ state }) => state.seq === 9e15);
    for (let page = 0; page < 30; page += 1) await session.loadOlder();
    assert.equal(session.hasOlder, true);
    // One to connect.
    assert.equal((await rogue.counts()).asked, before + 31);
  });

  it('gives up on gaps that nobody fills, and keeps a hundred of them', async () => {
    const { asked } = await rogue.counts();
    const session = await withstand('gaps', ({ state }) => state.seq === 3_000_000);
    assert.ok(session.state.gaps.length <= 100, `${session.state.gaps.length} gaps`);
    const more = (await rogue.counts()).asked - asked;
    assert.ok(more < 1_000, `${more} requests`);
  });

  it('comes back to a server that throws it out less and less often', async () => {
    const { connections } = await rogue.counts();
    const session = person('revolving');
    await session.open();
    await eventually(() => assert.equal(session.connection.state, 'waiting'));
    const more = (await rogue.counts()).connections - connections;
    assert.ok(more <= 3, `${more} connections`);
  });

  it('follows no redirect', async () => {
    await assert.rejects(person('general', rogue.redirecting).open(), ConnectionError);
    assert.equal((await rogue.counts()).sunk, 0);
  });
});
