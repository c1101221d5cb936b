import * as vscode from 'vscode';
import { DisposableStore } from '../disposables.ts';
import type { ReceivedFiles } from '../files/receivedFiles.ts';
import { formatSize } from '../formatSize.ts';
import type { JoinedRooms } from '../join/joinedRooms.ts';
import type { ChatPanels } from '../panel/chatPanels.ts';
import { plainText } from '../plainText.ts';
import { LongTransfers, type RunningTransfer, type TransferNotice } from './longTransfers.ts';
import type { Progress } from './progressMeter.ts';

export interface TransferNoticesOptions {
  rooms: JoinedRooms;
  files: ReceivedFiles;
  panels: ChatPanels;
}

/** Tells of transfers that take long while the chat is out of sight, each in a notification that can cancel it. */
export function transferNotices({ rooms, files, panels }: TransferNoticesOptions): DisposableStore {
  const transfers = new LongTransfers({
    running: () => [...uploads(rooms), ...downloads(files)],
    isHidden: () => !panels.visible,
    open: openNotice,
  });
  const store = new DisposableStore();
  store.add(transfers);
  store.defer(
    rooms.roomChanges.on(({ change }) => {
      if (change.kind === 'outbox') transfers.look();
    }),
  );
  store.defer(files.changes.on(() => transfers.look()));
  store.defer(panels.visibility.on(() => transfers.look()));
  return store;
}

function uploads(rooms: JoinedRooms): RunningTransfer[] {
  return rooms.sessions.flatMap(({ outbox }) =>
    outbox.entries.flatMap((entry): RunningTransfer[] => {
      if (entry.kind !== 'transfer' || entry.failure || !entry.progress) return [];
      const { id, name, progress } = entry;
      return [{ key: `up:${id}`, direction: 'up', name, progress, cancel: () => void outbox.discard(id) }];
    }),
  );
}

function downloads(files: ReceivedFiles): RunningTransfer[] {
  return files.underWay.flatMap(({ sha256, name = '' }): RunningTransfer[] => {
    const bytes = files.state(sha256);
    if (bytes.state !== 'loading' || !bytes.progress) return [];
    const { progress } = bytes;
    return [{ key: `down:${sha256}`, direction: 'down', name, progress, cancel: () => files.cancel(sha256) }];
  });
}

function openNotice({ direction, name, cancel }: RunningTransfer): TransferNotice {
  const file = plainText(name);
  const title = direction === 'up' ? vscode.l10n.t('Sending {0}', file) : vscode.l10n.t('Fetching {0}', file);
  let told = 0;
  let report: vscode.Progress<{ message?: string; increment?: number }> | undefined;
  let close: () => void = () => undefined;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const closed = new Promise<void>((resolve) => (close = resolve));
  void vscode.window.withProgress(options, (progress, token) => {
    report = progress;
    token.onCancellationRequested(cancel);
    return closed;
  });
  return {
    update: (progress) => {
      const percent = progress.totalBytes === 0 ? 0 : (progress.bytes / progress.totalBytes) * 100;
      report?.report({ message: messageOf(progress), increment: Math.max(0, percent - told) });
      told = Math.max(told, percent);
    },
    close,
  };
}

function messageOf({ bytes, totalBytes, bytesPerSecond, paused, preparing }: Progress): string {
  if (paused === true) return vscode.l10n.t('waits for the connection');
  if (preparing === true) return vscode.l10n.t('getting ready');
  const [done, all] = [formatSize(bytes), formatSize(totalBytes)];
  if (bytesPerSecond === undefined) return vscode.l10n.t('{0} of {1}', done, all);
  return vscode.l10n.t('{0} of {1}, {2} a second', done, all, formatSize(bytesPerSecond));
}
