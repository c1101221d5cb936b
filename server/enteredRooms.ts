import type { Room } from './room.ts';

const NONE: readonly Room[] = [];

/** The rooms that a session is in, in the order of coming. Mostly that is one: a Map would take more than what is in it. */
export class EnteredRooms implements Iterable<Room> {
  #rooms = NONE;

  get size(): number {
    return this.#rooms.length;
  }

  get(key: string): Room | undefined {
    for (const room of this.#rooms) if (room.key === key) return room;
    return undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** In the place of one of the same key, where there is one. */
  add(room: Room): void {
    this.#rooms = this.#rooms.filter(({ key }) => key !== room.key).concat(room);
  }

  delete(key: string): void {
    this.#rooms = this.#rooms.filter((room) => room.key !== key);
  }

  [Symbol.iterator](): Iterator<Room> {
    return this.#rooms[Symbol.iterator]();
  }
}
