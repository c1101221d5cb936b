/*
 * Somebody with the extension, in a process of its own, so that it can be killed: the extension's session, outbox, sender
 * and received files, driven by messages of the process that started it. See `transferProcess.ts`.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ConnectionError } from '../../../extension/connection/errors.ts';
import { whenOnline } from '../../../extension/transfers/whenOnline.ts';
import type { FileInfo } from '../../../server/protocol/model.ts';
import { sessionOf } from '../../support/sessionPerson.ts';
import { transfersOf } from '../../support/transferPerson.ts';

/** What the client is told to do. */
export type ClientOrder =
  | { order: 'share'; file: string }
  | { order: 'fetch'; file: FileInfo }
  /** Takes the file of that place back. */
  | { order: 'delete'; seq: number };

/** What the client says. */
export type ClientWord =
  | { word: 'ready' }
  /** So many bytes of uploads have left since its start. */
  | { word: 'sent'; bytes: number }
  | { word: 'received'; bytes: number }
  | { word: 'shared'; seq: number; file: FileInfo }
  | { word: 'fetched'; sha256: string }
  | { word: 'deleted'; seq: number }
  | { word: 'failed'; detail: string };

const [url = '', folder = ''] = process.argv.slice(2);
const tokenFile = path.join(folder, 'token');
mkdirSync(folder, { recursive: true });

const say = (word: ClientWord): void => {
  process.send?.(word);
};
const told = (action: Promise<void>): void => {
  action.catch((error: unknown) =>
    say({ word: 'failed', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
};

const session = sessionOf({
  url,
  name: 'Ada',
  folder,
  tokens: {
    load: () => {
      try {
        return Promise.resolve(readFileSync(tokenFile, 'utf8'));
      } catch {
        return Promise.resolve(undefined);
      }
    },
    save: (token) => {
      writeFileSync(tokenFile, token ?? '');
      return Promise.resolve();
    },
  },
});
const { sender, received } = transfersOf(session, folder);
const announced = new Set<number>();

session.changes.on((change) => {
  if (change.kind === 'events' || change.kind === 'reset') {
    for (const event of session.state.events()) {
      if (event.type !== 'file' || !event.file || announced.has(event.seq)) continue;
      announced.add(event.seq);
      say({ word: 'shared', seq: event.seq, file: event.file });
    }
  }
  if (change.kind === 'outbox') {
    const entry = session.outbox.entries.find(({ id }) => id === change.id);
    if (entry?.failure) say({ word: 'failed', detail: entry.failure.error.message });
    if (entry?.progress && entry.progress.preparing !== true) say({ word: 'sent', bytes: entry.progress.bytes });
  }
});
received.changes.on((sha256) => {
  const bytes = received.state(sha256);
  if (bytes.state === 'loading' && bytes.progress) say({ word: 'received', bytes: bytes.progress.bytes });
});

process.on('message', (message) => {
  const order = message as ClientOrder;
  switch (order.order) {
    case 'share':
      told(share(order.file));
      return;
    case 'fetch':
      told(
        received
          .useFile(order.file, session, () => Promise.resolve())
          .then(() => say({ word: 'fetched', sha256: order.file.sha256 })),
      );
      return;
    case 'delete':
      told(takeBack(order.seq).then(() => say({ word: 'deleted', seq: order.seq })));
      return;
  }
});
// Without the one that drives it, it ends.
process.on('disconnect', () => process.exit());

async function share(file: string): Promise<void> {
  const { size, mtimeMs } = await stat(file);
  const content = { kind: 'path' as const, path: file, sizeBytes: size, modifiedMs: mtimeMs, temporary: false };
  await sender.send({ name: path.basename(file), mediaType: 'application/octet-stream', content }, session);
}

/** As a person does who is told that there is no connection: again, once there is one. */
async function takeBack(seq: number): Promise<void> {
  for (;;) {
    await whenOnline(session, new AbortController().signal);
    try {
      await session.messages.delete(seq);
      return;
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
    }
  }
}

await session.takeUp();
await whenOnline(session, new AbortController().signal);
say({ word: 'ready' });
