import type { Session } from './session.ts';

/** Most people that are named, each with most of their rooms. */
const PEOPLE_NAMED = 100;
const ROOMS_NAMED = 20;

/** Who is on a server, for whoever runs it. */
export interface Presence {
  people: { name: string; rooms: string[] }[];
  /** All that are connected, also those beyond the people. */
  sessions: number;
}

/** Each person once, with the rooms of all sessions, in the order of coming. */
export function presenceOf(sessions: readonly Session[]): Presence {
  const people = new Map<string, { name: string; rooms: Set<string> }>();
  let connected = 0;
  for (const { phase } of sessions) {
    if (phase.phase !== 'connected') continue;
    connected += 1;
    const { holder, name } = phase.actor;
    const person = people.get(holder) ?? { name, rooms: new Set<string>() };
    if (people.size < PEOPLE_NAMED) people.set(holder, person);
    for (const room of phase.rooms) if (person.rooms.size < ROOMS_NAMED) person.rooms.add(room.name);
  }
  return {
    people: [...people.values()].map(({ name, rooms }) => ({ name, rooms: [...rooms] })),
    sessions: connected,
  };
}
