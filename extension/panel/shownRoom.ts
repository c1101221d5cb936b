import type { Command } from '../../webview/protocol/messages.ts';
import type { RoomTarget } from '../connection/roomSession.ts';
import { roomKey } from '../join/joinedRooms.ts';

/** What means the same whichever room is shown. */
const ANYWHERE: ReadonlySet<Command['type']> = new Set([
  'ready',
  'composerFocused',
  'search',
  'jumpTo',
  'openSnippet',
  'thumbnail',
  'copyText',
  'insertCode',
  'openCode',
  'fileChunk',
  'join',
  'startServer',
  'openLink',
]);

/**
 * Which room a page is told to show, by number. Until it has drawn that one, what a person does there is about the room
 * before: nothing of it may be done to the new one.
 */
export class ShownRoom {
  #number = 0;
  #place: string | undefined;

  /** Differs from that of every other room that was shown before. */
  get number(): number {
    return this.#number;
  }

  show(target: Pick<RoomTarget, 'url' | 'room'> | undefined): void {
    const place = target && roomKey(target);
    if (place === this.#place) return;
    this.#place = place;
    this.#number += 1;
  }

  /** Whether a command may be carried out here. @param shown the number of what the page showed */
  isMeant({ type }: Command, shown: number | undefined): boolean {
    return shown === this.#number || ANYWHERE.has(type);
  }
}
