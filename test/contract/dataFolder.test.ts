import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FileClient } from '../support/fileClient.ts';
import { newDataFolder, runServer, ServerProcess } from '../support/serverProcess.ts';

/** Whatever in a folder somebody else than its owner may so much as look at. */
function openToOthers(folder: string): string[] {
  const inside = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  assert.ok(inside.length >= 3, 'there is something to look at');
  return [folder, ...inside].filter((place) => {
    const stat = lstatSync(place);
    return (stat.mode & 0o777) !== (stat.isDirectory() ? 0o700 : 0o600);
  });
}

describe('the data folder', () => {
  it('is its owner’s alone, also where the system makes files that all may read, while it is in use and after', async () => {
    const parent = newDataFolder();
    const [data, backup] = [join(parent, 'data'), join(parent, 'backup')];
    mkdirSync(data);
    // As somebody makes a folder by hand.
    chmodSync(data, 0o755);
    const permissive = ['sh', '-c', 'umask 0; exec "$0" "$@"'];
    const server = await ServerProcess.start({ data, wrapper: permissive });
    const ada = await FileClient.join(server.url, 'Ada');
    await ada.share(randomBytes(1_000));
    const unfinished = await ada.location(2_000);
    assert.equal((await ada.patch(unfinished, 0, randomBytes(1_000))).status, 204);
    assert.deepEqual(openToOthers(data), []);
    assert.equal((await runServer(['backup', backup, '--data', data], { wrapper: permissive })).code, 0);
    assert.deepEqual(openToOthers(backup), []);
    await server.stop();
    assert.deepEqual(openToOthers(data), []);
    assert.equal((await runServer(['restore', backup, '--data', data], { wrapper: permissive })).code, 0);
    const again = await ServerProcess.start({ data, args: ['--tls', 'auto'], wrapper: permissive });
    assert.deepEqual(openToOthers(data), []);
    await again.dispose();
    rmSync(parent, { recursive: true, force: true });
  }).timeout(30_000);
});
