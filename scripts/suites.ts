/** One run of mocha among those that `npm test` sums up. */
export interface Suite {
  name: string;
  /** What it shows, for the person who reads the output. */
  title: string;
  /**
   * Its test files; where mocha cannot run them itself, `script` does, and leaves their counts in the file that
   * `ROOM_CHAT_COUNTS` names.
   */
  specs: string;
  script?: string;
  /** Runs while the others do, for it mostly waits for its editors; what it says is told at its end. */
  beside?: true;
  /** What must be there first. */
  needs: ('chromium' | 'code-server')[];
  /** Past this the suite hangs: it is ended and counts as failed. */
  deadlineMinutes: number;
}

/** In the order in which they run: what is quickest to tell of a fault comes first. Deadlines are for two cores. */
export const SUITES: readonly Suite[] = [
  {
    name: 'unit',
    title: 'Parts on their own',
    specs: 'test/unit/**/*.test.ts',
    needs: [],
    deadlineMinutes: 4,
  },
  {
    name: 'contract',
    title: 'The built server as a black box',
    specs: 'test/contract/**/*.test.ts',
    needs: ['chromium'],
    deadlineMinutes: 8,
  },
  {
    name: 'session',
    title: "The extension's session with the built server",
    specs: 'test/integration/session/**/*.test.ts',
    needs: [],
    deadlineMinutes: 8,
  },
  {
    name: 'panel',
    title: 'The panel in Chromium',
    specs: 'test/integration/panel/**/*.test.ts',
    needs: ['chromium'],
    deadlineMinutes: 8,
  },
  {
    name: 'packaging',
    title: 'What is shipped',
    specs: 'test/integration/packaging/**/*.test.ts',
    needs: [],
    deadlineMinutes: 5,
  },
  {
    name: 'host',
    title: 'Inside the extension host of a real editor',
    specs: 'test/e2e/host/**/*.test.ts',
    script: 'scripts/hostSuite.ts',
    needs: ['chromium', 'code-server'],
    deadlineMinutes: 8,
  },
  {
    name: 'demo',
    title: 'The way in: npm run demo',
    specs: 'test/e2e/demo/**/*.test.ts',
    needs: ['code-server'],
    deadlineMinutes: 5,
  },
  {
    name: 'people',
    title: 'The packaged extension in two real editors, as two people use it',
    specs: 'test/e2e/people/**/*.test.ts',
    beside: true,
    needs: ['chromium', 'code-server'],
    deadlineMinutes: 16,
  },
  {
    name: 'reliability',
    title: 'Kills, cuts and failing disks, in short',
    specs: 'test/reliability/**/*.test.ts',
    needs: [],
    deadlineMinutes: 12,
  },
];
