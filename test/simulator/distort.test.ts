import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { parse as parseYaml } from 'yaml';
import { describe, expect, it } from 'vitest';
import type { AnswerFile } from '../../src/simulator/answers.ts';
import { breakFile, elideFile, stubFile } from '../../src/simulator/distort.ts';
import { createChance, type Chance } from '../../src/simulator/seeded.ts';
import { EXERCISES, hasNoCorpus, NEEDS_CORPUS } from '../support/corpus.ts';
import { hasPython, NEEDS_PYTHON, parsesAsPython, SAMPLE } from './support.ts';

const SEEDS = Array.from({ length: 12 }, (_, seed) => seed);
const many = (
  by: (file: AnswerFile, chance: Chance) => AnswerFile,
  path: string,
  content: string,
): string[] => SEEDS.map((seed) => by({ path, content }, createChance(seed)).content);

const JAVASCRIPT = `import x from 'y';

export function add(a, b) {
  if (a) {
    return a + b;
  }
  return b;
}

const later = (name) => {
  return \`\${name} later\`;
};

class Box {
  open(lid) {
    this.lid = lid;
  }
}
`;
const asScript = (source: string): Script =>
  new Script(source.replace(/^import.*$/m, '').replace('export ', ''));
const ANSWERS = join(EXERCISES, 'answers');

describe.skipIf(!hasPython)(`Python ${NEEDS_PYTHON}`, () => {
  it('the sample itself parses', () => {
    expect(parsesAsPython([SAMPLE])).toEqual([true]);
  });

  it.each([
    '',
    'x = 1\n',
    '# nothing\n',
    'def f(): return 1',
    'class A:\n\tdef f(self):\n\t\treturn (1)\n',
    SAMPLE,
  ])('broken never parses, a stub always does: %#', (source) => {
    expect(parsesAsPython(many(breakFile, 'a.py', source))).toEqual(SEEDS.map(() => false));
    expect(parsesAsPython(many(stubFile, 'a.py', source))).toEqual(SEEDS.map(() => true));
  });

  it('breaks in several ways', () => {
    expect(new Set(many(breakFile, 'a.py', SAMPLE)).size).toBeGreaterThan(4);
  });

  it('keeps every signature of a stub, and no work', () => {
    const stubs = many(stubFile, 'a.py', SAMPLE);
    for (const stub of stubs) {
      for (const kept of [
        'def traced(function):',
        'def first(self): ',
        'async def drain(',
        'class Queue:',
        'LIMITS =',
      ]) {
        expect(stub).toContain(kept);
      }
      for (const gone of ['names.sort()', 'return wrapper', 'next(iter', '" and "'])
        expect(stub).not.toContain(gone);
      expect(stub).toContain('def not_a_function():\n    return ")"\n');
    }
    for (const body of ['pass', '...', 'raise NotImplementedError']) {
      expect(stubs.some((stub) => stub.includes(`    ${body}\n`))).toBe(true);
    }
  });

  it('elides the middle with a remark at the right indentation, and stays valid', () => {
    const elided = many(elideFile, 'a.py', SAMPLE);
    for (const text of elided) {
      expect(text).toMatch(/^ *# .*(?:unchanged|existing|remains|stays)/m);
      expect(text.split('\n').length).toBeLessThan(SAMPLE.split('\n').length - 5);
    }
    expect(parsesAsPython(elided)).toEqual(SEEDS.map(() => true));
    const short = [
      'x = 1\n\n\n@wraps\ndef f():\n    return 1\n\n\n@wraps\ndef g():\n    return 2\n',
      '@wraps\ndef f():\n    return 1\n\n\nx = 1\n',
      'def f(x):\n    x = x + 1\n    if x:\n        return 1\n    else:\n        return 2\n',
      'if A:\n    x = 1\nelif B:\n    x = 2\nelse:\n    x = 3\ntry:\n    y()\nfinally:\n    z()\n',
    ].flatMap((source) => many(elideFile, 'a.py', source));
    expect(parsesAsPython(short)).toEqual(short.map(() => true));
    const inner = many(elideFile, 'a.py', `X = 1\nclass A:\n${'    x = 1\n'.repeat(30)}`)[0] ?? '';
    expect(inner).toMatch(/^X = 1\nclass A:\n {4}x = 1\n/);
    expect(inner).toMatch(/^ {4}# /m);
    expect(many(elideFile, 'a.py', 'def f():\n    return 1\n')[0]).toMatch(/^def f\(\):\n {4}# /);
  });
});

describe('other languages', () => {
  it('JavaScript: broken does not parse; a stub and the original do', () => {
    expect(() => asScript(JAVASCRIPT)).not.toThrow();
    for (const text of many(breakFile, 'a.js', JAVASCRIPT)) expect(() => asScript(text)).toThrow(SyntaxError);
    const stub = many(stubFile, 'a.js', JAVASCRIPT)[0] ?? '';
    expect(() => asScript(stub)).not.toThrow();
    expect(stub.match(/throw new Error\('not implemented'\);/g)).toHaveLength(3);
    expect(stub).not.toMatch(/a \+ b|later`|this\.lid/);
  });

  it('JSON and YAML: broken does not parse', () => {
    const json = '{\n  "a": [1, 2],\n  "b": {"c": "}"}\n}\n';
    for (const text of many(breakFile, 'a.json', json))
      expect(() => void JSON.parse(text)).toThrow(SyntaxError);
    for (const text of many(breakFile, 'a.yaml', 'a: 1\nb:\n  - c\n'))
      expect(() => void parseYaml(text)).toThrow();
    expect(many(stubFile, 'a.json', json)[0]).toBe('{}\n');
  });

  it('elides with the comment of the language', () => {
    expect(many(elideFile, 'a.ts', JAVASCRIPT)[0]).toMatch(/^ *\/\/ \.\.\. /m);
    expect(many(elideFile, 'a.md', 'one\ntwo\nthree\n')[0]).toMatch(/^one\n<!-- .* -->\nthree\n$/);
  });
});

describe.skipIf(!hasPython || hasNoCorpus)(`the exercises ${NEEDS_PYTHON} ${NEEDS_CORPUS}`, () => {
  it('break, stub and elide as they should', async () => {
    const names = (await readdir(ANSWERS, { recursive: true })).filter((name) => name.endsWith('.py'));
    const sources = await Promise.all(names.map((name) => readFile(join(ANSWERS, name), 'utf8')));
    expect(sources.length).toBeGreaterThan(0);
    const all = (by: typeof breakFile) => sources.flatMap((source) => many(by, 'a.py', source));
    const wrong = (verdicts: readonly boolean[], wanted: boolean) =>
      verdicts.flatMap((verdict, index) =>
        verdict === wanted ? [] : [names[Math.floor(index / SEEDS.length)]],
      );
    expect(wrong(parsesAsPython(all(breakFile)), false)).toEqual([]);
    expect(wrong(parsesAsPython(all(stubFile)), true)).toEqual([]);
    const elided = all(elideFile);
    expect(elided.filter((text) => sources.includes(text))).toEqual([]);
    expect(wrong(parsesAsPython(elided), true)).toEqual([]);
  });
});
