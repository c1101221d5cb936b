import { come, type Invited, InvitedServer } from './invitedServer.ts';
import { suiteOn, type WireSuite } from './wireSuite.ts';

export interface InvitedSuite extends WireSuite<InvitedServer> {
  /** Somebody who connects by whatever `fields` say, until the test is over. */
  readonly come: (name: string, fields: object) => Promise<Invited>;
  /** Somebody new, by an invite of the owner, until the test is over; in `room` where one is named. */
  readonly newcomer: (room?: string) => Promise<Invited>;
}

/** One server that takes invited people only, for the tests of a `describe`, and people who go with each of them. */
export function invitedSuite(): InvitedSuite {
  const suite = suiteOn(() => InvitedServer.start());
  const kept = (person: Invited): Invited => {
    suite.keep(person.client);
    return person;
  };
  return Object.assign(suite, {
    come: async (name: string, fields: object) => kept(await come(suite.server.url, name, fields)),
    newcomer: async (room?: string) => kept(await suite.server.newcomer({}, room)),
  });
}
