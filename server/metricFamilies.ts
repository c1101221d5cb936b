/** Figures in Prometheus' text form (https://prometheus.io/docs/instrumenting/exposition_formats/). */
export interface MetricFamily {
  /** Its lines, with what it is and of which type. */
  text(): string;
}

/** Counts up, for each value of its label on its own; without a label it has one figure. */
export class Counter<Label extends string = never> implements MetricFamily {
  readonly #name: string;
  readonly #help: string;
  readonly #labels: readonly Label[];
  /** By the labels as they are printed. */
  readonly #counts = new Map<string, number>();

  constructor(name: string, help: string, ...labels: Label[]) {
    this.#name = name;
    this.#help = help;
    this.#labels = labels;
    if (labels.length === 0) this.#counts.set('', 0);
  }

  /** @param values of the labels, in their order */
  add(count: number, ...values: string[]): void {
    const key = printed(this.#labels, values);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  text(): string {
    const lines = Array.from(this.#counts, ([labels, count]) => `${this.#name}${labels} ${count}`);
    return [...head(this.#name, this.#help, 'counter'), ...lines].join('\n');
  }
}

/** A figure that is read when somebody asks. */
export class Gauge implements MetricFamily {
  readonly #name: string;
  readonly #help: string;
  readonly #read: () => number;

  constructor(name: string, help: string, read: () => number) {
    this.#name = name;
    this.#help = help;
    this.#read = read;
  }

  text(): string {
    return [...head(this.#name, this.#help, 'gauge'), `${this.#name} ${this.#read()}`].join('\n');
  }
}

/** Counts how many values were at most each of its bounds. */
export class Histogram implements MetricFamily {
  readonly #name: string;
  readonly #help: string;
  readonly #bounds: readonly number[];
  /** Of each bound those that were over the one before. */
  readonly #counts: number[];
  #sum = 0;
  #count = 0;

  /** @param bounds ascending */
  constructor(name: string, help: string, bounds: readonly number[]) {
    this.#name = name;
    this.#help = help;
    this.#bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    if (bucket !== -1) this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += value;
    this.#count += 1;
  }

  text(): string {
    let below = 0;
    const buckets = this.#bounds.map((bound, index) => {
      below += this.#counts[index] ?? 0;
      return `${this.#name}_bucket{le="${bound}"} ${below}`;
    });
    return [
      ...head(this.#name, this.#help, 'histogram'),
      ...buckets,
      `${this.#name}_bucket{le="+Inf"} ${this.#count}`,
      `${this.#name}_sum ${this.#sum}`,
      `${this.#name}_count ${this.#count}`,
    ].join('\n');
  }
}

function head(name: string, help: string, type: 'counter' | 'gauge' | 'histogram'): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function printed(labels: readonly string[], values: readonly string[]): string {
  if (labels.length === 0) return '';
  return `{${labels.map((label, index) => `${label}="${escaped(values[index] ?? '')}"`).join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
