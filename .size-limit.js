import { bundledFiles, loadedFiles } from './scripts/bundleOutputs.ts';

/** Limits of what is shipped, as it lies on the disk. */
const limits = [
  ['extension: a window that is in no room', loadedFiles('extension'), '30 KiB'],
  ['extension: a window that is in a room', loadedFiles('extension', ['roomChat']), '250 KiB'],
  ['extension, all of it', bundledFiles('extension'), '420 KiB'],
  ['webview', 'dist/webview.js', '250 KiB'],
  ['highlighter', 'dist/webview-code.js', '170 KiB'],
  ['emoji', 'dist/webview-emoji.js', '110 KiB'],
  ['server: a start', loadedFiles('server', ['commandLine', 'worker']), '250 KiB'],
  ['server, all of it', bundledFiles('server'), '400 KiB'],
  ['VSIX', 'room-chat-*.vsix', '500 KiB'],
];

export default limits.map(([name, path, limit]) => ({ name, path, limit, gzip: false, brotli: false }));
