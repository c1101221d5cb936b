import ignore, { type Ignore } from 'ignore';
import type { IgnoreFileAbove } from './folderSource.ts';

export const IGNORE_FILE = '.gitignore';

interface Level {
  matcher: Ignore;
  /** From the level's folder down to the one that is shared, where that lies below. */
  way: string;
  /** From the folder that is shared down to the level's, where that lies deeper. */
  base: string;
}

/** What the ignore files of a repository leave out below one folder; a deeper file has the last word, as in Git. */
export class IgnoreRules {
  readonly #levels: readonly Level[];

  private constructor(levels: readonly Level[]) {
    this.#levels = levels;
  }

  /** The rules that hold in a folder. Where they leave out the folder itself, whoever chose it wants it all the same. */
  static from(above: readonly IgnoreFileAbove[]): IgnoreRules {
    const levels = above.map(({ text, way }) => ({ matcher: matcher(text), way, base: '' }));
    const ignoredItself = levels.some(({ matcher: rules, way }) => rules.ignores(way));
    return new IgnoreRules(ignoredItself ? [] : levels);
  }

  /** These rules with those of an ignore file in the folder `base` (with `/` at its end, or empty). */
  with(base: string, text: string): IgnoreRules {
    return new IgnoreRules([...this.#levels, { matcher: matcher(text), way: '', base }]);
  }

  /** Whether the rules leave out a file, or a folder and all in it. */
  ignores(path: string, isFolder: boolean): boolean {
    let ignored = false;
    for (const { matcher: rules, way, base } of this.#levels) {
      const verdict = rules.test(`${way}${path.slice(base.length)}${isFolder ? '/' : ''}`);
      if (verdict.ignored) ignored = true;
      else if (verdict.unignored) ignored = false;
    }
    return ignored;
  }
}

function matcher(text: string): Ignore {
  // Git compares by case, but where the file system does not.
  const ignorecase = process.platform === 'win32' || process.platform === 'darwin';
  return ignore({ allowRelativePaths: true, ignorecase }).add(text.replace(/^\uFEFF/u, ''));
}
