import path from 'node:path';
import { installOnce, npmInstall } from './installOnce.ts';

/** The oldest Node that the server promises to run on (`engines.node`). */
export const OLDEST_NODE_VERSION = '22.13.0';

/** Installs the oldest Node once into the cache and resolves with its binary. */
export async function installOldestNode(): Promise<string> {
  const home = await installOnce(`node-${OLDEST_NODE_VERSION}`, async (draft) => {
    // npm's package for one platform: the general one would choose among them by a script.
    await npmInstall(draft, [`${packageName()}@${OLDEST_NODE_VERSION}`, '--ignore-scripts']);
  });
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  return path.join(home, 'node_modules', packageName(), 'bin', binary);
}

function packageName(): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return `node-${platform}-${process.arch}`;
}
