import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { UploadEnd } from './files/uploads.ts';
import type { CommitReport } from './store/messageStore.ts';

const LATENCY_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** How often the event loop is looked at. */
const LOOP_SAMPLE_MS = 10;

/** What `GET /metrics` tells, in Prometheus' text form. No label ever carries a name of a person, room or file. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #registers = [this.#registry];
  readonly #events = new Counter({
    name: 'room_chat_events_total',
    help: 'Events stored, by type.',
    labelNames: ['type'],
    registers: this.#registers,
  });
  readonly #requests = new Counter({
    name: 'room_chat_requests_total',
    help: 'Requests answered, by type and error code ("ok" for none).',
    labelNames: ['type', 'code'],
    registers: this.#registers,
  });
  readonly #ack = new Histogram({
    name: 'room_chat_ack_seconds',
    help: 'From a request that adds to a log to its acknowledgement.',
    buckets: LATENCY_SECONDS,
    registers: this.#registers,
  });
  readonly #commit = new Histogram({
    name: 'room_chat_commit_seconds',
    help: 'A commit with its sync to stable storage.',
    buckets: LATENCY_SECONDS,
    registers: this.#registers,
  });
  readonly #batch = new Histogram({
    name: 'room_chat_commit_operations',
    help: 'Operations that shared a commit.',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
    registers: this.#registers,
  });
  readonly #dropped = new Counter({
    name: 'room_chat_dropped_frames_total',
    help: 'Ephemeral frames dropped for slow sessions.',
    registers: this.#registers,
  });
  readonly #closed = new Counter({
    name: 'room_chat_closed_sessions_total',
    help: 'Sessions that ended, by close code (1006 where none was sent).',
    labelNames: ['code'],
    registers: this.#registers,
  });
  /** Grows with every frame of every socket, so it is counted here and told only when somebody asks. */
  readonly #bytes = { in: 0, out: 0 };

  readonly #transferred = new Counter({
    name: 'room_chat_transfer_bytes_total',
    help: 'Bytes of files over HTTP, by direction.',
    labelNames: ['direction'],
    registers: this.#registers,
  });
  readonly #uploads = new Counter({
    name: 'room_chat_uploads_total',
    help: 'Uploads over HTTP that came to an end, by which.',
    labelNames: ['end'],
    registers: this.#registers,
  });

  constructor(living: {
    sessions: () => number;
    rooms: () => number;
    healthy: () => boolean;
    uploads: () => number;
    receiving: () => number;
    sending: () => number;
    promisedBytes: () => number;
  }) {
    const gauge = (name: string, help: string, value: () => number): void => {
      new Gauge({
        name,
        help,
        registers: this.#registers,
        collect() {
          this.set(value());
        },
      });
    };
    const bytes = this.#bytes;
    new Counter({
      name: 'room_chat_bytes_total',
      help: 'Bytes of WebSockets, by direction.',
      labelNames: ['direction'],
      registers: this.#registers,
      collect() {
        this.reset();
        this.inc({ direction: 'in' }, bytes.in);
        this.inc({ direction: 'out' }, bytes.out);
      },
    });
    gauge('room_chat_sessions', 'Open sessions.', living.sessions);
    gauge('room_chat_rooms', 'Rooms that somebody is in.', living.rooms);
    gauge('room_chat_storage_healthy', '1 where the last write reached the disk.', () => (living.healthy() ? 1 : 0));
    gauge('room_chat_uploads_unfinished', 'Uploads over HTTP that are not finished.', living.uploads);
    gauge('room_chat_uploads_active', 'Of those, how many bytes come for now.', living.receiving);
    gauge('room_chat_downloads_active', 'Files that are being sent over HTTP.', living.sending);
    gauge('room_chat_promised_bytes', 'Bytes that unfinished uploads still need.', living.promisedBytes);
    const delays = monitorEventLoopDelay({ resolution: LOOP_SAMPLE_MS });
    delays.enable();
    gauge('room_chat_event_loop_delay_p99_seconds', 'How late the event loop was, since the last time asked.', () => {
      const nanoseconds = delays.percentile(99);
      delays.reset();
      return Math.max(0, nanoseconds / 1e9 - LOOP_SAMPLE_MS / 1_000);
    });
    gauge('room_chat_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
    gauge('room_chat_uptime_seconds', 'Since the process started.', () => process.uptime());
  }

  readonly contentType = 'text/plain; version=0.0.4; charset=utf-8';

  event(type: string): void {
    this.#events.inc({ type });
  }

  request(type: string, milliseconds: number, code: string | undefined, adds: boolean): void {
    this.#requests.inc({ type, code: code ?? 'ok' });
    if (adds && code === undefined) this.#ack.observe(milliseconds / 1_000);
  }

  commit({ operations, commitMs }: CommitReport): void {
    this.#commit.observe(commitMs / 1_000);
    this.#batch.observe(operations);
  }

  dropped(frames: number): void {
    this.#dropped.inc(frames);
  }

  closed(code: number): void {
    this.#closed.inc({ code: String(code) });
  }

  bytes(direction: 'in' | 'out', count: number): void {
    this.#bytes[direction] += count;
  }

  transferred(direction: 'in' | 'out', count: number): void {
    this.#transferred.inc({ direction }, count);
  }

  upload(end: UploadEnd): void {
    this.#uploads.inc({ end });
  }

  async text(): Promise<string> {
    return await this.#registry.metrics();
  }
}
