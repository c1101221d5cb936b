import assert from 'node:assert/strict';
import { ConnectionError } from '../../../extension/connection/errors.ts';
import {
  displayAddress,
  isLoopback,
  parseServerAddress,
  editableAddress,
} from '../../../extension/connection/serverAddress.ts';

describe('parseServerAddress', () => {
  const accepted: [typed: string, url: string][] = [
    ['127.0.0.1:4000', 'ws://127.0.0.1:4000'],
    [' chat.local ', 'ws://chat.local:7465'],
    ['ws://chat.local', 'ws://chat.local:7465'],
    ['ws://chat.local:80', 'ws://chat.local:80'],
    ['chat.local:80', 'ws://chat.local:80'],
    ['ws://chat.local:80/some/page', 'ws://chat.local:80'],
    ['http://chat.local', 'ws://chat.local:80'],
    ['wss://chat.local:443', 'wss://chat.local'],
    ['wss://chat.example.org', 'wss://chat.example.org'],
    ['https://chat.example.org/some/page?x=1', 'wss://chat.example.org'],
    ['http://127.0.0.1:4000/', 'ws://127.0.0.1:4000'],
    ['[::1]:4000', 'ws://[::1]:4000'],
  ];
  for (const [typed, url] of accepted) {
    it(`takes ${JSON.stringify(typed)} as ${url}`, () => assert.equal(parseServerAddress(typed), url));
    it(`takes ${url} as itself`, () => assert.equal(parseServerAddress(url), url));
  }

  for (const typed of [
    '',
    '   ',
    'two words',
    'ftp://chat.local',
    'ws://',
    'ws://ada:secret@chat.local',
    'chat:99999999',
  ]) {
    it(`refuses ${JSON.stringify(typed)}`, () => {
      assert.throws(
        () => parseServerAddress(typed),
        (error) => error instanceof ConnectionError && error.code === 'bad_address',
      );
    });
  }
});

describe('isLoopback', () => {
  it('knows the addresses of this computer', () => {
    for (const url of ['ws://localhost:1', 'ws://127.8.9.1:1', 'ws://[::1]:1']) assert.equal(isLoopback(url), true);
    for (const url of ['ws://127.evil.example:1', 'ws://10.0.0.1:1', 'ws://localhost.example:1']) {
      assert.equal(isLoopback(url), false);
    }
  });
});

describe('displayAddress', () => {
  it('leaves host and port', () =>
    assert.equal(displayAddress('wss://chat.example.org:8443'), 'chat.example.org:8443'));
});

describe('editableAddress', () => {
  it('is short only where the short form leads to the same place', () => {
    assert.equal(editableAddress('ws://127.0.0.1:7000'), '127.0.0.1:7000');
    assert.equal(editableAddress('http://chat.example.org'), 'http://chat.example.org');
    assert.equal(editableAddress('wss://chat.example.org'), 'wss://chat.example.org');
    assert.equal(editableAddress('not an address'), 'not an address');
  });
});
