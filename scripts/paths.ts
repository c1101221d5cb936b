import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The top of the project. */
export const ROOT = path.join(import.meta.dirname, '..');

/** What is fetched or made and can be thrown away; kept elsewhere where `ROOM_CHAT_CACHE` says so. */
export const CACHE = process.env['ROOM_CHAT_CACHE'] ?? path.join(ROOT, '.cache');

/** The Node that the project runs on, whatever the machine has. */
export const NODE = path.join(ROOT, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
};

/** The packaged extension. */
export const VSIX = path.join(ROOT, `${manifest.name}-${manifest.version}.vsix`);
