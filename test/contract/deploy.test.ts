import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newDataFolder, runServer, ServerProcess } from '../support/serverProcess.ts';
import { WireClient } from '../support/wireClient.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function text(name: string): string {
  return readFileSync(join(ROOT, name), 'utf8').replaceAll('\\\n', ' ');
}

const containerfile = text('docs/deploy/Containerfile');
const healthCheck = JSON.parse(
  /^HEALTHCHECK CMD (?<command>.*)$/mu.exec(containerfile)?.groups?.['command'] ?? '',
) as string[];

describe('what docs/deploy tells to do', () => {
  const pages = [
    'README.md',
    'docs/deploy/README.md',
    'docs/deploy/nginx.conf',
    'docs/deploy/room-chat-server.service',
  ];
  const starts = pages.flatMap((page) =>
    Array.from(text(page).matchAll(/server\.js(?<flags>(?: +(?:--[\w-]+|[^\s`#-][^\s`#]*))+)/gu), ({ groups }) => ({
      page,
      words: (groups?.['flags'] ?? '').trim().split(/\s+/u),
    })),
  );
  const servers = starts.filter(({ words }) => words[0]?.startsWith('--') === true && !words.includes('--help'));

  it('has commands that start servers', () => assert.ok(servers.length >= 6));

  for (const { page, words } of servers) {
    it(`${page}: ${words.join(' ')}`, async () => {
      const args = words.map((word) => word.replaceAll(/\$\{(?:STATE|CREDENTIALS)_DIRECTORY\}/gu, '/nonexistent'));
      const { code, stderr } = await runServer(
        args.includes('--check') ? [...args, '--print-config'] : ['--print-config', ...args],
      );
      assert.deepEqual([code, stderr], [0, '']);
    });
  }

  it('the container is made of what there is, and needs no more than it takes', async () => {
    const home = newDataFolder();
    const [build = '', run = ''] = containerfile.split(/^FROM .*$/mu).slice(1);
    for (const [, sources = ''] of build.matchAll(/^COPY (.*) \S+$/gmu)) {
      for (const source of sources.split(' ')) assert.ok(existsSync(join(ROOT, source)), source);
    }
    for (const [, sources = '', target = ''] of run.matchAll(/^COPY --from=build (.*) (\S+)$/gmu)) {
      for (const source of sources.split(' ').filter((name) => !name.endsWith('NOTICES.txt'))) {
        const from = source.replace('/src/', '');
        const to = join(home, target, target.endsWith('/') ? (from.split('/').pop() ?? '') : '');
        mkdirSync(join(to, '..'), { recursive: true });
        cpSync(join(ROOT, from), to, { recursive: true });
      }
    }
    const entry = /^ENTRYPOINT \["node", "(?<file>[^"]+)"\]$/mu.exec(run)?.groups?.['file'] ?? '';
    const server = await ServerProcess.start({ server: join(home, entry) });
    const ada = await WireClient.join(server.url, 'Ada');
    await ada.ask({ type: 'message', text: 'hello' });
    assert.doesNotMatch(server.stderr, /warning/iu);
    await server.dispose();
    rmSync(home, { recursive: true, force: true });
  });

  it('the container’s settings are such', async () => {
    const line = /^ENV (?<settings>.*)$/mu.exec(containerfile)?.groups?.['settings'] ?? '';
    const settings = Object.fromEntries(line.split(' ').map((pair) => pair.split('=')) as [string, string][]);
    const { stdout } = await runServer(['--print-config'], { env: settings });
    const { data, host, tls, access } = JSON.parse(stdout) as Record<string, string>;
    assert.deepEqual([data, host, tls, access], ['/data', '0.0.0.0', 'auto', 'invite']);
  });

  for (const tls of ['auto', 'off']) {
    it(`the container’s health is that of the server, with TLS ${tls}`, async () => {
      const server = await ServerProcess.start({ args: ['--tls', tls] });
      const health = (): number | null => {
        const [, ...args] = healthCheck.map((word) => word.replace(':7465', `:${server.port}`));
        return spawnSync(process.execPath, args, { env: { ...process.env, ROOM_CHAT_TLS: tls } }).status;
      };
      assert.equal(health(), 0);
      await server.stop();
      assert.equal(health(), 1);
      await server.dispose();
    });
  }
});
