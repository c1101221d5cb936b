import assert from 'node:assert/strict';
import type { SecretStorage } from 'vscode';
import { Introduction } from '../../../extension/connection/introduction.ts';
import { Credentials } from '../../../extension/credentials.ts';
import { admissionBy } from '../../../extension/identity/admission.ts';
import { ServerPins } from '../../../extension/identity/serverPins.ts';
import { memory } from '../../support/memory.ts';

const pin = 'ab'.repeat(32);
const other = 'cd'.repeat(32);

/** A secret storage in memory; where it refuses, as on a computer without a keyring. */
function secrets(refuses = false) {
  const kept = new Map<string, string>();
  const storage = {
    get: (key: string) => Promise.resolve(kept.get(key)),
    store: (key: string, value: string) =>
      refuses ? Promise.reject(new Error('no keyring')) : Promise.resolve(void kept.set(key, value)),
    delete: (key: string) => Promise.resolve(void kept.delete(key)),
  };
  return { kept, storage: storage as unknown as SecretStorage };
}

describe('Credentials', () => {
  const ada = { url: 'wss://10.0.0.7:7465', name: 'Ada' };

  it('gives a token to the server and name that it is of, and to no other', async () => {
    const { kept, storage } = secrets();
    const credentials = new Credentials(storage);
    await credentials.for(ada).save('canary');
    assert.equal(await credentials.for({ ...ada, name: 'ada' }).load(), 'canary');
    for (const owner of [
      { ...ada, name: 'Grace' },
      { ...ada, url: 'ws://10.0.0.7:7465' },
      { ...ada, url: 'wss://10.0.0.8:7465' },
      { ...ada, pin },
    ]) {
      assert.equal(await credentials.for(owner).load(), undefined);
    }
    // Who sees the list of keys learns neither server nor name.
    assert.ok([...kept.keys()].every((key) => /^token\.[0-9a-f]{64}$/u.test(key)));
  });

  it('knows a server by its certificate: at another address it is the same, under another certificate it is not', async () => {
    const credentials = new Credentials(secrets().storage);
    await credentials.for({ ...ada, pin }).save('canary');
    assert.equal(await credentials.for({ ...ada, url: 'wss://10.0.0.99:7465', pin }).load(), 'canary');
    assert.equal(await credentials.for({ ...ada, pin: other }).load(), undefined);
    assert.equal(await credentials.for(ada).load(), undefined);
  });

  it('has a token at once, and for as long as the window lives where the storage refuses', async () => {
    const { storage } = secrets(true);
    const credentials = new Credentials(storage);
    await assert.rejects(credentials.for(ada).save('canary'), /no keyring/u);
    assert.equal(await credentials.for(ada).load(), 'canary');
    await credentials.for(ada).save(undefined);
    assert.equal(await credentials.for(ada).load(), undefined);
  });
});

describe('ServerPins', () => {
  it('the certificate of an invite counts from the first connection on, and is kept once that was made', async () => {
    const pins = new ServerPins(memory());
    const admission = admissionBy(new Credentials(secrets().storage), pins);
    const target = { url: 'wss://10.0.0.7:7465', name: 'Ada' };
    assert.equal(admission(target).pin(), undefined);
    assert.equal(admission(target, new Introduction({ pin })).pin(), pin);
    assert.equal(pins.of(target.url), undefined);
    await pins.keep(target.url, pin);
    assert.equal(admission(target).pin(), pin);
    assert.equal(admission(target, new Introduction({})).pin(), pin);
  });

  it('a server whose certificate is known is dialled with TLS, however its address was typed', async () => {
    const pins = new ServerPins(memory());
    await pins.keep('wss://10.0.0.7:7465', pin);
    assert.equal(pins.dialled('ws://10.0.0.7:7465'), 'wss://10.0.0.7:7465');
    assert.equal(pins.dialled('ws://10.0.0.8:7465'), 'ws://10.0.0.8:7465');
    assert.equal(pins.of('__proto__'), undefined);
  });
});
