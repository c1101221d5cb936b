import assert from 'node:assert/strict';
import path from 'node:path';
import { saveFolder, saveName, saveRisk } from '../../../extension/files/savePlace.ts';

describe('saveName', () => {
  it('offers a file under its own name', () => {
    for (const name of ['notes.txt', 'Zoë’s notes (2).md', '文字.png', '.gitignore', 'Makefile', 'console.log']) {
      assert.equal(saveName(name, 'linux'), name);
      assert.equal(saveName(name, 'win32'), name);
    }
  });

  it('never offers the name of a device, a folder or nothing', () => {
    for (const name of ['CON', 'con.txt', 'NUL.tar.gz', 'Com1', 'lpt9.x', 'COM¹', 'aux . ']) {
      assert.match(saveName(name, 'win32'), /^_/u, name);
    }
    for (const name of ['..', '.', '', ' . . ', '...', 'a/..', '..\\..']) assert.equal(saveName(name, 'win32'), 'file');
  });

  it('leaves off what Windows would drop in silence, and what it takes for more than a name', () => {
    assert.equal(saveName('setup.exe. . ', 'win32'), 'setup.exe');
    assert.equal(saveName('notes.txt:hidden.exe', 'win32'), 'notes.txt_hidden.exe');
    assert.equal(saveName('9:41.txt', 'linux'), '9:41.txt');
  });
});

describe('saveRisk', () => {
  it('asks about what configures the editor, the repository or the person’s shell', () => {
    for (const path of [
      '/w/.vscode/tasks.json',
      '/w/.VSCode/tasks.json',
      '/c:/w/.git./hooks/post-checkout',
      '/w/a.code-workspace',
      '/w/A.CODE-WORKSPACE',
      '/home/ada/.bashrc',
      '/home/ada/.ssh/authorized_keys',
    ]) {
      assert.equal(saveRisk(path), 'configures', path);
    }
  });

  it('asks about what runs, however its end is dressed up', () => {
    for (const path of ['/w/a.exe', '/w/a.EXE', '/w/a.exe.', '/w/a.exe ', '/w/a.exe::$DATA', '/w/a.hta', '/w/a.sh']) {
      assert.equal(saveRisk(path), 'runs', path);
    }
  });

  it('asks about nothing else', () => {
    for (const path of ['/w/notes.txt', '/w/photo.png', '/w/exe', '/w/vscode/a.json', '/home/ada/.cache/x/notes.md']) {
      assert.equal(saveRisk(path), undefined, path);
    }
  });
});

describe('saveFolder', () => {
  it('takes a whole path, or one in the person’s own folder', () => {
    const home = path.resolve('/home/ada');
    assert.equal(saveFolder(path.resolve('/srv/in/../received'), home), path.resolve('/srv/received'));
    assert.equal(saveFolder('~/Received', home), path.join(home, 'Received'));
    assert.equal(saveFolder('~', home), path.join(home));
  });

  it('takes none that would be another one in each window', () => {
    for (const setting of ['', 'received', './received', '../received', '~grace/received']) {
      assert.equal(saveFolder(setting, '/home/ada'), undefined, setting);
    }
  });
});
