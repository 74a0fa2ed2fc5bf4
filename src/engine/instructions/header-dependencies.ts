import type { Dependency, Finding, Instruction } from '../domain/instruction.ts';
import type { ParsedInstruction } from './parse.ts';

const numberOf = ({ worker }: Dependency): number => Number(worker.replace(/\D/g, ''));

/**
 * Drops the dependencies of a header that are not in the run: a header such as "Phase 1 complete (WORKER_001-054)"
 * names earlier phases too. They count as done, and one warning for each line says so.
 * @param inRun the numbers of the workers that run
 */
export function countAbsentAsDone(parsed: ParsedInstruction, inRun: ReadonlySet<number>): ParsedInstruction {
  const { instruction } = parsed;
  const isAbsent = (dependency: Dependency): boolean =>
    dependency.fromHeader === true && !inRun.has(numberOf(dependency));
  const absent = instruction.dependencies.filter(isAbsent);
  if (absent.length === 0) return parsed;
  const lines = [...new Set(absent.map(({ line }) => line))];
  const findings = lines.map((line): Finding => {
    const gone = absent.filter((dependency) => dependency.line === line);
    const many = gone.length > 1;
    return {
      rule: 'dependency-outside-run',
      level: 'warning',
      file: instruction.file,
      line,
      message: `the header names ${rows(gone)}, which ${many ? 'are not in this run and count' : 'is not in this run and counts'} as done`,
      fix: `add ${many ? 'them' : 'it'} to the run if ${many ? 'their' : 'its'} work is not there yet`,
    };
  });
  const settled: Instruction = {
    ...instruction,
    dependencies: instruction.dependencies.filter((dependency) => !isAbsent(dependency)),
  };
  return {
    instruction: settled,
    findings: [...parsed.findings, ...findings].sort((a, b) => a.line - b.line),
  };
}

/** `WORKER_001, WORKER_037 to WORKER_054` */
function rows(dependencies: readonly Dependency[]): string {
  const ends: [Dependency, Dependency][] = [];
  for (const dependency of dependencies) {
    const last = ends.at(-1);
    if (last !== undefined && numberOf(last[1]) + 1 === numberOf(dependency)) last[1] = dependency;
    else ends.push([dependency, dependency]);
  }
  return ends.map(([from, to]) => (from === to ? from.worker : `${from.worker} to ${to.worker}`)).join(', ');
}
