/*
 * The way in on a fresh machine: `node scripts/bootstrap.mjs <script.ts> [arguments]`. Plain JavaScript without
 * dependencies, because it runs on whatever Node is there (20 or newer) before anything is installed. It installs what
 * the lockfile says where that is missing, then hands over to the script, on the Node that the project brings along.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const root = path.join(import.meta.dirname, '..');
const node = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const [script, ...args] = process.argv.slice(2);
if (script === undefined) throw new Error('Usage: node scripts/bootstrap.mjs <script.ts> [arguments]');

if (!installed()) {
  const npm = process.env['npm_execpath'];
  const [command, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  const { status, error } = spawnSync(command, [...first, 'ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

// The channel tells the script when this process is gone, so that nothing it started is left behind.
const child = spawn(node, [script, ...args], { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => child.kill(signal));
}
child.on('error', (error) => {
  throw error;
});
child.on('exit', (status) => process.exit(status ?? 1));

/** Whether what lies in node_modules is what the lockfile asks for. */
function installed() {
  if (!existsSync(node)) return false;
  const wanted = packages(path.join(root, 'package-lock.json'));
  const present = packages(path.join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([place, { version, optional, devOptional }]) => {
    const there = present[place];
    // Optional ones are those of another platform.
    return place === '' || (there ? there.version === version : optional === true || devOptional === true);
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string; optional?: boolean; devOptional?: boolean }>}
 */
function packages(file) {
  if (!existsSync(file)) return {};
  const lock = /** @type {unknown} */ (JSON.parse(readFileSync(file, 'utf8')));
  return /** @type {{ packages: ReturnType<typeof packages> }} */ (lock).packages;
}
