import { after, afterEach, before } from 'mocha';
import { startRoomServer, type RoomServerProcess } from '../../scripts/roomServer.ts';
import { Dialog } from './dialog.ts';
import { People, type Person, type PersonOptions } from './people.ts';
import { WireClient } from './wireClient.ts';

export interface Sharer {
  readonly people: People;
  readonly ada: Person;
  /** Whatever her editor asks. */
  readonly dialog: Dialog;
  /** Somebody at a plain WebSocket in the same room. */
  readonly friend: WireClient;
}

/** Ada at an editor of her own, in a room where a friend sees what arrives, for the tests of a `describe`. */
export function sharer({ flags = [], ...options }: Omit<PersonOptions, 'name'> & { flags?: string[] }): Sharer {
  let people: People | undefined;
  let server: RoomServerProcess | undefined;
  let there: Sharer | undefined;

  before(async () => {
    people = await People.gather();
    server = await startRoomServer({ data: people.folder('server'), flags });
    const ada = await people.seat({ name: 'Ada', ...options });
    const friend = await WireClient.join(server.url, 'Grace', { room: 'general' });
    there = { people, ada, friend, dialog: new Dialog(ada.window.page) };
    await ada.join(server);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await people?.photograph(this.currentTest.title);
  });
  after(async () => {
    await there?.friend.close();
    await server?.close();
    await people?.close();
  });

  const part = <K extends keyof Sharer>(name: K): Sharer[K] => {
    if (!there) throw new Error('Ada is there only while tests run.');
    return there[name];
  };
  return {
    get people() {
      return part('people');
    },
    get ada() {
      return part('ada');
    },
    get dialog() {
      return part('dialog');
    },
    get friend() {
      return part('friend');
    },
  };
}
