import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { FileClient } from '../support/fileClient.ts';
import { ServerProcess } from '../support/serverProcess.ts';

const PROTOCOL = fileURLToPath(new URL('../../docs/protocol.md', import.meta.url));

describe('the curl commands of docs/protocol.md', function () {
  this.timeout(60_000);
  let server: ServerProcess;
  let ada: FileClient;
  let folder: string;

  before(async () => {
    try {
      execFileSync('curl', ['--version'], { stdio: 'ignore' });
    } catch (cause) {
      throw new Error('These tests run the commands of docs/protocol.md, which need curl: install it.', { cause });
    }
    server = await ServerProcess.start();
    ada = await FileClient.join(server.url, 'Ada');
    folder = mkdtempSync(join(tmpdir(), 'room-chat-curl-'));
  });
  after(async () => {
    await ada.close();
    await server.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the commands as they stand; those that send are slowed down and ended by a `.curlrc` where `cut` says so. */
  async function run(cut: boolean): Promise<string> {
    const blocks = Array.from(readFileSync(PROTOCOL, 'utf8').matchAll(/```sh\n(?<script>[^`]*)```/gu));
    const [make, send, goOn, fetchIt] = blocks.map((match) => match.groups?.['script'] ?? '');
    assert.equal(blocks.length, 4);
    const slowly = join(folder, 'slowly');
    mkdirSync(slowly, { recursive: true });
    writeFileSync(join(slowly, '.curlrc'), 'limit-rate = 1M\nmax-time = 1\n');
    const slow = cut ? `export CURL_HOME='${slowly}'\n${send}\nunset CURL_HOME` : send;
    const script = [make, slow, goOn, 'echo "went on at $at"', fetchIt].join('\n');
    const { stdout } = await promisify(execFile)('sh', ['-u', '-c', script], {
      cwd: folder,
      env: { ...process.env, HOME: folder, SERVER: server.httpUrl, TOKEN: ada.token },
    });
    return stdout;
  }

  for (const cut of [false, true]) {
    it(`[FL3] [FL4] upload, ${cut ? 'resume what was cut off' : 'all at once'}, and download`, async () => {
      const bytes = randomBytes(3_000_000);
      writeFileSync(join(folder, 'notes.bin'), bytes);
      rmSync(join(folder, 'copy.bin'), { force: true });
      const event = ada.chat.next((frame) => frame.type === 'file');
      const said = await run(cut);
      const at = Number(/^went on at (?<at>\d+)$/mu.exec(said)?.groups?.['at']);
      if (cut) assert.ok(at > 0 && at < bytes.length, said);
      else assert.equal(at, bytes.length);
      assert.equal(((await event)['file'] as { name: string }).name, 'notes.bin');
      assert.ok(readFileSync(join(folder, 'copy.bin')).equals(bytes));
    });
  }
});
