import type { FolderSource } from './folders/folderSource.ts';
import type { Shareable } from './shareable.ts';

/** Something that a person pointed at; what it is turns out when it is looked at. */
export interface Chosen {
  /**
   * Whether it is there, and as what.
   *
   * @throws ShareError
   */
  look(): Promise<Found>;
  /** It belongs to a folder that the person said they do not trust. */
  restricted?: boolean;
}

export interface FoundFile {
  kind: 'file';
  /** A display name, as `normalizeFileName` gives it. */
  name: string;
  /** Where it lies, and where a link leads, as far as there is such a place: names of folders tell of secrets too. */
  paths: readonly string[];
  sizeBytes: number;
  /** At most its first `mostBytes`. */
  start(mostBytes: number): Promise<Buffer>;
  /**
   * What is sent.
   *
   * @throws ShareError
   */
  shareable(): Promise<Shareable>;
  /** Brings a line of it to the front; absent where it is in no editor. */
  show?: (line: number) => Promise<void>;
}

export interface FoundFolder {
  kind: 'folder';
  name: string;
  source: FolderSource;
  /** Brings a line of a file in it to the front. */
  show?: (path: string, line: number) => Promise<void>;
}

export type Found = FoundFile | FoundFolder;
