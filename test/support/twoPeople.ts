import { after, afterEach, before } from 'mocha';
import { type RoomServerProcess, startRoomServer } from '../../scripts/roomServer.ts';
import { People, type Person, type PersonOptions } from './people.ts';

/** Two editors start at once, on a machine that may be busy. */
const START_MS = 240_000;

type Seat = Omit<PersonOptions, 'name'>;

export interface TwoPeople {
  /** There once the hooks ran, as are the people. */
  readonly server: RoomServerProcess;
  readonly ada: Person;
  readonly grace: Person;
  /** Both join a room by the palette. */
  join(): Promise<void>;
  /** Starts a server that was ended again, where it was. */
  startServer(): Promise<void>;
}

/** Ada and Grace at an editor each, and a room server, for the tests of a `describe`; those that fail are photographed. */
export function twoPeople(seats: { ada?: Seat; grace?: Seat } = {}): TwoPeople {
  let people: People | undefined;
  let server: RoomServerProcess | undefined;
  let both: { ada: Person; grace: Person } | undefined;
  const found = <T>(what: T | undefined): T => {
    if (what === undefined) throw new Error('It is there only while tests run.');
    return what;
  };

  before(async function () {
    this.timeout(START_MS);
    people = await People.gather();
    server = await startRoomServer({ data: people.folder('server') });
    const [ada, grace] = await Promise.all([
      people.seat({ name: 'Ada', ...seats.ada }),
      people.seat({ name: 'Grace', ...seats.grace }),
    ]);
    both = { ada, grace };
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await people?.photograph(this.currentTest.title);
  });
  after(async () => {
    await server?.close();
    await people?.close();
  });

  return {
    get server() {
      return found(server);
    },
    get ada() {
      return found(both).ada;
    },
    get grace() {
      return found(both).grace;
    },
    async join() {
      await Promise.all([this.ada, this.grace].map((person) => person.join(this.server)));
    },
    async startServer() {
      server = await startRoomServer({ data: found(people).folder('server'), port: this.server.port });
    },
  };
}
