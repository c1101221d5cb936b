import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { newDataFolder, type ServerProcess } from '../support/serverProcess.ts';
import { CuttingProxy } from './support/cuttingProxy.ts';
import { report } from './support/figures.ts';
import { type Findings, Ledger, NOTHING_FOUND } from './support/ledger.ts';
import { faultsOf, Person } from './support/person.ts';
import { ResumingClient } from './support/resumingClient.ts';
import { RoomReader } from './support/roomLog.ts';
import { Seeded } from './support/seeded.ts';
import { sendOf } from './support/sends.ts';
import { endServers, startServer } from './support/serverUnderTest.ts';
import { patience, size } from './support/sizes.ts';

const CUTS = size('CUTS', { short: 300, long: 10_000 });
/** Cuts of one room, before people go on in another. */
const CUTS_A_ROOM = 500;
const PEOPLE = 8;
const SCRIPTS = 2;

interface Outcome extends Findings {
  events: number;
  acknowledged: number;
  missing: number;
  wrong: number;
  faults: string[];
}

describe('A connection that is cut', function () {
  this.timeout(patience({ short: 4, long: 40 }));
  const folder = newDataFolder();
  afterEach(endServers);
  after(() => rmSync(folder, { recursive: true, force: true }));

  it(`[RM2] [RM3] [MSG2] [MSG3] [MSG5] costs no client anything, at random bytes, ${CUTS} times`, async () => {
    const started = performance.now();
    const random = new Seeded(2);
    const proxies = { people: await CuttingProxy.start(random), scripts: await CuttingProxy.start(random) };
    const server = await startServer({ args: ['--public-url', proxies.people.url] });
    const { people, scripts } = proxies;
    for (const proxy of [people, scripts]) proxy.leadTo(server.port);
    const outcomes: Outcome[] = [];
    for (let room = 1; people.cuts < CUTS; room += 1) {
      const cuts = Math.min(CUTS_A_ROOM, CUTS - people.cuts);
      const outcome = await talkInRoom({ server, proxies, random, folder, room: `room ${room}`, cuts });
      outcomes.push(outcome);
      assert.deepEqual(outcome.faults, []);
    }
    await Promise.all([people.close(), scripts.close()]);

    const sum = (name: keyof Omit<Outcome, 'faults'>) => outcomes.reduce((total, outcome) => total + outcome[name], 0);
    const findings = { ...NOTHING_FOUND };
    for (const name of Object.keys(findings) as (keyof Findings)[]) findings[name] = sum(name);
    report('cuts', {
      'cuts of people': people.cuts,
      'cuts of scripts': scripts.cuts,
      events: sum('events'),
      acknowledged: sum('acknowledged'),
      missing: sum('missing'),
      'twice or out of order': sum('wrong'),
      ...findings,
      seconds: Math.round((performance.now() - started) / 1_000),
    });
    assert.deepEqual(findings, NOTHING_FOUND);
    assert.deepEqual([sum('missing'), sum('wrong')], [0, 0]);
  });
});

interface Talk {
  server: ServerProcess;
  proxies: { people: CuttingProxy; scripts: CuttingProxy };
  random: Seeded;
  folder: string;
  room: string;
  cuts: number;
}

/** People and scripts talk in a room until the people were cut off so often; then all of it has to be with everybody. */
async function talkInRoom({ server, proxies, random, folder, room, cuts }: Talk): Promise<Outcome> {
  const ledger = new Ledger();
  let isOver = false;
  const sender = (name: string) => {
    let number = 0;
    return () => (isOver ? undefined : sendOf(name, (number += 1)));
  };
  const people = Array.from({ length: PEOPLE }, (_, index) => {
    const options = { url: proxies.people.url, room, folder, ledger, random, next: sender(`p${index}`) };
    return new Person({ ...options, name: `Person ${index} of ${room}` });
  });
  await Promise.all(people.map((person) => person.session.open()));
  const over = new AbortController();
  const scripts = Array.from({ length: SCRIPTS }, (_, index) => {
    const options = { room, ledger, next: sender(`s${index}`), window: 2, host: `127.0.0.1:${server.port}` };
    return new ResumingClient({ ...options, name: `Script ${index} of ${room}` });
  });
  for (const script of scripts) assert.ok(await script.connect(proxies.scripts.url));
  const runs = scripts.map(async (script) => {
    for (;;) {
      await script.lost();
      if (over.signal.aborted) return;
      await script.connect(proxies.scripts.url);
    }
  });

  for (const person of people) person.talk();
  void proxies.scripts.cut(Number.MAX_SAFE_INTEGER);
  await proxies.people.cut(cuts);
  proxies.scripts.stop();
  isOver = true;
  await Promise.all([...people.map((person) => person.settled()), ...scripts.map((script) => script.drained())]);
  const reader = await RoomReader.open(server.url, room);
  const log = await reader.log();
  reader.close();
  await Promise.all(people.map((person) => person.settled(log.length)));
  over.abort();
  for (const script of scripts) script.close();
  await Promise.all(runs);

  let missing = 0;
  let wrong = 0;
  const lacks = (who: string, count: number, first = 0): void => {
    missing += count;
    if (count > 0) ledger.fault(`${who} lacks ${count} places from ${first}`);
  };
  for (const [index, script] of scripts.entries()) lacks(`Script ${index}`, script.missing);
  const shown = log.filter(({ type }) => type === 'message' || type === 'file').map(({ seq }) => seq);
  for (const [index, person] of people.entries()) {
    const entries = await person.readAll();
    wrong += faultsOf(entries).length;
    const seqs = new Set(entries.map(({ seq }) => seq));
    const missed = shown.filter((seq) => !seqs.has(seq));
    lacks(`Person ${index}`, missed.length, missed[0]);
    person.close();
  }
  const { acknowledged, faults } = ledger;
  return { ...ledger.check(log), events: log.length, acknowledged, missing, wrong, faults };
}
