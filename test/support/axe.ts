import type { AxeResults } from 'axe-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Panel } from './panelPage.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds in a panel as it stands, each with its place. */
export async function axeViolations(panel: Panel): Promise<string[]> {
  await panel.page.evaluate(AXE);
  const results = await panel.page.evaluate<AxeResults>('axe.run()');
  return results.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}
