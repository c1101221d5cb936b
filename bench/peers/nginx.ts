import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from '../../test/support/eventually.ts';
import { freePort } from './freePort.ts';
import { childOf, type Peer, PeerMissingError } from './peer.ts';

/** nginx with one worker: serves `<folder>/www` by `sendfile`, and takes uploads into it by `PUT`. */
export async function startNginx(folder: string): Promise<Peer> {
  if (spawnSync('nginx', ['-v']).error) throw new PeerMissingError('nginx is not installed (Debian: nginx-light)');
  const port = await freePort();
  await mkdir(path.join(folder, 'www'), { recursive: true });
  const file = path.join(folder, 'nginx.conf');
  await writeFile(file, configuration(folder, port));
  const child = spawn('nginx', ['-c', file, '-e', path.join(folder, 'error.log')], { stdio: 'inherit' });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await eventually(() => fetch(url).then(() => true));
  return {
    url,
    // The master does nothing: what counts is its worker.
    pid: await childOf(child.pid ?? 0),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function configuration(folder: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `  ${kind}_temp_path ${folder}/${kind};`,
  );
  return [
    'daemon off;',
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'worker_processes 1;',
    `pid ${folder}/nginx.pid;`,
    'events { worker_connections 64; }',
    'http {',
    '  access_log off;',
    '  sendfile on;',
    '  client_max_body_size 0;',
    '  client_body_buffer_size 1m;',
    ...temporary,
    `  server { listen 127.0.0.1:${port}; root ${folder}/www; location / { dav_methods PUT DELETE; } }`,
    '}',
    '',
  ].join('\n');
}
