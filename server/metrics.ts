import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { UploadEnd } from './files/uploads.ts';
import { Counter, Gauge, Histogram, type MetricFamily } from './metricFamilies.ts';
import type { CommitReport } from './store/messageStore.ts';

const LATENCY_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const BATCH_OPERATIONS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** How often the event loop is looked at. */
const LOOP_SAMPLE_MS = 10;

/** What is read of the running server when somebody asks. */
export interface LivingFigures {
  sessions: () => number;
  /** Bytes that went to WebSockets. */
  sentBytes: () => number;
  rooms: () => number;
  healthy: () => boolean;
  uploads: () => number;
  receiving: () => number;
  sending: () => number;
  promisedBytes: () => number;
}

/** What `GET /metrics` tells, in Prometheus' text form. No label ever carries a name of a person, room or file. */
export class Metrics {
  readonly contentType = 'text/plain; version=0.0.4; charset=utf-8';
  readonly #events = new Counter('room_chat_events_total', 'Events stored, by type.', 'type');
  readonly #requests = new Counter(
    'room_chat_requests_total',
    'Requests answered, by type and error code ("ok" for none).',
    'type',
    'code',
  );
  readonly #ack = new Histogram(
    'room_chat_ack_seconds',
    'From a request that adds to a log to its acknowledgement.',
    LATENCY_SECONDS,
  );
  readonly #commit = new Histogram(
    'room_chat_commit_seconds',
    'A commit with its sync to stable storage.',
    LATENCY_SECONDS,
  );
  readonly #batch = new Histogram('room_chat_commit_operations', 'Operations that shared a commit.', BATCH_OPERATIONS);
  readonly #dropped = new Counter('room_chat_dropped_frames_total', 'Ephemeral frames dropped for slow sessions.');
  readonly #closed = new Counter(
    'room_chat_closed_sessions_total',
    'Sessions that ended, by close code (1006 where none was sent).',
    'code',
  );
  readonly #transferred = new Counter(
    'room_chat_transfer_bytes_total',
    'Bytes of files over HTTP, by direction.',
    'direction',
  );
  readonly #uploads = new Counter('room_chat_uploads_total', 'Uploads over HTTP that came to an end, by which.', 'end');
  /** Grows with all that comes, so it is only summed up, and printed when somebody asks. */
  #receivedBytes = 0;
  readonly #families: readonly MetricFamily[];

  constructor(living: LivingFigures) {
    const delays = monitorEventLoopDelay({ resolution: LOOP_SAMPLE_MS });
    delays.enable();
    this.#families = [
      this.#events,
      this.#requests,
      this.#ack,
      this.#commit,
      this.#batch,
      this.#dropped,
      this.#closed,
      { text: () => this.#bytesText(living) },
      this.#transferred,
      this.#uploads,
      new Gauge('room_chat_sessions', 'Open sessions.', living.sessions),
      new Gauge('room_chat_rooms', 'Rooms that somebody is in.', living.rooms),
      new Gauge('room_chat_storage_healthy', '1 where the last write reached the disk.', () =>
        living.healthy() ? 1 : 0,
      ),
      new Gauge('room_chat_uploads_unfinished', 'Uploads over HTTP that are not finished.', living.uploads),
      new Gauge('room_chat_uploads_active', 'Of those, how many bytes come for now.', living.receiving),
      new Gauge('room_chat_downloads_active', 'Files that are being sent over HTTP.', living.sending),
      new Gauge('room_chat_promised_bytes', 'Bytes that unfinished uploads still need.', living.promisedBytes),
      new Gauge('room_chat_event_loop_delay_p99_seconds', 'How late the event loop was, since last asked.', () => {
        const nanoseconds = delays.percentile(99);
        delays.reset();
        return Math.max(0, nanoseconds / 1e9 - LOOP_SAMPLE_MS / 1_000);
      }),
      new Gauge('room_chat_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss()),
      new Gauge('room_chat_uptime_seconds', 'Since the process started.', () => process.uptime()),
    ];
  }

  event(type: string): void {
    this.#events.add(1, type);
  }

  request(type: string, milliseconds: number, code: string | undefined, adds: boolean): void {
    this.#requests.add(1, type, code ?? 'ok');
    if (adds && code === undefined) this.#ack.observe(milliseconds / 1_000);
  }

  commit({ operations, commitMs }: CommitReport): void {
    this.#commit.observe(commitMs / 1_000);
    this.#batch.observe(operations);
  }

  dropped(frames: number): void {
    this.#dropped.add(frames);
  }

  closed(code: number): void {
    this.#closed.add(1, String(code));
  }

  received(bytes: number): void {
    this.#receivedBytes += bytes;
  }

  transferred(direction: 'in' | 'out', count: number): void {
    this.#transferred.add(count, direction);
  }

  upload(end: UploadEnd): void {
    this.#uploads.add(1, end);
  }

  text(): string {
    return `${this.#families.map((family) => family.text()).join('\n')}\n`;
  }

  #bytesText(living: LivingFigures): string {
    const total = new Counter('room_chat_bytes_total', 'Bytes of WebSockets, by direction.', 'direction');
    total.add(this.#receivedBytes, 'in');
    total.add(living.sentBytes(), 'out');
    return total.text();
  }
}
