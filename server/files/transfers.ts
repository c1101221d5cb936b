import type { IncomingMessage } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { ServerLimits } from '../protocol/limits.ts';
import type { Random } from '../random.ts';
import type { BlobStore } from '../store/blobStore.ts';
import type { MessageStore } from '../store/messageStore.ts';
import type { EventJson, FileQuotas } from '../store/operations.ts';
import { Buckets } from './buckets.ts';
import { RunningDownloads } from './downloads.ts';
import { FileRoutes } from './fileRoutes.ts';
import type { PartialFiles } from './partialFiles.ts';
import { RunningRequests } from './runningRequests.ts';
import { Uploads } from './uploads.ts';

export interface TransfersOptions {
  store: MessageStore;
  blobs: BlobStore;
  partials: PartialFiles;
  clock: Clock;
  random: Random;
  log: Logger;
  limits: ServerLimits;
  quotas: FileQuotas;
  /** How long an upload that nothing comes for is kept. */
  expiresMs: number;
  /** Whether this is an open server ([AC2]). */
  open: boolean;
  /** Called for a wrong token. @returns how long its answer has to wait, in milliseconds */
  wrongToken: (request: IncomingMessage) => number;
  metrics: () => Metrics;
  /** A file is in a room's log; called within the settling of its commit ([MSG5]). */
  onPosted: (roomKey: string, event: EventJson) => void;
}

/** Files over HTTP, put together. */
export class Transfers {
  readonly uploads: Uploads;
  readonly downloads: RunningDownloads;
  readonly running = new RunningRequests();
  readonly routes: FileRoutes;

  constructor(options: TransfersOptions) {
    const { store, blobs, clock, limits, log, metrics, open, wrongToken } = options;
    this.uploads = new Uploads({
      ...options,
      onEnd: (end) => metrics().upload(end),
      onBytes: (count) => metrics().transferred('in', count),
    });
    this.downloads = new RunningDownloads(metrics, log);
    const creations = new Buckets(limits.messagesPerSecond, clock);
    const { uploads, downloads, running } = this;
    this.routes = new FileRoutes(
      { store, blobs, uploads, clock, limits, creations, downloads, running, open, wrongToken },
      log,
    );
  }
}
