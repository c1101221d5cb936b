import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { DiskFolder } from '../../../../extension/sharing/folders/diskFolder.ts';
import { planFolder, type FolderPlan } from '../../../../extension/sharing/folders/folderPlan.ts';
import { projectFolder } from '../../../support/projectFolder.ts';

describe('what of a folder is shared', () => {
  const project = projectFolder();

  const plan = (folder = project.root, limits?: { entries: number; totalBytes: number }): Promise<FolderPlan> =>
    planFolder(new DiskFolder(folder), { name: path.basename(folder), ...(limits && { limits }) });
  const paths = async (folder = project.root): Promise<string[]> => (await plan(folder)).files.map((file) => file.path);

  describe('what is taken', () => {
    it('is every file, by its path alone, and folders with nothing in them', async () => {
      await project.given({
        'b.txt': 'b',
        'a/z.txt': 'zz',
        'a/y/x.txt': 'x',
        'a-b.txt': '',
        'Ä.txt': 'ä',
        'empty/': '',
        '.hidden': 'h',
      });
      const { files, emptyFolders, totalBytes, leftOut } = await plan();
      assert.deepEqual(
        files.map((file) => file.path),
        ['.hidden', 'a-b.txt', 'a/y/x.txt', 'a/z.txt', 'b.txt', 'Ä.txt'],
      );
      assert.deepEqual(
        emptyFolders.map((folder) => folder.path),
        ['empty'],
      );
      assert.equal(totalBytes, 7);
      assert.deepEqual(leftOut, { ignored: 0, links: 0, unreadable: 0 });
    });

    it('is never .git, neither folder nor file', async () => {
      await project.given({
        '.git/config': 'c',
        'sub/.git': 'gitdir: elsewhere',
        'sub/a': 'a',
        '.github/ci.yml': 'ci',
      });
      assert.deepEqual(await paths(), ['.github/ci.yml', 'sub/a']);
    });

    it('leaves out links, wherever they lead, and says how many', async () => {
      await project.given({ 'a.txt': 'a', 'sub/b.txt': 'b' });
      await writeFile(path.join(project.home, 'outside.txt'), 'secret');
      await symlink(path.join(project.home, 'outside.txt'), path.join(project.root, 'link.txt'));
      await symlink(project.home, path.join(project.root, 'up'));
      await symlink('sub', path.join(project.root, 'inside'));
      assert.deepEqual(await paths(), ['a.txt', 'sub/b.txt']);
      assert.equal((await plan()).leftOut.links, 3);
    });

    it('leaves out pipes, and names that an archive cannot hold', async () => {
      await project.given({ 'a.txt': 'a', 'b\\c.txt': 'b' });
      execFileSync('mkfifo', [path.join(project.root, 'pipe')]);
      assert.deepEqual(await paths(), ['a.txt']);
      assert.equal((await plan()).leftOut.unreadable, 2);
    });

    it('is bounded in number and size', async () => {
      await project.given({ a: '12345', b: '12345', 'c/d': '12345' });
      await assert.rejects(plan(project.root, { entries: 2, totalBytes: 100 }), { code: 'folder_too_large' });
      await assert.rejects(plan(project.root, { entries: 10, totalBytes: 14 }), { code: 'folder_too_large' });
      assert.equal((await plan(project.root, { entries: 3, totalBytes: 15 })).files.length, 3);
    });

    it('needs a folder that can be read', async () => {
      await assert.rejects(plan(path.join(project.home, 'nowhere')), { code: 'unreadable', fileName: 'nowhere' });
    });

    it('is not gone on with once it is cancelled', async () => {
      await assert.rejects(planFolder(new DiskFolder(project.root), { name: 'p', signal: AbortSignal.abort() }), {
        name: 'AbortError',
      });
    });
  });

  describe('ignore files', () => {
    it('are respected, deeper ones last, exceptions too', async () => {
      await project.given({
        '.gitignore': '\uFEFF# made\n*.log\n/out/\nnode_modules/\n!keep.log\n',
        'app.log': '1',
        'keep.log': '1',
        'out/a.js': '1',
        'src/out/a.js': '1',
        'src/debug.log': '1',
        'src/.gitignore': '!debug.log\nlocal.*\n',
        'src/local.json': '1',
        'local.json': '1',
        'node_modules/x/index.js': '1',
      });
      assert.deepEqual(await paths(), [
        '.gitignore',
        'keep.log',
        'local.json',
        'src/.gitignore',
        'src/debug.log',
        'src/out/a.js',
      ]);
      assert.equal((await plan()).leftOut.ignored, 4);
    });

    it('leave out as Git does', async () => {
      await project.given({
        '.gitignore': 'a*\n!abc\n/b/*\n!/b/keep\nc/**/d\ne/\n\\#f\ng \n*.[oa]\n!i.a\n**/j/k\nL\n',
        abc: '',
        abd: '',
        'b/keep': '',
        'b/drop': '',
        'c/d': '',
        'c/x/y/d': '',
        'c/x/e/f': '',
        e: '',
        '#f': '',
        g: '',
        'h.o': '',
        'i.a': '',
        'm/j/k': '',
        l: '',
        'deep/.gitignore': '*\n!*/\n!*.md\n!.gitignore\n',
        'deep/a/b/read.md': '',
        'deep/a/b/other': '',
      });
      execFileSync('git', ['init', '-q'], { cwd: project.root });
      const git = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
        cwd: project.root,
        encoding: 'utf8',
      });
      assert.deepEqual(await paths(), git.split('\0').filter(Boolean).sort());
    });

    it('of the repository around it count too, up to its root', async () => {
      await project.given({
        '../.gitignore': '*.txt\n',
        '.gitignore': '*.log\n/packages/app/gen\n',
        'packages/.gitignore': '*.tmp\n!app/b.log\n',
        'packages/app/a.log': '',
        'packages/app/b.log': '',
        'packages/app/c.tmp': '',
        'packages/app/d.txt': '',
        'packages/app/gen/e': '',
      });
      const app = path.join(project.root, 'packages', 'app');
      assert.deepEqual(await paths(app), ['a.log', 'b.log', 'c.tmp', 'd.txt', 'gen/e']);
      await mkdir(path.join(project.root, '.git'));
      assert.deepEqual(await paths(app), ['b.log', 'd.txt']);
    });

    it('of the repository do not leave out the very folder that was chosen', async () => {
      await project.given({ '.gitignore': 'dist/\n', 'dist/a.js': '', 'dist/b.js': '', 'dist/.gitignore': 'b.js' });
      await mkdir(path.join(project.root, '.git'));
      assert.deepEqual(await paths(path.join(project.root, 'dist')), ['.gitignore', 'a.js']);
    });
  });
});
