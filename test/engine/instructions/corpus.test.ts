import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Instruction } from '../../../src/engine/domain/instruction.ts';
import { loadPhase, type LoadedPhase } from '../../../src/engine/instructions/load.ts';
import { buildPlan } from '../../../src/engine/plan/build.ts';
import { CORPUS, hasNoCorpus, NEEDS_CORPUS } from '../../support/corpus.ts';

async function load(folder: string): Promise<LoadedPhase> {
  const loaded = await loadPhase(resolve(CORPUS, folder));
  if (!loaded.ok) throw new Error(loaded.error.map(({ file, message }) => `${file}: ${message}`).join('\n'));
  return loaded.value;
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const three = (number: number): string => String(number).padStart(3, '0');

/** Read off the files by eye: every one of the 71 names a deliverable, though 056 to 058 only in prose. */
const DELIVERABLES: [number[], (number: number) => string[]][] = [
  [range(1, 12), () => ['validation/semantic_analyzer.py']],
  [range(13, 18), () => ['tests/validation/test_semantic_analyzer.py']],
  [range(19, 33), () => ['wingman/validation/code_scanner.py']],
  [range(34, 36), () => ['wingman/tests/test_code_scanner.py']],
  [range(55, 70), () => ['wingman/validation/content_quality_validator.py']],
  [range(103, 109), (number) => [`wingman/tests/test_integration_${number}.py`]],
  [[110], () => ['wingman/tests/test_integration_110.py', 'wingman/tests/test_edge_cases_110.py']],
  [
    range(148, 152),
    (number) => [
      `wingman/tests/test_integration_${number}.py`,
      `wingman/tests/test_performance_${number}.py`,
    ],
  ],
  [range(211, 216), (number) => [`wingman/deployment/deploy_${number}.sh`]],
];

/** Statements of each worker, counted by eye; every other one has a single statement. */
const STATEMENTS = new Map<number, number>([
  ...([1, 2, 7] as const).map((number) => [number, 4] as const),
  ...([3, 5, 55, 56, 57] as const).map((number) => [number, 5] as const),
  [4, 6],
  [6, 3],
  [58, 2],
  [63, 2],
  ...[...range(103, 110), ...range(148, 152), 211, 212, 215, 216].map((number) => [number, 2] as const),
  [214, 3],
]);

/**
 * What DEPENDENCIES (or, in 066 to 070, the header) names; the others name none. The header of 055 waits for 001 to 054,
 * of which 036 is the last that is there, while its DEPENDENCIES names no worker.
 */
function expectedDependencies(number: number): number[] {
  if (number >= 3 && number <= 7) return range(1, number - 1);
  if (number === 55) return range(1, 36);
  const none = number === 1 || (number >= 103 && number <= 211);
  return none ? [] : [number - 1];
}

const fromOf = (instruction: Instruction | undefined): string | undefined =>
  instruction?.deliverables[0]?.from;

describe.skipIf(hasNoCorpus)(`the worker files of the corpus ${NEEDS_CORPUS}`, () => {
  it('are all read, with the deliverables, statements and dependencies that a reader finds', async () => {
    const { instructions, findings } = await load('worker-files');
    const found = instructions.map((instruction) => ({
      number: instruction.number,
      deliverables: instruction.deliverables.map(({ path }) => path),
      statements: instruction.blocks.reduce((sum, { statements }) => sum + statements.length, 0),
      dependencies: instruction.dependencies.map(({ worker }) => Number(worker.slice(7))),
      route: instruction.route,
    }));
    const expected = DELIVERABLES.flatMap(([numbers, paths]) =>
      numbers.map((number) => ({
        number,
        deliverables: paths(number),
        statements: STATEMENTS.get(number) ?? 1,
        dependencies: expectedDependencies(number),
        route: 'openai',
      })),
    );
    expect(expected).toHaveLength(71);
    expect(found).toEqual(expected);
    expect(
      findings.map(({ rule, level, line, file }) => [rule, level, line, file.replace(/.*WORKER_/, '')]),
    ).toEqual([
      ['dependency-outside-run', 'warning', 6, '055_Content_Quality_Class_Skeleton.md'],
      ['absolute-path', 'warning', 14, '055_Content_Quality_Class_Skeleton.md'],
    ]);
  });

  it('say where a deliverable was named and how sure that is', async () => {
    const { instructions } = await load('worker-files');
    const byNumber = new Map(instructions.map((instruction) => [instruction.number, instruction]));
    expect([1, 19, 55, 56, 57, 58, 59, 110].map((number) => fromOf(byNumber.get(number)))).toEqual([
      ...['label', 'label', 'label', 'prose', 'prose', 'prose', 'label', 'label'],
    ]);
    const sure = (number: number): number => byNumber.get(number)?.deliverables[0]?.confidence ?? 0;
    expect(sure(1)).toBeGreaterThan(0.9);
    expect(sure(55)).toBeLessThan(0.7);
    expect(sure(57)).toBeLessThan(0.7);
  });

  it('give the boundaries that they name', async () => {
    const { instructions } = await load('worker-files');
    const boundaries = (number: number): [readonly string[], readonly string[]] => {
      const found = instructions.find((instruction) => instruction.number === number)?.boundaries;
      return [found?.can ?? [], found?.cannot ?? []];
    };
    expect(boundaries(1)).toEqual([['validation/semantic_analyzer.py', 'validation/__init__.py'], []]);
    expect(boundaries(2)).toEqual([['validation/semantic_analyzer.py'], []]);
    expect(boundaries(55)).toEqual([
      ['wingman/validation/content_quality_validator.py'],
      ['wingman/validation/semantic_analyzer.py'],
    ]);
    expect(boundaries(57)).toEqual([['wingman/validation/content_quality_validator.py'], []]);
  });

  it('keep every block as it stands in the file', async () => {
    for (const folder of ['worker-files', 'exercises-python/workers'])
      for (const { source, blocks } of (await load(folder)).instructions)
        for (const { text, line } of blocks) {
          const rows = source.split('\n');
          expect(rows.slice(line - 1, line - 1 + text.split('\n').length).join('\n')).toBe(text);
          expect([rows[line - 2], rows[line - 1 + text.split('\n').length]]).toEqual(['```bash', '```']);
        }
  });

  it('can be planned', async () => {
    const { instructions, outside } = await load('worker-files');
    const built = buildPlan(instructions, { outside, caseInsensitive: false });
    if (!built.ok) throw new Error(built.error.map(({ message }) => message).join('\n'));
    expect(built.value.findings).toEqual([]);
    const row = [...range(1, 36), ...range(55, 70)];
    expect(built.value.plan.criticalPath).toEqual(row.map((number) => `WORKER_${three(number)}`));
  });
});

describe.skipIf(hasNoCorpus)(`the exercises of the corpus ${NEEDS_CORPUS}`, () => {
  it('have one deliverable and one statement each', async () => {
    const { instructions, findings, outside } = await load('exercises-python/workers');
    expect(instructions).toHaveLength(34);
    expect(findings).toEqual([]);
    for (const { id, deliverables, blocks, boundaries, name } of instructions) {
      const exercise = name.replace(/^python_/, '').toLowerCase();
      const path = `python/${exercise.replaceAll('_', '-')}/${exercise}.py`;
      expect([
        id,
        deliverables.map((deliverable) => deliverable.path),
        boundaries.can,
        boundaries.cannot,
      ]).toEqual([id, [path], [path], []]);
      expect([id, blocks.flatMap(({ statements }) => statements.map(({ text }) => text))]).toEqual([
        id,
        [`cd python/${exercise.replaceAll('_', '-')} && python3 -m unittest -q *_test.py`],
      ]);
    }
    const built = buildPlan(instructions, { outside, caseInsensitive: true });
    expect(built.ok && [...built.value.plan.workers.values()].every(({ after }) => after.length === 0)).toBe(
      true,
    );
  });
});
