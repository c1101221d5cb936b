import { ConfigurationTarget, workspace } from 'vscode';
import { isNoticeLevel, type NoticeLevel } from './notices/noticeLevels.ts';

/** As the manifest says; the editor warns of more, but gives it. */
const MOST_PREVIEW_KIB = 1024;

const LEAST_CACHE_MIB = 16;

/** The person's settings, read when they are needed so that a change counts at once. */
export const configuration = {
  /** Address that Join offers first; empty where none is set. */
  get serverUrl(): string {
    return read('serverUrl', '').trim();
  },

  /** Name that Join offers first; empty where none is set. */
  get displayName(): string {
    return read('displayName', '').trim();
  },

  /** What is told of a room that has no level of its own. */
  get notifications(): NoticeLevel {
    const level = read<string>('notifications', 'mentions');
    return isNoticeLevel(level) ? level : 'mentions';
  },

  /** What the badge on the icon of the chat counts. */
  get unreadBadge(): 'all' | 'mentions' | 'off' {
    const counted = read<string>('unreadBadge', 'all');
    return counted === 'mentions' || counted === 'off' ? counted : 'all';
  },

  /** Whether Enter alone sends, or only together with Ctrl or Cmd. */
  get sendKey(): 'enter' | 'ctrlEnter' {
    return read<string>('sendKey', 'enter') === 'ctrlEnter' ? 'ctrlEnter' : 'enter';
  },

  /** Largest image, in bytes, that is fetched and shown by itself. */
  get previewImageBytes(): number {
    const kibibytes = read('previewImages', 256);
    return Number.isFinite(kibibytes) ? Math.min(Math.max(kibibytes, 0), MOST_PREVIEW_KIB) * 1024 : 0;
  },

  /** Whether what seems to hold a secret is asked about before it is shared. */
  get confirmSecrets(): boolean {
    return read('confirmSecrets', true);
  },

  /** What is larger together, in bytes, is asked about before it is shared; 0 for never. */
  get confirmUploadBytes(): number {
    const mebibytes = read('confirmUploadSize', 50);
    return Number.isFinite(mebibytes) ? Math.max(mebibytes, 0) * 1_048_576 : 0;
  },

  /** Whether the server that this person hosts goes on without a window. */
  get keepHosting(): boolean {
    return read('host.keepRunning', false);
  },

  async setKeepHosting(on: boolean): Promise<void> {
    await workspace.getConfiguration('roomChat').update('host.keepRunning', on, ConfigurationTarget.Global);
  },

  /** Whether servers of the local network are looked for, and this person's own is made known there. */
  get discovery(): boolean {
    return read('discovery', false);
  },

  /** Folder that Save As offers first, as the person wrote it; empty where none is set. */
  get downloadFolder(): string {
    return read('downloadFolder', '').trim();
  },

  /** Most bytes of received files that are kept on this computer. */
  get cacheBytes(): number {
    const mebibytes = read('cacheSize', 1024);
    return (Number.isFinite(mebibytes) ? Math.max(mebibytes, LEAST_CACHE_MIB) : LEAST_CACHE_MIB) * 1024 * 1024;
  },
};

/** A setting of another type than it should be counts as not set. */
function read<T extends string | number | boolean>(name: string, fallback: T): T {
  const value: unknown = workspace.getConfiguration('roomChat').get(name);
  return typeof value === typeof fallback ? (value as T) : fallback;
}
