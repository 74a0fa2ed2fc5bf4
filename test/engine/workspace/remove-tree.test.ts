import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeTree } from '../../../src/engine/workspace/remove-tree.ts';
import { tempFolder } from '../../support/temp.ts';

const isRoot = process.getuid?.() === 0;

describe('a folder that is removed', () => {
  it('goes with all that is in it, but not with what a link in it leads to', async () => {
    const base = tempFolder('wingman-remove-');
    mkdirSync(join(base, 'tree/inner'), { recursive: true });
    writeFileSync(join(base, 'kept'), 'kept');
    symlinkSync(base, join(base, 'tree/inner/link'));
    expect(await removeTree(join(base, 'tree'))).toBe(true);
    expect(existsSync(join(base, 'tree'))).toBe(false);
    expect(existsSync(join(base, 'kept'))).toBe(true);
  });

  it('may be gone already', async () => {
    expect(await removeTree(join(tempFolder('wingman-remove-'), 'nothing'))).toBe(true);
  });

  it.skipIf(isRoot)('goes although a check made a folder in it read-only (skipped as root)', async () => {
    const tree = join(tempFolder('wingman-remove-'), 'tree');
    mkdirSync(join(tree, 'a/b'), { recursive: true });
    writeFileSync(join(tree, 'a/b/file'), '');
    chmodSync(join(tree, 'a/b'), 0o500);
    chmodSync(join(tree, 'a'), 0o500);
    expect(await removeTree(tree)).toBe(true);
    expect(existsSync(tree)).toBe(false);
  });
});
