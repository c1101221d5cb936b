import { readFileSync } from 'node:fs';
import path from 'node:path';
import { installOnce, npmInstall } from '../../scripts/installOnce.ts';
import { type Peer, PeerMissingError, startScript } from './peer.ts';

/** Installs packages of npm for one peer, once. @returns their folder @throws PeerMissingError where npm cannot */
export async function peerPackages(name: string, packages: readonly string[]): Promise<string> {
  try {
    return await installOnce(`bench-${name}`, (draft) => npmInstall(draft, [...packages, '--ignore-scripts']));
  } catch (cause) {
    throw new PeerMissingError(`npm could not install ${packages.join(' and ')}`, { cause });
  }
}

/** The version of an installed package. @param folder what holds its `node_modules` */
export function packageVersion(folder: string, name: string): string {
  const manifest = readFileSync(path.join(folder, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/**
 * @param nodeFlags for its Node
 * @param script where it was compiled to, if it was
 */
export async function startSocketIo(nodeFlags: readonly string[] = [], script = 'socketIo.ts'): Promise<Peer> {
  const packages = await peerPackages('socket.io', ['socket.io@4.8.4']);
  const peer = await startScript(script, [packages], nodeFlags);
  return { ...peer, version: packageVersion(packages, 'socket.io') };
}
