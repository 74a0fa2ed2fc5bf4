import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Edit } from '../../../src/engine/workspace/edit.ts';
import { prepareEdits, writePrepared } from '../../../src/engine/workspace/apply.ts';
import { makeDeclared } from '../../../src/engine/workspace/declared.ts';

let base = '';
let root = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'wingman apply-'));
  root = join(base, 'root');
  await mkdir(root);
});
afterEach(() => rm(base, { recursive: true, force: true }));

const declared = makeDeclared({
  deliverables: ['a.py', 'src/', 'out/'],
  can: ['b.py'],
  cannot: ['src/no.py'],
  caseInsensitive: false,
});
const write = (path: string, content: string): Edit => ({ kind: 'write', path, content, source: 'info' });
const replace = (path: string, ...hunks: [string, string][]): Edit => ({
  kind: 'replace',
  path,
  hunks: hunks.map(([search, to]) => ({ search, replace: to })),
});
/** As a candidate is made: nothing is written unless all that is not refused fits. */
const apply = async (...edits: Edit[]): ReturnType<typeof writePrepared> => {
  const prepared = await prepareEdits(root, edits, declared);
  return prepared.ok ? writePrepared(root, prepared.value) : prepared;
};
const put = (path: string, content: string): Promise<void> => writeFile(join(root, path), content);
const get = (path: string): Promise<string> => readFile(join(root, path), 'utf8');

describe('applying edits', () => {
  it('writes files and the folders on the way, and says what was there', async () => {
    await put('a.py', 'old\n');
    expect(await apply(write('./a.py', 'new\n'), write('src/x/y.py', 'y\n'))).toEqual({
      ok: true,
      value: {
        written: [
          { path: 'a.py', before: 'old\n', after: 'new\n' },
          { path: 'src/x/y.py', before: null, after: 'y\n' },
        ],
        refused: [],
        unchanged: [],
      },
    });
    expect([await get('a.py'), await get('src/x/y.py')]).toEqual(['new\n', 'y\n']);
    expect(await readdir(root)).toEqual(['a.py', 'src']);
  });

  it('keeps the mode, CRLF line ends and a byte order mark', async () => {
    await put('a.py', '\uFEFFone\r\ntwo\r\n');
    await chmod(join(root, 'a.py'), 0o755);
    expect(await apply(replace('a.py', ['two', 'three\nfour']))).toMatchObject({ ok: true });
    expect(await get('a.py')).toBe('\uFEFFone\r\nthree\r\nfour\r\n');
    expect((await stat(join(root, 'a.py'))).mode & 0o777).toBe(0o755);
  });

  it('makes a new program executable', async () => {
    await apply(write('src/run.sh', '#!/bin/sh\n'), write('src/a.py', 'x\n'));
    expect((await stat(join(root, 'src/run.sh'))).mode & 0o100).toBe(0o100);
    expect((await stat(join(root, 'src/a.py'))).mode & 0o111).toBe(0);
  });

  it('refuses paths one by one and goes on with the rest', async () => {
    const result = await apply(
      write('../x', '1'),
      write('src/no.py', '1'),
      write('c.py', '1'),
      write('.git/x', '1'),
      write('a.py', '1\n'),
    );
    expect(result).toMatchObject({
      ok: true,
      value: {
        written: [{ path: 'a.py' }],
        refused: [
          { path: '../x', why: 'escapes' },
          { path: 'src/no.py', why: 'forbidden' },
          { path: 'c.py', why: 'undeclared' },
          { path: '.git/x', why: 'git' },
        ],
      },
    });
    expect(await readdir(base)).toEqual(['root']);
  });

  it('names the failure when nothing is left', async () => {
    await put('a.py', 'x\n');
    expect(await apply(write('/x', ''), write('.git/x', ''))).toEqual({
      ok: false,
      error: { reason: 'escaping-path', paths: ['/x', '.git/x'] },
    });
    expect(await apply(write('c.py', ''), write('../x', ''))).toMatchObject({
      error: { reason: 'wrong-file' },
    });
    expect(await apply(write('a.py', 'x\n\n'))).toEqual({ ok: false, error: { reason: 'no-change' } });
    expect(await get('a.py')).toBe('x\n');
  });

  it('never writes through a symbolic link', async () => {
    await mkdir(join(base, 'outside'));
    await writeFile(join(base, 'secret'), 'secret');
    await symlink(join(base, 'outside'), join(root, 'out'));
    await symlink(join(base, 'secret'), join(root, 'a.py'));
    await mkdir(join(root, 'src'));
    await symlink(join(base, 'missing'), join(root, 'src/dangling.py'));
    const result = await apply(write('out/x.py', '1'), write('a.py', '1'), write('src/dangling.py', '1'));
    expect(result).toEqual({
      ok: false,
      error: { reason: 'escaping-path', paths: ['out/x.py', 'a.py', 'src/dangling.py'] },
    });
    expect(await readdir(join(base, 'outside'))).toEqual([]);
    expect(await readFile(join(base, 'secret'), 'utf8')).toBe('secret');
    expect((await lstat(join(root, 'a.py'))).isSymbolicLink()).toBe(true);
    expect(await readdir(base)).toEqual(['outside', 'root', 'secret']);
  });

  it('writes nothing when one edit does not fit', async () => {
    await put('b.py', 'def foo(x):\n    return x\n');
    const result = await apply(write('a.py', 'x\n'), replace('b.py', ['def foo(y):', 'def bar():']));
    expect(result).toEqual({
      ok: false,
      error: {
        reason: 'edit-mismatch',
        path: 'b.py',
        detail: 'SEARCH is not in the file; closest to "def foo(y):" is line 1: "def foo(x):"',
      },
    });
    expect(await readdir(root)).toEqual(['b.py']);
  });

  it('replaces exactly, then without regard to blanks at line ends, and only what is unambiguous', async () => {
    await put('a.py', 'a  \nb\nc\na\nb\n');
    expect(await apply(replace('a.py', ['a\nb\nc', 'x'], ['c', 'y']))).toMatchObject({
      ok: false,
      error: { reason: 'edit-mismatch' },
    });
    expect(await apply(replace('a.py', ['b', 'x']))).toMatchObject({
      error: { detail: 'SEARCH fits 2 places (lines 2, 5)' },
    });
    expect(await apply(replace('a.py', ['a\nb\nc', 'x'], ['a\nb', '']))).toMatchObject({ ok: true });
    expect(await get('a.py')).toBe('x\n');
  });

  it('creates a file from an empty SEARCH, and not over one that exists', async () => {
    expect(await apply(replace('a.py', ['', 'new']))).toMatchObject({ ok: true });
    expect(await get('a.py')).toBe('new\n');
    expect(await apply(replace('a.py', ['', 'other']))).toMatchObject({ error: { reason: 'edit-mismatch' } });
    expect(await apply(replace('b.py', ['x', 'y']))).toMatchObject({
      error: { detail: 'the file does not exist' },
    });
  });

  it('applies a diff whose line numbers are wrong, and says when it does not fit', async () => {
    await put('a.py', `${'x\n'.repeat(30)}one\ntwo\nthree\n`);
    const patch = (old: string): Edit => ({
      kind: 'patch',
      path: 'a.py',
      patch: `@@ -1,3 +1,3 @@\n one\n-${old}\n+TWO\n three\n`,
    });
    expect(await apply(patch('twelve'))).toMatchObject({ error: { reason: 'edit-mismatch' } });
    expect(await apply(patch('two'))).toMatchObject({ ok: true });
    expect(await get('a.py')).toBe(`${'x\n'.repeat(30)}one\nTWO\nthree\n`);
  });
});
