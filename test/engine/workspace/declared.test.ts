import { describe, expect, it } from 'vitest';
import { makeDeclared } from '../../../src/engine/workspace/declared.ts';

const declared = makeDeclared({
  deliverables: ['src/a.py', 'docs/', './lib//b.py', 'café.py'],
  can: ['src/util.py', 'fixtures/'],
  cannot: ['tests/', 'docs/secret.md', 'vendor', ''],
  caseInsensitive: false,
});

describe('makeDeclared', () => {
  it.each([
    ['src/a.py', 'deliverable'],
    ['./src//a.py', 'deliverable'],
    ['src\\a.py', 'deliverable'],
    ['lib/b.py', 'deliverable'],
    ['docs/x/y.md', 'deliverable'],
    ['cafe\u0301.py', 'deliverable'],
    ['src/util.py', 'allowed'],
    ['fixtures/1.json', 'allowed'],
    ['src/A.py', 'undeclared'],
    ['src/a.py/x', 'undeclared'],
    ['docsx/a.md', 'undeclared'],
    ['.gitignore', 'undeclared'],
    ['docs/secret.md', 'forbidden'],
    ['tests/test_a.py', 'forbidden'],
    ['vendor/x.py', 'forbidden'],
    ['../src/a.py', 'escapes'],
    ['src/../src/a.py', 'escapes'],
    ['src/..\\..\\a.py', 'escapes'],
    ['src/.. /a.py', 'escapes'],
    ['/src/a.py', 'escapes'],
    ['\\\\host\\share\\a', 'escapes'],
    ['C:\\a.py', 'escapes'],
    ['c:a.py', 'escapes'],
    ['~/a.py', 'escapes'],
    ['~root/a.py', 'escapes'],
    ['.git/config', 'git'],
    ['docs/.GIT/config', 'git'],
    ['docs/.git', 'git'],
    ['docs/.git /x', 'git'],
    ['docs/.git./x', 'git'],
    ['docs/git~1/x', 'git'],
    ['docs/.g\u200Cit/x', 'git'],
    ['docs/\uFF0Egit/x', 'git'],
    ['docs/.git::$INDEX_ALLOCATION/x', 'git'],
    ['', 'not-a-path'],
    ['.', 'not-a-path'],
    ['docs/', 'not-a-path'],
    ['docs/a\0b', 'not-a-path'],
    ['docs/a\nb', 'not-a-path'],
    ['docs/\u001B[2J', 'not-a-path'],
    ['docs/a./b', 'not-a-path'],
    ['docs/a\u202Eb', 'not-a-path'],
    [`docs/${'x'.repeat(256)}`, 'not-a-path'],
  ])('%j is %s', (path, verdict) => {
    expect(declared.judge(path)).toBe(verdict);
  });

  it('compares without case where the file system does', () => {
    const scope = { deliverables: ['Src/A.py'], can: [], cannot: ['Docs/'], caseInsensitive: true };
    expect(makeDeclared(scope).judge('src/a.PY')).toBe('deliverable');
    expect(makeDeclared({ ...scope, deliverables: ['docs/a.md'] }).judge('docs/a.md')).toBe('forbidden');
  });
});
