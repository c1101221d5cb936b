import { workspace } from 'vscode';

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
    return read('previewImages', 256) * 1024;
  },
};

function read<T>(name: string, fallback: T): T {
  return workspace.getConfiguration('roomChat').get(name, fallback);
}
