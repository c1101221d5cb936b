/** A picture of figures, drawn so that it reads on dark and on light pages. */
export type Chart = BarChart | LineChart;

interface Named {
  /** Of its file, without what every one has. */
  name: string;
  /** Says what is shown and in which unit. */
  title: string;
}

/** A bar for each median, with a line from the least to the most. */
interface BarChart extends Named {
  kind: 'bars';
  bars: readonly { label: string; values: readonly number[]; ours: boolean }[];
}

/** Medians over sizes that grow tenfold or so, with ranges; both axes may be logarithmic. */
interface LineChart extends Named {
  kind: 'lines';
  xTitle: string;
  /** Whether figures span so much that only their powers show them all. */
  logarithmic: boolean;
  lines: readonly { label: string; points: readonly { x: number; values: readonly number[] }[] }[];
}

const WIDTH = 760;
/** Middle tones: 4.5 to 1 or nearly on white and on GitHub's dark grey alike. */
const INK = '#7d8590';
const OURS = '#2f81f7';
const OTHERS = '#8b949e';
const LINES = ['#2f81f7', '#c9741f', '#3f9142', '#a371f7'];
const LABEL_HEIGHT = 16;
const FONT = 'font-family="system-ui, sans-serif"';

export function drawChart(chart: Chart): string {
  return chart.kind === 'bars' ? drawBars(chart) : drawLines(chart);
}

function drawBars({ title, bars }: BarChart): string {
  const left = 270;
  const right = 70;
  const row = 34;
  const height = 40 + bars.length * row + 12;
  const most = Math.max(...bars.flatMap(({ values }) => values), Number.MIN_VALUE);
  const x = (value: number): number => left + (value / most) * (WIDTH - left - right);
  const parts = bars.map(({ label, values, ours }, index) => {
    const y = 40 + index * row;
    const middle = y + row / 2 - 5;
    const [least, centre, top] = range(values);
    return [
      text(left - 10, middle + 4, label, 'end'),
      `<rect x="${left}" y="${y}" width="${round(x(centre) - left)}" height="${row - 10}" rx="2" fill-opacity="0.55" fill="${ours ? OURS : OTHERS}"/>`,
      `<path d="M${round(x(least))} ${middle}H${round(x(top))}M${round(x(least))} ${middle - 5}v10M${round(x(top))} ${middle - 5}v10" stroke="${INK}" stroke-width="1.5" fill="none"/>`,
      text(x(top) + 8, middle + 4, figure(centre), 'start'),
    ].join('\n');
  });
  return frame(height, title, parts);
}

function drawLines({ title, xTitle, logarithmic, lines }: LineChart): string {
  const [left, right, top, bottom] = [64, 170, 48, 54];
  const height = 320;
  const points = lines.flatMap((line) => line.points);
  const xs = [...new Set(points.map((point) => point.x))].sort((one, other) => one - other);
  const values = points.flatMap((point) => point.values).filter((value) => Number.isFinite(value) && value > 0);
  const lowest = logarithmic ? 10 ** Math.floor(Math.log10(Math.min(...values))) : 0;
  const highest = logarithmic ? 10 ** Math.ceil(Math.log10(Math.max(...values) * 1.001)) : Math.max(...values) * 1.1;
  const [fromX, toX] = [Math.log10(xs[0] ?? 1), Math.log10(xs.at(-1) ?? 10)];
  const x = (value: number): number => left + ((Math.log10(value) - fromX) / (toX - fromX)) * (WIDTH - left - right);
  const share = (value: number): number =>
    logarithmic
      ? (Math.log10(value) - Math.log10(lowest)) / (Math.log10(highest) - Math.log10(lowest))
      : value / highest;
  const y = (value: number): number => height - bottom - share(value) * (height - top - bottom);
  const ticks = logarithmic
    ? Array.from({ length: Math.round(Math.log10(highest / lowest)) + 1 }, (_, power) => lowest * 10 ** power)
    : [0, 0.25, 0.5, 0.75, 1].map((part) => highest * part);
  const axes = [
    ...ticks.map((tick) => {
      const grid = `<path d="M${left} ${round(y(tick))}H${WIDTH - right}" stroke="${INK}" stroke-opacity="0.3"/>`;
      return grid + text(left - 8, y(tick) + 4, figure(tick), 'end');
    }),
    ...xs.map((size) => text(x(size), height - bottom + 20, size.toLocaleString('en'), 'middle')),
    text((left + WIDTH - right) / 2, height - 12, xTitle, 'middle'),
  ];
  const ends = lines.map((line) => y(range(line.points.at(-1)?.values ?? [])[1]) + 4);
  const labelAt = apart(ends);
  const drawn = lines.map((line, index) => {
    const colour = LINES[index % LINES.length] ?? INK;
    const places = line.points.map((point) => ({ at: round(x(point.x)), range: range(point.values) }));
    const route = places.map(({ at, range: [, centre] }) => `${at} ${round(y(centre))}`).join('L');
    const ranges = places.map(({ at, range: [least, , most] }) => `M${at} ${round(y(least))}V${round(y(most))}`);
    const dots = places.map(
      ({ at, range: [, c] }) => `<circle cx="${at}" cy="${round(y(c))}" r="3.5" fill="${colour}"/>`,
    );
    const last = places.at(-1);
    const label = last ? text(last.at + 10, labelAt[index] ?? 0, line.label, 'start', colour) : '';
    const path = `<path d="M${route}${ranges.join('')}" stroke="${colour}" stroke-width="2" fill="none"/>`;
    return [path, ...dots, label].join('\n');
  });
  return frame(height, title, [...axes, ...drawn]);
}

function frame(height: number, title: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<text x="10" y="20" fill="${INK}" ${FONT} font-size="14" font-weight="600">${escape(title)}</text>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end', colour = INK): string {
  return `<text x="${round(x)}" y="${round(y)}" fill="${colour}" ${FONT} font-size="13" text-anchor="${anchor}">${escape(words)}</text>`;
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Heights of labels that stand at `heights`, moved down where one would lie on another. */
function apart(heights: readonly number[]): number[] {
  const placed = [...heights];
  const order = heights.map((_, index) => index).sort((one, other) => (heights[one] ?? 0) - (heights[other] ?? 0));
  order.forEach((index, place) => {
    const above = placed[order[place - 1] ?? -1];
    if (above !== undefined) placed[index] = Math.max(placed[index] ?? 0, above + LABEL_HEIGHT);
  });
  return placed;
}

/** Least, median and most. */
function range(values: readonly number[]): [least: number, centre: number, most: number] {
  const sorted = values.toSorted((one, other) => one - other);
  return [sorted[0] ?? 0, sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0];
}

function figure(value: number): string {
  if (value === 0) return '0';
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(2)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
