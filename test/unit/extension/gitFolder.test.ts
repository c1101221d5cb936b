import assert from 'node:assert/strict';
import { headOf, linkedFolder, packedCommit, remotesOfConfig } from '../../../extension/snippets/gitFolder.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

describe('the files of git', () => {
  it('name the remotes, the one it came from first', () => {
    const config = [
      '[core]',
      '\trepositoryformatversion = 0',
      '[remote "fork"]',
      '\turl = git@github.com:grace/engine.git',
      '\tfetch = +refs/heads/*:refs/remotes/fork/*',
      '[remote "origin"]\r',
      '\turl = "https://github.com/ada/engine.git"\r',
      '[branch "main"]',
      '\turl = not-a-remote',
    ];
    assert.deepEqual(remotesOfConfig(config.join('\n')), [
      'https://github.com/ada/engine.git',
      'git@github.com:grace/engine.git',
    ]);
    assert.deepEqual(remotesOfConfig(''), []);
  });

  it('say where the folder of a worktree lies', () => {
    assert.equal(linkedFolder('gitdir: ../.git/worktrees/x\n'), '../.git/worktrees/x');
    assert.equal(linkedFolder('something else'), undefined);
  });

  it('say what is checked out', () => {
    assert.deepEqual(headOf('ref: refs/heads/main\n'), { reference: 'refs/heads/main' });
    assert.deepEqual(headOf(`${COMMIT}\n`), { commit: COMMIT });
    assert.equal(headOf('ref: refs/../../../etc/passwd'), undefined);
    assert.equal(headOf(''), undefined);
  });

  it('have references packed together', () => {
    const packed = `# pack-refs with: peeled\n${COMMIT} refs/heads/main\n^ffff\n`;
    assert.equal(packedCommit(packed, 'refs/heads/main'), COMMIT);
    assert.equal(packedCommit(packed, 'heads/main'), undefined);
  });
});
