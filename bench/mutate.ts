import { execa } from 'execa';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';

/**
 * Mutation run over the code that accepts work: plants one fault at a time in a copy of the project and expects its
 * tests to fail. Prints every mutant that they let through, and ends with status 1 when there is one.
 */
const ROOT = resolve(import.meta.dirname, '..');

/** What is mutated, and the tests that must notice. */
const TARGETS: readonly { readonly file: string; readonly tests: readonly string[] }[] = [
  {
    file: 'src/engine/verification/judge-checks.ts',
    tests: ['test/engine/verification/judge-checks.test.ts'],
  },
  { file: 'src/engine/verification/run-twice.ts', tests: ['test/engine/verification/run-twice.test.ts'] },
  {
    file: 'src/engine/verification/missing-work.ts',
    tests: ['test/engine/verification/missing-work.test.ts'],
  },
  {
    file: 'src/engine/environment/recognise-lack.ts',
    tests: ['test/engine/environment/recognise-lack.test.ts'],
  },
  { file: 'src/engine/shell/strength.ts', tests: ['test/engine/shell/strength.test.ts'] },
  {
    file: 'src/engine/verification/merge-queue.ts',
    tests: [
      'test/engine/verification/merge-queue.test.ts',
      'test/engine/verification/merge-queue-courses.test.ts',
    ],
  },
  { file: 'src/engine/gate/decide.ts', tests: ['test/engine/gate/decide.test.ts'] },
];

interface Mutant {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly name: string;
}

const SWAPS = new Map<ts.SyntaxKind, readonly string[]>([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, ['!==']],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, ['===']],
  [ts.SyntaxKind.AmpersandAmpersandToken, ['||']],
  [ts.SyntaxKind.BarBarToken, ['&&']],
  [ts.SyntaxKind.LessThanToken, ['<=', '>']],
  [ts.SyntaxKind.LessThanEqualsToken, ['<', '>']],
  [ts.SyntaxKind.GreaterThanToken, ['>=', '<']],
  [ts.SyntaxKind.GreaterThanEqualsToken, ['>', '<']],
  [ts.SyntaxKind.PlusToken, ['-']],
  [ts.SyntaxKind.MinusToken, ['+']],
  [ts.SyntaxKind.AsteriskToken, ['/']],
  [ts.SyntaxKind.SlashToken, ['*']],
]);

/** Every fault of the usual kinds that the file has a place for. */
function findMutants(source: ts.SourceFile): readonly Mutant[] {
  const mutants: Mutant[] = [];
  const add = (node: ts.Node, text: string): void => {
    const start = node.getStart(source);
    const { line } = source.getLineAndCharacterOfPosition(start);
    const old = node.getText(source).replace(/\s+/g, ' ').slice(0, 60);
    mutants.push({
      start,
      end: node.getEnd(),
      text,
      name: `line ${line + 1}: ${old}  →  ${text.slice(0, 60)}`,
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node)) return;
    if (ts.isBinaryExpression(node))
      for (const text of SWAPS.get(node.operatorToken.kind) ?? []) add(node.operatorToken, text);
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      add(node, node.operand.getText(source));
    }
    if (ts.isIfStatement(node)) for (const text of ['true', 'false']) add(node.expression, text);
    if (ts.isConditionalExpression(node)) for (const text of ['true', 'false']) add(node.condition, text);
    if (ts.isNumericLiteral(node)) add(node, String(Number(node.text) + 1));
    if (ts.isStringLiteral(node) && node.text !== '') add(node, "'mutant'");
    if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, 'false');
    if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, 'true');
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      if (name.text === 'some') add(name, 'every');
      if (name.text === 'every') add(name, 'some');
      if (name.text === 'filter') add(node, expression.getText(source));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}

async function main(): Promise<number> {
  const copy = await mkdtemp(join(tmpdir(), 'wingman-mutate-'));
  let survivors = 0;
  let killed = 0;
  try {
    for (const name of [
      'src',
      'test',
      'bin',
      'scripts',
      'package.json',
      'tsconfig.json',
      'tsconfig.test.json',
      'vitest.config.ts',
    ]) {
      await cp(join(ROOT, name), join(copy, name), { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    for (const { file, tests } of TARGETS) {
      const path = join(copy, file);
      const original = await readFile(path, 'utf8');
      const run = (): ReturnType<typeof runTests> => runTests(copy, tests);
      if (!(await run())) throw new Error(`${tests.join(', ')} fail without any mutant`);
      const mutants = findMutants(ts.createSourceFile(file, original, ts.ScriptTarget.Latest, true));
      for (const mutant of mutants) {
        await writeFile(path, original.slice(0, mutant.start) + mutant.text + original.slice(mutant.end));
        if (await run()) {
          survivors += 1;
          process.stdout.write(`SURVIVED ${file} ${mutant.name}\n`);
        } else killed += 1;
      }
      await writeFile(path, original);
      process.stdout.write(`${file}: ${mutants.length} mutants\n`);
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
  process.stdout.write(`${killed} killed, ${survivors} survived\n`);
  return survivors === 0 ? 0 : 1;
}

/** Whether the tests pass. */
async function runTests(root: string, tests: readonly string[]): Promise<boolean> {
  const result = await execa(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...tests],
    {
      cwd: root,
      reject: false,
      timeout: 60_000,
      stdio: 'ignore',
    },
  );
  return result.exitCode === 0;
}

process.exitCode = await main();
