import { posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parseSource, placeOf, sourceFiles, visitAll } from '../support/source-files.ts';

interface Import {
  readonly from: string;
  readonly place: string;
  /** A path from the root for a module of the project (`src/engine/state.ts`), else the package's specifier. */
  readonly target: string;
  /** Gone after compilation: only types cross. */
  readonly typeOnly: boolean;
}

/** The engine's modules that the screen may use at run time: vocabulary and pure functions over plain data. */
const ENGINE_FOR_UI = new Set(
  [
    'state.ts',
    'event.ts',
    'command.ts',
    'failure.ts',
    'clock.ts',
    'result.ts',
    'approval/approval.ts',
    'gate/gate-report.ts',
  ].map((name) => `src/engine/${name}`),
);

/** Every way one module can name another: import, export … from, import(), require(), import type. */
function importsOf(file: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier === undefined) return;
    const name = ts.isStringLiteralLike(specifier) ? specifier.text : '(computed)';
    const target = name.startsWith('.') ? posix.join(posix.dirname(file.fileName), name) : name;
    found.push({ from: file.fileName, place: placeOf(file, node), target, typeOnly });
  };
  visitAll(file, (node) => {
    if (ts.isImportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node, node.argument.literal, true);
    } else if (ts.isCallExpression(node) && isModuleCall(node.expression)) {
      add(node, node.arguments[0], false);
    }
  });
  return found;
}

function isModuleCall(callee: ts.Expression): boolean {
  return (
    callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
  );
}

/** What an import breaks, or null. */
function broken(use: Import): string | null {
  const to = (folder: string): boolean => use.target.startsWith(`src/${folder}/`);
  if (use.from.startsWith('src/engine/')) {
    if (to('ui') || to('cli'))
      return `${use.place}: the engine knows neither the screen nor the command line`;
    if (/^(ink|react|commander)(\/|-|$)/.test(use.target)) return `${use.place}: the engine draws nothing`;
  }
  if (use.from.startsWith('src/ui/')) {
    if (to('cli')) return `${use.place}: the screen does not know the command line`;
    if (to('engine') && !use.typeOnly && !ENGINE_FOR_UI.has(use.target)) {
      return `${use.place}: the screen takes only types from ${use.target}`;
    }
  }
  return null;
}

const violations = (files: readonly ts.SourceFile[]): string[] =>
  files.flatMap(importsOf).flatMap((use) => broken(use) ?? []);

describe('the direction of imports', () => {
  it('holds in every source', () => {
    const files = sourceFiles();
    expect(files.map((file) => file.fileName)).toContain('src/engine/clock.ts');
    expect(violations(files)).toEqual([]);
  });

  it.each([
    ['src/engine/a.ts', `import type { App } from '../ui/app.tsx';`],
    ['src/engine/deep/a.ts', `export * from '../../cli/main.ts';`],
    ['src/engine/a.ts', `const ink = await import('ink');`],
    ['src/engine/a.ts', `type Node = import('react').ReactNode;`],
    ['src/ui/a.tsx', `import { createStore } from '../engine/store/store.ts';`],
    ['src/ui/a.tsx', `import { type Store } from '../engine/store/store.ts';`],
    ['src/ui/a.tsx', `const store = await import('../engine/store/store.ts');`],
    ['src/ui/a.tsx', `import type { Flags } from '../cli/flags.ts';`],
  ])('finds a breach in %s: %s', (name, text) => {
    expect(violations([parseSource(name, text)])).toHaveLength(1);
  });

  it.each([
    ['src/ui/a.tsx', `import type { Store } from '../engine/store/store.ts';`],
    ['src/ui/deep/a.tsx', `import { describeFailure } from '../../engine/failure.ts';`],
    ['src/ui/a.tsx', `import { Box } from 'ink';`],
    ['src/cli/a.ts', `import { App } from '../ui/app.tsx';`],
    ['src/engine/a.ts', `import { ok } from './result.ts'; // import '../ui/app.tsx'`],
  ])('lets through in %s: %s', (name, text) => {
    expect(violations([parseSource(name, text)])).toEqual([]);
  });
});
