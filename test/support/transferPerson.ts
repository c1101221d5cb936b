import { readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { RoomSession } from '../../extension/connection/roomSession.ts';
import { FileCache } from '../../extension/files/fileCache.ts';
import { ReceivedFiles } from '../../extension/files/receivedFiles.ts';
import { FileSender } from '../../extension/transfers/fileSender.ts';
import type { FileInfo } from '../../server/protocol/model.ts';
import { until } from './sessionPerson.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Somebody in a room who shares and fetches files with the extension's own code. */
export interface TransferPerson {
  session: RoomSession;
  sender: FileSender;
  received: ReceivedFiles;
  cacheFolder: string;
  /** Where the outbox of this server, room and name is. */
  readonly outboxFolder: string;
  /** Shares a file of this computer as it is. */
  share(file: string): Promise<void>;
}

/** @param folder that was given to `sessionOf` too */
export function transfersOf(session: RoomSession, folder: string, cacheBytes = 1024 ** 4): TransferPerson {
  const cacheFolder = path.join(folder, 'files');
  const received = new ReceivedFiles(new FileCache(cacheFolder, log, () => cacheBytes));
  const sender = new FileSender(received, log);
  return {
    session,
    sender,
    received,
    cacheFolder,
    get outboxFolder() {
      const root = path.join(folder, 'outbox');
      return path.join(root, readdirSync(root)[0] ?? '');
    },
    share: async (file) => {
      const { size, mtimeMs } = await stat(file);
      const content = { kind: 'path' as const, path: file, sizeBytes: size, modifiedMs: mtimeMs, temporary: false };
      await sender.send({ name: path.basename(file), mediaType: 'application/octet-stream', content }, session);
    },
  };
}

/** The file of that name in the room, once it is there. */
export async function fileShared(session: RoomSession, name: string): Promise<FileInfo> {
  const find = (): FileInfo | undefined => {
    for (const event of session.state.events()) {
      if (event.type === 'file' && event.file?.name === name) return event.file;
    }
    return undefined;
  };
  await until(session, () => find() !== undefined);
  const file = find();
  if (!file) throw new Error('unreachable');
  return file;
}
