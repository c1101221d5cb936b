import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../scripts/paths.ts';
import { type Chart, drawChart } from './chart.ts';
import { table } from './statistics.ts';

/** Pictures of figures stand beside those of the product. */
const IMAGES = path.join(ROOT, 'docs', 'images');

/** What was aimed at. */
export interface Goal {
  what: string;
  value: number;
  /** `value` is to be at most, or at least, this. */
  limit: { most: number } | { least: number };
  /** Of the value and its limit. */
  digits?: number;
}

/** What one scenario found, as Markdown: printed as it comes, and kept for docs/performance.md. */
export class Report {
  readonly #parts: string[] = [];
  readonly #charts: Chart[] = [];

  get markdown(): string {
    return this.#parts.join('\n\n');
  }

  /** A paragraph or heading. */
  say(text: string): void {
    this.#parts.push(text);
    console.log(`${text}\n`);
  }

  /** A table whose first column is text and whose others are figures. */
  table(head: readonly string[], rows: readonly (readonly string[])[]): void {
    this.say(table(head, rows));
  }

  /** Goals beside what was found; what could not be measured is left out. */
  goals(goals: readonly Goal[]): void {
    const rows = goals
      .filter(({ value }) => Number.isFinite(value))
      .map(({ what, value, limit, digits = 2 }) => {
        const most = 'most' in limit;
        const bound = most ? limit.most : limit.least;
        const holds = most ? value <= bound : value >= bound;
        return [what, `${most ? '≤' : '≥'} ${bound}`, value.toFixed(digits), holds ? 'yes' : 'no'];
      });
    this.table(['goal', 'wanted', 'found', 'holds'], rows);
  }

  /** A picture of the table before it. */
  chart(chart: Chart): void {
    this.#charts.push(chart);
    this.#parts.push(`![${chart.title}](images/${fileOf(chart)})`);
  }

  /** Writes the pictures to docs/images. */
  async writeCharts(): Promise<void> {
    await mkdir(IMAGES, { recursive: true });
    for (const chart of this.#charts) await writeFile(path.join(IMAGES, fileOf(chart)), drawChart(chart));
  }
}

function fileOf(chart: Chart): string {
  return `bench-${chart.name}.svg`;
}
