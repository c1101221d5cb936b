import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually.ts';
import { FileClient } from '../support/fileClient.ts';
import { come, InvitedServer, inviteOf, ownerInvite } from '../support/invitedServer.ts';
import { runServer, ServerProcess } from '../support/serverProcess.ts';
import { WireClient } from '../support/wireClient.ts';

/** A secret by every name that it could lie about under. */
function formsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret, 'base64url');
  const texts = [secret, bytes.toString('hex'), bytes.toString('base64'), encodeURIComponent(secret)];
  return [bytes, ...texts.map((text) => Buffer.from(text))].filter(({ length }) => length >= 16);
}

/** Every file of a folder, as bytes. */
function filesOf(folder: string): { name: string; bytes: Buffer }[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

function placesOf(secrets: ReadonlyMap<string, Buffer[]>, files: readonly { name: string; bytes: Buffer }[]): string[] {
  return files.flatMap(({ name, bytes }) =>
    [...secrets]
      .filter(([, forms]) => forms.some((form) => bytes.includes(form)))
      .map(([what]) => `${what} in ${name}`),
  );
}

describe('what a thief of the data folder, or of the logs, gets', function () {
  this.timeout(60_000);

  it('[GR5] [AC3] [AU1] no token and no invite, from no file and no log', async () => {
    const server = await InvitedServer.start({ args: ['--log-level', 'debug'] });
    const { process: running, owner } = server;
    const secrets = new Map<string, Buffer[]>();
    const note = (what: string, secret: unknown): string => {
      secrets.set(what, formsOf(String(secret)));
      return String(secret);
    };
    note('the owner’s invite', await ownerInvite(running));
    note('the owner’s token', owner.token);
    const invite = note('an invite', await server.invite({ uses: 2, rooms: ['general'] }));
    const ada = await come(server.url, 'Ada', { invite, room: 'general', device: 'Desk' });
    note('a device’s token', ada.token);
    const further = note('a device link', (await ada.client.ask({ type: 'deviceLink' }))['invite']);
    note('a further device’s token', (await come(server.url, 'Ada', { invite: further })).token);
    const visitor = note('a guest’s invite', await server.invite({ role: 'guest', rooms: ['general'] }));
    const guest = await come(server.url, 'Visitor', { invite: visitor, room: 'general' });
    note('a guest’s token', guest.token);
    note('an invite by the command', inviteOf((await runServer(['invite', '--data', running.data])).stdout.trim()));

    // Every way that a secret takes, also the wrong ways.
    const wrong = note('a wrong token', 'wrongwrongwrongwrongwrongwrongwrongwrongwro');
    const client = await WireClient.open(server.url);
    await client.reply({ type: 'connect', name: 'Ada', token: wrong });
    await client.reply({ type: 'connect', name: 'Eve', invite: wrong });
    client.send(`{"type":"connect","name":"Ada","token":"${ada.token}"`);
    await client.reply({ type: 'connect', name: 'Ada', token: ada.token, device: 7 });
    const files = new FileClient(ada.client, ada.token, running.httpUrl, 'general');
    await files.share(Buffer.from('shared'));
    await files.ask('GET', '/files/f_none');
    await new FileClient(guest.client, wrong, running.httpUrl, 'general').create(1);
    await WireClient.open(server.url, { headers: { authorization: `Bearer ${ada.token}` } });
    await owner.client.ask({ type: 'kick', user: guest.id });
    await guest.client.closed;

    const audit = await eventually(() => {
      const text = readFileSync(join(running.data, 'audit.log'), 'utf8');
      assert.match(text, /"action":"kick"/u);
      return text;
    });
    for (const action of ['connect', 'refused', 'join', 'invite', 'redeem', 'device', 'device_link', 'kick']) {
      assert.match(audit, new RegExp(`"action":"${action}"`, 'u'));
    }
    const logged = running.stderr.replace(/^Owner link: .*$/mu, '') + running.stdout;
    const logs = { name: 'the logs', bytes: Buffer.from(logged) };
    const told = new Map([['what is no secret', [Buffer.from('Visitor')]]]);
    assert.notDeepEqual(placesOf(told, filesOf(running.data)), [], 'what is there is found');
    assert.deepEqual(placesOf(secrets, [...filesOf(running.data), logs]), [], 'while it runs');
    await running.kill();
    assert.deepEqual(placesOf(secrets, filesOf(running.data)), [], 'after it died');
    const again = await ServerProcess.start({ data: running.data, args: ['--access', 'invite'] });
    await come(again.url, 'Ada', { token: ada.token });
    await again.stop();
    assert.deepEqual(placesOf(secrets, filesOf(running.data)), [], 'after it stopped');
    await server.dispose();
  });

  it('[MSG6] [AU1] no text and no name of a file that was deleted or edited away, nor of any in the audit log', async () => {
    const server = await InvitedServer.start({ args: ['--log-level', 'debug'] });
    const { client } = server.owner;
    await client.ask({ type: 'join', room: 'general' });
    const canary = 'CanaryCanaryCanary';
    const { seq: message } = await client.ask({ type: 'message', room: 'general', text: `said ${canary}1` });
    const { seq: edited } = await client.ask({ type: 'message', room: 'general', text: `edited ${canary}2` });
    const data = Buffer.from(`bytes ${canary}3`).toString('base64');
    const { seq: file } = await client.ask({ type: 'upload', room: 'general', name: `${canary}4.txt`, data });
    await client.ask({ type: 'delete', room: 'general', target: message });
    await client.ask({ type: 'edit', room: 'general', target: edited, text: 'harmless' });
    await client.ask({ type: 'delete', room: 'general', target: file });
    const secrets = new Map([[canary, [Buffer.from(canary)]]]);
    await eventually(() => assert.deepEqual(placesOf(secrets, filesOf(server.process.data)), []));
    assert.ok(!server.process.stderr.includes(canary));
    const audit = readFileSync(join(server.process.data, 'audit.log'), 'utf8');
    const deletions = audit.split('\n').filter((line) => line.includes('"action":"delete"'));
    assert.equal(deletions.length, 2);
    const mode = statSync(join(server.process.data, 'audit.log')).mode & 0o777;
    if (process.platform !== 'win32') assert.equal(mode, 0o600);
    await server.dispose();
  });
});
