import type { Member } from '../../server/protocol/model.ts';

/** Most members that are kept: a server that names more is not believed, and no window is slowed down by it. */
const MOST_MEMBERS = 10_000;

/** The members of a room by their id, in the order in which they were heard of. */
export class MemberList {
  readonly #members = new Map<string, Member>();
  #all: readonly Member[] | undefined;

  get all(): readonly Member[] {
    this.#all ??= [...this.#members.values()];
    return this.#all;
  }

  has(id: string): boolean {
    return this.#members.has(id);
  }

  /** Puts these in the place of all. */
  reset(members: readonly Member[]): void {
    this.#members.clear();
    this.#all = undefined;
    for (const member of members) this.put(member);
  }

  /** Adds a member, or tells another state of one; answers whether anything is different now. */
  put(member: Member): boolean {
    const known = this.#members.get(member.id);
    if (!known && this.#members.size >= MOST_MEMBERS) return false;
    if (known?.name === member.name && known.state === member.state && known.guest === member.guest) return false;
    this.#members.set(member.id, member);
    this.#all = undefined;
    return true;
  }

  /** Answers whether there was one. */
  remove(id: string): boolean {
    if (!this.#members.delete(id)) return false;
    this.#all = undefined;
    return true;
  }
}
