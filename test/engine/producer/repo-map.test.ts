import { describe, expect, it } from 'vitest';
import { buildRepoMap } from '../../../src/engine/producer/repo-map.ts';

const PATHS = ['src/engine/b.ts', 'src/engine/a.ts', 'src/ui/deep/x.tsx', 'README.md', 'src/main.ts'];
const TREE = [
  'src/',
  '  engine/',
  '    a.ts',
  '    b.ts',
  '  ui/',
  '    deep/',
  '      x.tsx',
  '  main.ts',
  'README.md',
].join('\n');

describe('the map of a repository', () => {
  it('is a tree in a fixed order', () => {
    expect(buildRepoMap(PATHS, 1_000)).toBe(TREE);
    expect(buildRepoMap(PATHS.toReversed(), 1_000)).toBe(TREE);
    expect(buildRepoMap([], 1_000)).toBe('');
  });

  it('collapses the deepest folders first', () => {
    const flatter = TREE.replace('deep/\n      x.tsx', 'deep/ (1 file)');
    expect(buildRepoMap(PATHS, TREE.length)).toBe(flatter);
    expect(buildRepoMap(PATHS, 60)).toBe('src/\n  engine/ (2 files)\n  ui/ (1 file)\n  main.ts\nREADME.md');
    expect(buildRepoMap(PATHS, 30)).toBe('src/ (4 files)\nREADME.md');
  });

  it('keeps to its budget even where nothing is left to collapse', () => {
    const flat = Array.from({ length: 5_000 }, (_, index) => `file-${index}.txt`);
    for (const budget of [20, 100, 1_000]) {
      const map = buildRepoMap(flat, budget);
      expect(map.length).toBeLessThanOrEqual(budget);
      expect(map).toMatch(/… and \d+ more$/);
    }
  });

  it('keeps a hostile name on its line', () => {
    expect(buildRepoMap(['a\n\u001b[31mb/__proto__/c'], 1_000)).toBe('a??[31mb/\n  __proto__/\n    c');
  });
});
