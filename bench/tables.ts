import { pairedRatios, spread } from './statistics.ts';

/** One column of figures: what to take from a round, and how it is shown. */
export interface Column<Figures> {
  head: string;
  of: (round: Figures) => number;
  digits: number;
}

/**
 * Rows of medians with ranges, ours first and each other with the ratio of the first column in the same rounds; those
 * that were not measured say why.
 */
export function comparison<Figures>(
  found: { figures: Map<string, Figures[]>; missing: Map<string, string> },
  ours: string,
  columns: readonly [Column<Figures>, ...Column<Figures>[]],
): { head: string[]; rows: string[][] } {
  const [first, ...others] = columns;
  const own = (found.figures.get(ours) ?? []).map(first.of);
  const rows = [...found.figures].map(([name, rounds]) => [
    name,
    spread(rounds.map(first.of), first.digits),
    name === ours ? '1' : spread(pairedRatios(own, rounds.map(first.of)), 2),
    ...others.map(({ of, digits }) => spread(rounds.map(of), digits)),
  ]);
  for (const [name, why] of found.missing) rows.push([name, why, '', ...others.map(() => '')]);
  return { head: ['', first.head, `${ours} / this`, ...others.map(({ head }) => head)], rows };
}
