import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'mocha';

export interface ProjectFolder {
  /** A folder that is there only for the test. */
  readonly home: string;
  /** The folder `project` in it. */
  readonly root: string;
  /** Writes files by their paths below `root`; one that ends with `/` is an empty folder. */
  given(files: Record<string, string | Uint8Array>): Promise<void>;
}

/** A new folder on disk for each test of a `describe`. */
export function projectFolder(): ProjectFolder {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'room-chat-folder-'));
    await mkdir(path.join(home, 'project'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  return {
    get home() {
      return home;
    },
    get root() {
      return path.join(home, 'project');
    },
    async given(files) {
      for (const [name, content] of Object.entries(files)) {
        const target = path.join(this.root, name);
        await mkdir(name.endsWith('/') ? target : path.dirname(target), { recursive: true });
        if (!name.endsWith('/')) await writeFile(target, content);
      }
    },
  };
}
