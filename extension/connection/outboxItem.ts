import type { Snippet } from '../../server/protocol/model.ts';
import type { Progress } from '../transfers/progressMeter.ts';

interface ItemBase {
  /** The idempotency key of the send ([MSG3]). */
  id: string;
  /** Unix milliseconds. */
  createdAt: number;
}

interface FileBase extends ItemBase {
  name: string;
  mediaType: string;
  /** Bytes. */
  size: number;
}

/** Where the bytes of a transfer are. */
type TransferSource =
  /** The person's own file, which is never copied. */
  | { kind: 'path'; path: string; modifiedMs: number }
  /** A file of the outbox itself, which goes with the item. */
  | { kind: 'spool' };

/** A file that goes over HTTP, in as many pieces as it takes. */
export interface TransferItem extends FileBase {
  kind: 'transfer';
  source: TransferSource;
  /** Lower-case hex; absent until the bytes were read through. */
  sha256?: string | undefined;
  /** The path of the upload at the server, once there is one. */
  uploadPath?: string | undefined;
  /** A small raster picture, in Base64. */
  thumbnail?: string | undefined;
}

/** An upload that was given up, and that the server does not know of yet. */
export interface TerminationItem extends ItemBase {
  kind: 'termination';
  uploadPath?: string | undefined;
}

/** A message or file that the server has not acknowledged yet. */
export type SendItem =
  | (ItemBase & {
      kind: 'message';
      text: string;
      /** The place of the message that this one answers. */
      replyTo?: number | undefined;
      /** Code that goes with it. */
      snippet?: Snippet | undefined;
    })
  | (FileBase & { kind: 'file'; sha256: string; data: string; thumbnail?: string | undefined })
  | TransferItem;

/** What waits for the server. */
export type OutboxItem = SendItem | TerminationItem;

/** What was found out about a transfer on the way. */
export type TransferKnowledge = Pick<TransferItem, 'sha256' | 'uploadPath'>;

/** A send as it is shown. */
export type OutboxEntry = SendItem & {
  failure?: { error: Error; retryable: boolean };
  progress?: Progress;
};
