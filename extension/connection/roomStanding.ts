import type { AccessNotice } from '../../server/protocol/accessNotices.ts';
import type { RoomSnapshot, RoomTraits } from '../../server/protocol/model.ts';

/** Who finds a room and may do what in it, as far as this person is told ([AC5], [RM5], [RM6], [RM7]). */
export class RoomStanding {
  #traits: RoomTraits = {};
  #moderates = false;

  /** What differs from a room that is open to everybody. */
  get traits(): RoomTraits {
    return this.#traits;
  }

  /** Whether this person may remove and silence others here. */
  get moderates(): boolean {
    return this.#moderates;
  }

  reset({ visibility, approval, direct, role }: RoomTraits & Pick<RoomSnapshot, 'role'>): void {
    this.#traits = { visibility, approval, direct };
    this.#moderates = role === 'owner';
  }

  /** Answers whether anything is different now. @param isOwn it is about this person */
  hear(notice: AccessNotice, isOwn: boolean): boolean {
    switch (notice.type) {
      case 'roomOptions': {
        const { visibility, approval } = notice;
        const { direct } = this.#traits;
        this.#traits = {
          direct,
          visibility: visibility === 'invite' ? visibility : undefined,
          approval: approval ? true : undefined,
        };
        return true;
      }
      case 'role': {
        if (!isOwn) return false;
        const moderates = notice.role === 'owner';
        const changed = this.#moderates !== moderates;
        this.#moderates = moderates;
        return changed;
      }
      default:
        return false;
    }
  }
}
