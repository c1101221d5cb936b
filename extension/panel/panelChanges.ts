import type { SessionChange } from '../connection/roomSession.ts';

/** What a panel has not been told yet. */
export interface PanelChanges {
  everything: boolean;
  seqs: Set<number>;
  outbox: Set<string>;
  members: boolean;
  connection: boolean;
  typing: boolean;
}

export function noChanges(): PanelChanges {
  return { everything: false, seqs: new Set(), outbox: new Set(), members: false, connection: false, typing: false };
}

/** Adds to `changes` what `change` means for those who show the room. */
export function noteChange(changes: PanelChanges, change: SessionChange): void {
  switch (change.kind) {
    case 'reset':
    case 'topic':
    case 'gaps':
      // A gap has a line of its own, also when the last one closes.
      changes.everything = true;
      break;
    case 'events':
      for (const seq of change.seqs) changes.seqs.add(seq);
      break;
    case 'members':
      changes.members = true;
      break;
    case 'connection':
      changes.connection = true;
      break;
    case 'outbox':
      changes.outbox.add(change.id);
      break;
    case 'typing':
      changes.typing = true;
      break;
    case 'live':
    case 'notice':
      // What it changed is told apart.
      break;
    case 'standing':
      // Who may what is not the panel's to show.
      break;
    case 'read':
      // The line above what is new stays where it was while one reads on.
      break;
  }
}
