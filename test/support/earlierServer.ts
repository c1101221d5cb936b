import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes the built server one of another version, as an editor's update leaves it running.
 *
 * @param dist where the built one is
 * @param folder where this one goes
 * @returns its file
 */
export async function earlierServer(dist: string, folder: string, version: string): Promise<string> {
  const manifest = await readFile(path.join(dist, '..', 'package.json'), 'utf8');
  const { version: built } = JSON.parse(manifest) as { version: string };
  const script = path.join(folder, 'server.js');
  await mkdir(folder, { recursive: true });
  await cp(path.join(dist, 'server.js'), script);
  await cp(path.join(dist, 'server'), path.join(folder, 'server'), { recursive: true });
  // So that its files are modules, as beside the manifest of the extension.
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
  let changed = 0;
  for (const name of await readdir(path.join(folder, 'server'))) {
    const file = path.join(folder, 'server', name);
    const text = await readFile(file, 'utf8');
    if (!name.endsWith('.js') || !text.includes(`"${built}"`)) continue;
    await writeFile(file, text.replaceAll(`"${built}"`, `"${version}"`));
    changed += 1;
  }
  if (changed === 0) throw new Error('The built server says its version nowhere.');
  return script;
}
