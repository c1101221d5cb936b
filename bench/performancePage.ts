import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../scripts/paths.ts';

const PAGE = path.join(ROOT, 'docs', 'performance.md');

/**
 * Puts what a scenario found in its place in docs/performance.md, between `<!-- bench: name -->` and
 * `<!-- /bench: name -->`; where there is no such place yet, at the end.
 */
export async function writeSection(name: string, markdown: string): Promise<void> {
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- /bench: ${name} -->`];
  const section = `${begin}\n\n${markdown}\n\n${end}`;
  const page = await readFile(PAGE, 'utf8');
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  const next =
    from === -1 || to === -1
      ? `${page.trimEnd()}\n\n${section}\n`
      : page.slice(0, from) + section + page.slice(to + end.length);
  await writeFile(PAGE, await format(next, { ...(await resolveConfig(PAGE)), filepath: PAGE }));
}
