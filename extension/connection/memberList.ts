import type { Member, PresenceState, User } from '../../server/protocol/model.ts';

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
    if (known && isSame(known, member)) return false;
    this.#members.set(member.id, member);
    this.#all = undefined;
    return true;
  }

  /** Somebody is there in this state now; what else is known of them stays. Answers whether anything is different. */
  sawAs(user: User, state: PresenceState): boolean {
    const known = this.#members.get(user.id);
    // Who was removed goes offline afterwards, and is no member again by that.
    if (!known && state === 'offline') return false;
    return this.put({ ...known, ...user, state });
  }

  /** Answers whether there is such a member, and anything is different now. */
  change(id: string, change: Pick<Member, 'role'> | Pick<Member, 'muted'>): boolean {
    const known = this.#members.get(id);
    return known !== undefined && this.put({ ...known, ...change });
  }

  /** Answers whether there was one. */
  remove(id: string): boolean {
    if (!this.#members.delete(id)) return false;
    this.#all = undefined;
    return true;
  }
}

function isSame(one: Member, other: Member): boolean {
  return (
    one.name === other.name &&
    one.state === other.state &&
    one.guest === other.guest &&
    one.role === other.role &&
    one.muted === other.muted
  );
}
