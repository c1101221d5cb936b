import { workspace } from 'vscode';

/** As the manifest says; the editor warns of more, but gives it. */
const MOST_PREVIEW_KIB = 1024;

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

  /** Largest image, in bytes, that is fetched and shown by itself. */
  get previewImageBytes(): number {
    const kibibytes = read('previewImages', 256);
    return Number.isFinite(kibibytes) ? Math.min(Math.max(kibibytes, 0), MOST_PREVIEW_KIB) * 1024 : 0;
  },
};

/** A setting of another type than it should be counts as not set. */
function read<T extends string | number>(name: string, fallback: T): T {
  const value: unknown = workspace.getConfiguration('roomChat').get(name);
  return typeof value === typeof fallback ? (value as T) : fallback;
}
