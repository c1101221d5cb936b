/** What one scenario is told. */
export interface ScenarioOptions {
  /** Small sizes and one round: shows that it runs, its figures say little. */
  quick: boolean;
}

/** One question that is answered with figures: starts all that it needs itself, and prints a table. */
export interface Scenario {
  title: string;
  run(options: ScenarioOptions): Promise<void>;
}
