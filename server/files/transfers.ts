import type { IncomingMessage } from 'node:http';
import type { Metrics } from '../metrics.ts';
import type { ServerLimits } from '../protocol/limits.ts';
import { Buckets } from './buckets.ts';
import { RunningDownloads } from './downloads.ts';
import { FileRoutes } from './fileRoutes.ts';
import { RunningRequests } from './runningRequests.ts';
import { Uploads, type UploadsDeps } from './uploads.ts';

export interface TransfersOptions extends Omit<UploadsDeps, 'onEnd' | 'onBytes'> {
  limits: ServerLimits;
  /** Whether this is an open server ([AC2]). */
  open: boolean;
  /** Called for a wrong token. @returns how long its answer has to wait, in milliseconds */
  wrongToken: (request: IncomingMessage) => number;
  metrics: () => Metrics;
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
