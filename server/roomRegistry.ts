import { Room } from './room.ts';

/** The rooms that somebody is in now, by the key of their name. */
export class RoomRegistry {
  readonly #rooms = new Map<string, Room>();

  get size(): number {
    return this.#rooms.size;
  }

  get(key: string): Room | undefined {
    return this.#rooms.get(key);
  }

  all(): Iterable<Room> {
    return this.#rooms.values();
  }

  open(key: string, name: string): Room {
    let room = this.#rooms.get(key);
    if (!room) {
      room = new Room(key, name);
      this.#rooms.set(key, room);
    }
    return room;
  }

  /** Lets go of a room that nobody is in. */
  release(room: Room): void {
    if (room.isEmpty && this.#rooms.get(room.key) === room) this.#rooms.delete(room.key);
  }
}
