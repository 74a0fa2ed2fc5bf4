import { describe, expect, it } from 'vitest';
import { countAbsentAsDone } from '../../../src/engine/instructions/header-dependencies.ts';
import { loadPhase } from '../../../src/engine/instructions/load.ts';
import { parseInstruction, type ParsedInstruction } from '../../../src/engine/instructions/parse.ts';
import { buildPlan } from '../../../src/engine/plan/build.ts';
import { folderOf, lintFiles, workerText } from '../lint/support.ts';

const HEADER = '**Dependencies:** Phase 1 complete (WORKER_001-004), parser available';
const text = (file: string, header = HEADER, dependencies = '- ✅ the parser exists'): string =>
  workerText({ dependencies, deliverables: `- [ ] Create file: \`src/${file}.py\`` }).replace(
    '# Worker\n',
    `# Worker\n\n${header}\n`,
  );
/** Worker 3, on which the header of 7 counts as well, is of another phase. */
const FILES = {
  'WORKER_001_A.md': text('a', ''),
  'WORKER_002_B.md': text('b', ''),
  'WORKER_004_D.md': text('d', ''),
  'WORKER_007_G.md': text('g'),
};

function parsed(source: string): ParsedInstruction {
  const result = parseInstruction('/phase/WORKER_007_G.md', source);
  if (!result.ok) throw new Error(result.error[0]?.message);
  return result.value;
}
const ids = ({ instruction }: ParsedInstruction): string[] =>
  instruction.dependencies.map(({ worker }) => worker.slice(7));

describe('workers that only the header names', () => {
  it('are dependencies if they are in the run; the others count as done, with one warning', () => {
    const settled = countAbsentAsDone(parsed(text('g')), new Set([2, 7]));
    expect(ids(settled)).toEqual(['002']);
    expect(settled.findings).toMatchObject([
      {
        rule: 'dependency-outside-run',
        level: 'warning',
        line: 3,
        message:
          'the header names WORKER_001, WORKER_003 to WORKER_004, which are not in this run and count as done',
      },
    ]);
  });

  it('are errors without a file where DEPENDENCIES names them or is missing', () => {
    const section = parsed(text('g', HEADER, '- WORKER_003'));
    expect(countAbsentAsDone(section, new Set([7]))).toBe(section);
    const alone = parsed(text('g').replace(/## 4\. DEPENDENCIES\n\n.*\n/, ''));
    expect(ids(countAbsentAsDone(alone, new Set([7])))).toEqual(['001', '002', '003', '004']);
  });

  it('make the same order for lint and for plan and run, and block neither', async () => {
    const report = await lintFiles(FILES);
    expect(report.blocking).toEqual([]);
    const linted = report.workers.find(({ id }) => id === 'WORKER_007');
    expect(linted?.findings).toMatchObject([
      {
        rule: 'dependency-outside-run',
        message: expect.stringContaining('names WORKER_003, which is not') as string,
      },
    ]);
    const loaded = await loadPhase(folderOf(FILES));
    if (!loaded.ok) throw new Error(loaded.error[0]?.message);
    const { instructions, outside, findings } = loaded.value;
    expect(findings.map(({ rule }) => rule)).toEqual(['dependency-outside-run']);
    expect(instructions.at(-1)?.dependencies).toEqual(linted?.instruction?.dependencies);
    const built = buildPlan(instructions, { outside, caseInsensitive: false });
    expect(built.ok && built.value.findings).toEqual([]);
    expect(built.ok && built.value.plan.workers.get('WORKER_007')?.after.map(({ worker }) => worker)).toEqual(
      [...['WORKER_001', 'WORKER_002', 'WORKER_004']],
    );
  });
});
