import path from 'node:path';
import { installOnce, npmInstall } from '../installOnce.ts';
import { NODE } from '../paths.ts';

/** The release of npm's code-server, and so of VS Code, that the demo and the tests run. */
const CODE_SERVER_VERSION = '4.139.1';

/** Where the parts of an installed code-server are. */
export interface CodeServer {
  /** The Node to run both entries with. */
  node: string;
  /** The entry as its users start it: installs extensions, serves the editor. */
  entry: string;
  /** VS Code's own server, which also takes the addresses of an extension's tests. */
  vscodeEntry: string;
}

/**
 * Installs code-server once into the cache and says where it is. It stands outside the project's dependencies: it is
 * as large as all of them together, and its native parts (which it does without) need a compiler.
 */
export async function installCodeServer(log: (line: string) => void = console.log): Promise<CodeServer> {
  const home = await installOnce(`code-server-${CODE_SERVER_VERSION}`, (draft) => install(draft, log));
  const entry = path.join(home, 'node_modules', 'code-server');
  return {
    node: NODE,
    entry: path.join(entry, 'out', 'node', 'entry.js'),
    vscodeEntry: path.join(entry, 'lib', 'vscode', 'out', 'server-main.js'),
  };
}

async function install(draft: string, log: (line: string) => void): Promise<void> {
  log(`Installing code-server ${CODE_SERVER_VERSION} (about 250 MB, once) …`);
  await npmInstall(draft, [`code-server@${CODE_SERVER_VERSION}`, '--ignore-scripts']);
  const editor = path.join(draft, 'node_modules', 'code-server', 'lib', 'vscode');
  await npmInstall(editor, ['--omit=dev', '--ignore-scripts']);
  // What the built-in languages need.
  await npmInstall(path.join(editor, 'extensions'), ['--omit=dev', '--ignore-scripts']);
}
