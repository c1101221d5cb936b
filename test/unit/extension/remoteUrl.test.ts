import assert from 'node:assert/strict';
import { publicRemote, remoteKey } from '../../../extension/snippets/remoteUrl.ts';

describe('the address of a repository', () => {
  const same = [
    'https://github.com/ada/engine.git',
    'https://github.com/ada/engine',
    'https://github.com/ada/engine/',
    'http://github.com/Ada/Engine.git',
    'https://ada:s3cret@github.com/ada/engine.git',
    'https://ghp_0123456789abcdef@github.com/ada/engine.git?x=1#y',
    'git@github.com:ada/engine.git',
    'github.com:ada/engine',
    'ssh://git@github.com/ada/engine.git',
    'ssh://git@github.com:22/ada/engine.git',
    'ssh://git@ssh.github.com:443/ada/engine.git',
    'git+ssh://git@github.com/ada/engine.git',
    'git://github.com/ada/engine.git',
  ];
  for (const remote of same) {
    it(`is one for all its forms: ${remote}`, () => assert.equal(remoteKey(remote), 'github.com/ada/engine'));
  }

  it('is one for both forms of Azure DevOps', () => {
    assert.equal(remoteKey('git@ssh.dev.azure.com:v3/org/project/repo'), 'dev.azure.com/org/project/repo');
    assert.equal(remoteKey('https://org@dev.azure.com/org/project/_git/repo'), 'dev.azure.com/org/project/repo');
  });

  it('differs by host and path', () => {
    const keys = [
      'https://github.com/a/b',
      'https://gitlab.com/a/b',
      'https://github.com/b/b',
      'https://github.com/a/b/c',
    ];
    assert.equal(new Set(keys.map(remoteKey)).size, keys.length);
  });

  const nowhere = [
    '',
    '   ',
    '/srv/git/engine.git',
    '../engine',
    'C:\\code\\engine',
    'C:/code/engine',
    'file:///srv/x',
    'https://',
  ];
  for (const remote of [...nowhere, 'https://github.com', 'ext::sh -c evil', 'not a url']) {
    it(`is none for others: ${JSON.stringify(remote)}`, () => {
      assert.equal(remoteKey(remote), '');
      assert.equal(publicRemote(remote), '');
    });
  }

  const shown: [string, string][] = [
    ['https://ada:s3cret@github.com/ada/engine.git', 'https://github.com/ada/engine.git'],
    ['https://ghp_0123456789abcdef@github.com/ada/engine.git', 'https://github.com/ada/engine.git'],
    ['https://oauth2:glpat-abc@gitlab.example.org:8443/g/p.git', 'https://gitlab.example.org:8443/g/p.git'],
    ['https://host.example/r.git?private_token=abc#frag', 'https://host.example/r.git'],
    ['git@github.com:ada/engine.git', 'ssh://git@github.com/ada/engine.git'],
    ['git@github.com:ada/engine.git?token=abc', 'ssh://git@github.com/ada/engine.git'],
    ['ssh://ada:pw@host.example:2222/r.git', 'ssh://host.example:2222/r.git'],
    ['ada@host.example:r.git', 'ssh://host.example/r.git'],
    ['ssh://git:pw@host.example/r.git', 'ssh://git@host.example/r.git'],
  ];
  for (const [remote, expected] of shown) {
    it(`goes out without what is secret: ${remote}`, () => {
      assert.equal(publicRemote(remote), expected);
      assert.equal(remoteKey(expected), remoteKey(remote));
    });
  }
});
