import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parseSource, placeOf, sourceFiles, visitAll } from '../support/source-files.ts';

/** Where real time is read or waited for, and why the injected clock will not do. Folders end in `/`. */
const MAY_USE_REAL_TIME: ReadonlyMap<string, string> = new Map([
  ['src/engine/domain/clock.ts', 'it is the clock'],
  ['src/simulator/', 'a server of its own, whose delays are real ones'],
  ['src/engine/runner/child.ts', 'runs in the small process, which has no clock of the engine'],
  ['src/ui/', 'the screen ticks for the person who watches it'],
  ['src/cli/', 'owns the process, and gives the engine its clock'],
]);

const TIMERS = new Set(['setTimeout', 'setInterval']);
// Not AbortSignal.timeout: it bounds a single wait for the machine itself, which no moved clock can hurry.
const CLOCKS = new Set(['Date.now', 'performance.now', 'process.hrtime']);

/** Every use of real time in a source: a name that is called, passed on or imported all the same. */
function realTime(file: ts.SourceFile): string[] {
  const found: string[] = [];
  const add = (node: ts.Node, what: string): number => found.push(`${placeOf(file, node)}: ${what}`);
  visitAll(file, (node) => {
    if (ts.isIdentifier(node) && TIMERS.has(node.text) && !ts.isTypeQueryNode(node.parent)) {
      add(node, node.text);
    } else if (ts.isPropertyAccessExpression(node) && CLOCKS.has(node.getText(file))) {
      add(node, node.getText(file));
    } else if (
      ts.isNewExpression(node) &&
      node.expression.getText(file) === 'Date' &&
      !node.arguments?.length
    ) {
      add(node, 'new Date()');
    } else if (
      ts.isImportDeclaration(node) &&
      /['"](node:)?timers/.test(node.moduleSpecifier.getText(file))
    ) {
      add(node, 'timers');
    }
  });
  return found;
}

const isExcepted = (name: string): boolean =>
  [...MAY_USE_REAL_TIME.keys()].some((place) =>
    place.endsWith('/') ? name.startsWith(place) : name === place,
  );

describe('real time', () => {
  it('is read and waited for through the clock alone, so that a test can move it', () => {
    const files = sourceFiles().filter((file) => !isExcepted(file.fileName));
    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap(realTime)).toEqual([]);
  });

  it('is used in clock.ts: the search sees what it looks for', () => {
    const clock = sourceFiles().filter((file) => file.fileName === 'src/engine/domain/clock.ts');
    expect(clock.flatMap(realTime).length).toBeGreaterThan(0);
  });

  it.each([
    'const at = Date.now();',
    'const at = new Date();',
    'const now = Date.now;',
    'setTimeout(stop, 5);',
    'globalThis.setInterval(tick, 5);',
    `import { setTimeout as wait } from 'node:timers/promises';`,
    'const at = process.hrtime.bigint();',
  ])('is found in: %s', (text) => {
    expect(realTime(parseSource('src/engine/a.ts', text))).not.toEqual([]);
  });

  it.each([
    'const at = new Date(clock.now());',
    '// Date.now()',
    `const text = 'setTimeout';`,
    'clock.after(5, stop);',
  ])('is not found in: %s', (text) => {
    expect(realTime(parseSource('src/engine/a.ts', text))).toEqual([]);
  });
});
