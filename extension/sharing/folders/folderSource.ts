import type { Readable } from 'node:stream';

export interface FolderEntry {
  name: string;
  /** `link` whatever it leads to; `other` for pipes, devices and sockets. */
  kind: 'file' | 'folder' | 'link' | 'other';
}

/** The text of an ignore file above a folder, with the way from there down to it, such as `packages/app/`. */
export interface IgnoreFileAbove {
  text: string;
  way: string;
}

/** A folder somewhere: on this computer or in a file system of the editor. Paths are relative, with `/`; `''` is itself. */
export interface FolderSource {
  list(path: string): Promise<FolderEntry[]>;
  stat(path: string): Promise<{ sizeBytes: number; modifiedMs: number }>;
  /** At most the first `mostBytes` of a file. */
  read(path: string, mostBytes: number): Promise<Buffer>;
  /** A file's bytes; never what a link leads to. */
  open(path: string): Promise<Readable>;
  /** Those between the folder and the root of its repository, the outermost first; none outside of a repository. */
  ignoreFilesAbove(): Promise<IgnoreFileAbove[]>;
}
