import { noChange, type ChildPart } from 'lit';
import { directive, Directive } from 'lit/directive.js';
import { insertPart, removePart, setChildPartValue, setCommittedValue } from 'lit/directive-helpers.js';
import type { Row } from './timeline.ts';

type RenderRow = (row: Row) => unknown;

class KeyedRows extends Directive {
  /** In the order in which they stand. */
  #parts = new Map<string, ChildPart>();

  render(rows: readonly Row[], renderRow: RenderRow): unknown {
    return rows.map(renderRow);
  }

  override update(container: ChildPart, [rows, renderRow]: [readonly Row[], RenderRow]): unknown {
    this.#removeOthers(new Set(rows.map((row) => row.key)));
    const standing = [...this.#parts.values()];
    const moved = new Set<ChildPart | undefined>();
    const parts = new Map<string, ChildPart>();
    let at = 0;
    for (const row of rows) {
      while (moved.has(standing[at])) at += 1;
      const known = this.#parts.get(row.key);
      const part = known !== undefined && known === standing[at] ? known : insertPart(container, standing[at], known);
      if (part === standing[at]) at += 1;
      else if (known !== undefined) moved.add(known);
      setChildPartValue(part, renderRow(row));
      parts.set(row.key, part);
    }
    this.#parts = parts;
    setCommittedValue(container, [...parts.values()]);
    return noChange;
  }

  #removeOthers(keys: ReadonlySet<string>): void {
    for (const [key, part] of this.#parts) {
      if (keys.has(key)) continue;
      const { endNode } = part;
      removePart(part);
      if (endNode !== null) endNode.parentNode?.removeChild(endNode);
      this.#parts.delete(key);
    }
  }
}

/**
 * Renders rows by their keys, each of which is there once, as `repeat` does, and leaves nothing of those that go: `repeat`
 * leaves a comment for each, which adds up where rows come and go all day.
 */
export const keyedRows = directive(KeyedRows);
