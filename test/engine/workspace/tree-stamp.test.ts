import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAsStamped, takeStamp } from '../../../src/engine/workspace/tree-stamp.ts';
import { tempFolder, writeFiles } from '../../support/temp.ts';

const NOTHING = new Set<string>();

function makeTree(): string {
  const root = tempFolder();
  writeFiles(root, { 'a.txt': 'a\n', 'folder/b.txt': 'b\n', '.git/index': '1', 'kept/inner/c.txt': 'c\n' });
  symlinkSync('a.txt', join(root, 'link'));
  return root;
}

describe('the stamp of a tree', () => {
  it('is the same while nothing is touched, whatever is read and whatever Git does for itself', () => {
    const root = makeTree();
    const stamp = takeStamp(root, NOTHING);
    if (stamp === null) throw new Error('expected a stamp');
    readFileSync(join(root, 'a.txt'));
    writeFileSync(join(root, '.git', 'index'), '2');
    expect(isAsStamped(root, NOTHING, stamp)).toBe(true);
  });

  it.each<readonly [string, (root: string) => void]>([
    ['a file is written', (root) => writeFileSync(join(root, 'a.txt'), 'other\n')],
    [
      'a file of the same size is written, and its time put back',
      (root) => {
        const { atime, mtime } = statSync(join(root, 'folder/b.txt'));
        writeFileSync(join(root, 'folder/b.txt'), 'c\n');
        utimesSync(join(root, 'folder/b.txt'), atime, mtime);
      },
    ],
    ['a file is lengthened', (root) => appendFileSync(join(root, 'a.txt'), 'x')],
    ['a file is new', (root) => writeFileSync(join(root, 'folder', 'new.txt'), '')],
    ['a file is gone', (root) => rmSync(join(root, 'folder', 'b.txt'))],
    ['an empty folder is new', (root) => mkdirSync(join(root, 'folder', 'empty'))],
    ['a file becomes a program', (root) => chmodSync(join(root, 'a.txt'), 0o755)],
    [
      'a link leads elsewhere',
      (root) => {
        rmSync(join(root, 'link'));
        symlinkSync('b.txt', join(root, 'link'));
      },
    ],
    [
      'what is kept is gone',
      (root) => {
        rmSync(join(root, 'kept'), { recursive: true });
      },
    ],
  ])('is another one where %s', (_, touch) => {
    const root = makeTree();
    const kept = new Set(['kept']);
    const stamp = takeStamp(root, kept);
    if (stamp === null) throw new Error('expected a stamp');
    touch(root);
    expect(isAsStamped(root, kept, stamp)).toBe(false);
  });

  it('does not look into what is kept', () => {
    const root = makeTree();
    const kept = new Set(['kept']);
    const stamp = takeStamp(root, kept);
    if (stamp === null) throw new Error('expected a stamp');
    writeFileSync(join(root, 'kept', 'inner', 'c.txt'), 'other\n');
    expect(isAsStamped(root, kept, stamp)).toBe(true);
  });

  it('is none of a tree that is large, or whose files are all new and long', () => {
    const many = tempFolder();
    writeFiles(many, Object.fromEntries(Array.from({ length: 1_001 }, (_, at) => [`${at}.txt`, ''])));
    expect(takeStamp(many, NOTHING)).toBeNull();
    const long = tempFolder();
    writeFiles(long, { 'long.txt': 'x'.repeat(1024 * 1024 + 1) });
    expect(takeStamp(long, NOTHING)).toBeNull();
    expect(takeStamp(join(long, 'missing'), NOTHING)).toBeNull();
  });
});
