import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { newDataFolder } from '../support/serverProcess.ts';
import { CuttingProxy } from './support/cuttingProxy.ts';
import { report } from './support/figures.ts';
import { Ledger, NOTHING_FOUND } from './support/ledger.ts';
import { faultsOf, Person } from './support/person.ts';
import { ResumingClient } from './support/resumingClient.ts';
import { RoomReader } from './support/roomLog.ts';
import { Seeded } from './support/seeded.ts';
import { sendOf } from './support/sends.ts';
import { endServers, startServer } from './support/serverUnderTest.ts';
import { patience, size } from './support/sizes.ts';

const CUTS = size('CUTS', { short: 600, long: 10_000 });
const PEOPLE = 8;
const SCRIPTS = 2;
const ROOM = 'cuts';

describe('A connection that is cut', function () {
  this.timeout(patience({ short: 3, long: 40 }));
  const folder = newDataFolder();
  afterEach(endServers);
  after(() => rmSync(folder, { recursive: true, force: true }));

  it(`[RM2] [RM3] [MSG2] [MSG3] [MSG5] costs no client anything, at random bytes, ${CUTS} times`, async () => {
    const started = performance.now();
    const random = new Seeded(2);
    const ledger = new Ledger();
    const [forPeople, forScripts] = [await CuttingProxy.start(random), await CuttingProxy.start(random)];
    const server = await startServer({ args: ['--public-url', forPeople.url] });
    forPeople.leadTo(server.port);
    forScripts.leadTo(server.port);
    let isOver = false;
    const sender = (name: string) => {
      let number = 0;
      return () => (isOver ? undefined : sendOf(name, (number += 1)));
    };

    const people = Array.from({ length: PEOPLE }, (_, index) => {
      const name = `Person ${index}`;
      return new Person({ url: forPeople.url, room: ROOM, name, folder, ledger, random, next: sender(`p${index}`) });
    });
    await Promise.all(people.map((person) => person.session.open()));
    const over = new AbortController();
    const scripts = Array.from({ length: SCRIPTS }, (_, index) => {
      const options = { room: ROOM, ledger, next: sender(`s${index}`), window: 2, host: `127.0.0.1:${server.port}` };
      return new ResumingClient({ name: `Script ${index}`, ...options });
    });
    for (const script of scripts) assert.ok(await script.connect(forScripts.url));
    const runs = scripts.map(async (script) => {
      for (;;) {
        await script.lost();
        if (over.signal.aborted) return;
        await script.connect(forScripts.url);
      }
    });

    for (const person of people) person.talk();
    void forScripts.cut(Number.MAX_SAFE_INTEGER);
    await forPeople.cut(CUTS);
    forScripts.stop();
    isOver = true;
    await Promise.all([...people.map((person) => person.settled()), ...scripts.map((script) => script.drained())]);
    const reader = await RoomReader.open(server.url, ROOM);
    const log = await reader.log();
    await Promise.all(people.map((person) => person.settled(log.length)));
    over.abort();
    for (const script of scripts) script.close();
    await Promise.all(runs);

    let missing = 0;
    let wrong = 0;
    const shown = new Set(log.filter(({ type }) => type === 'message' || type === 'file').map(({ seq }) => seq));
    for (const person of people) {
      const entries = await person.scrollUp();
      const faults = faultsOf(entries);
      wrong += faults.length;
      const seqs = new Set(entries.map(({ seq }) => seq));
      missing += [...shown].filter((seq) => !seqs.has(seq)).length;
      for (const fault of faults) ledger.fault(fault);
      person.close();
    }
    const findings = ledger.check(log);
    report('cuts', {
      cuts: forPeople.cuts,
      'cuts of scripts': forScripts.cuts,
      events: log.length,
      acknowledged: ledger.acknowledged,
      missing: missing + scripts.reduce((sum, script) => sum + script.missing, 0),
      'twice or out of order': wrong,
      ...findings,
      seconds: Math.round((performance.now() - started) / 1_000),
    });
    await Promise.all([forPeople.close(), forScripts.close()]);
    assert.deepEqual(ledger.faults, []);
    assert.deepEqual(findings, NOTHING_FOUND);
    assert.equal(missing, 0);
    assert.deepEqual(
      scripts.map((script) => script.missing),
      scripts.map(() => 0),
    );
  });
});
