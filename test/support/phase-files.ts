import { join } from 'node:path';
import { workerId } from './fake-run.ts';
import { writeFiles } from './temp.ts';

/** A worker in a few words; `writePhase` makes a whole worker file of it. */
export interface WorkerSpec {
  readonly number: number;
  /** The files of the right answer. */
  readonly files: Readonly<Record<string, string>>;
  /** Text of the shell block under TEST_PROCESS. */
  readonly checks: string;
  /** Numbers of the workers it depends on. */
  readonly after?: readonly number[];
  /** The files' paths unless told. */
  readonly deliverables?: readonly string[];
  /** Lines of BOUNDARIES. */
  readonly boundaries?: readonly string[];
  readonly type?: 'COMPLEX' | 'OLLAMA';
}

/** A worker file with all ten sections. */
export function workerFile(spec: WorkerSpec): string {
  const deliverables = spec.deliverables ?? Object.keys(spec.files);
  const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');
  const dependencies = (spec.after ?? []).map((number) => workerId(number));
  const sections: readonly (readonly [string, string])[] = [
    ['DELIVERABLES', list(deliverables.map((path) => `[ ] Create/update file: \`${path}\``))],
    ['SUCCESS_CRITERIA', list(['[ ] Every check exits with status 0'])],
    ['BOUNDARIES', list(spec.boundaries ?? deliverables.map((path) => `**CAN modify:** \`${path}\``))],
    ['DEPENDENCIES', list(dependencies.length === 0 ? ['None'] : dependencies)],
    ['MITIGATION', list(['**Rollback:** drop the change', '**Risk Level:** LOW'])],
    ['TEST_PROCESS', `\`\`\`bash\n${spec.checks}\n\`\`\``],
    ['TEST_RESULTS_FORMAT', '```json\n{"status": "pass|fail"}\n```'],
    ['TASK_CLASSIFICATION', list([`**Type:** ${spec.type ?? 'COMPLEX'}`])],
    ['RETROSPECTIVE', list(['**Time estimate:** 1 minute'])],
    ['PERFORMANCE_REQUIREMENTS', list(['Execution: under 1 minute'])],
  ];
  const text = sections.map(([name, body], at) => `## ${at + 1}. ${name}\n\n${body}\n`).join('\n');
  return `# ${workerId(spec.number)}: Part ${spec.number}\n\n${text}`;
}

/** Writes worker files, and a `phase.yaml` where there is text for one. */
export function writePhase(dir: string, specs: readonly WorkerSpec[], phaseYaml?: string): void {
  writeFiles(
    dir,
    Object.fromEntries(
      specs.map((spec) => [`${workerId(spec.number)}_Part_${spec.number}.md`, workerFile(spec)]),
    ),
  );
  if (phaseYaml !== undefined) writeFiles(dir, { 'phase.yaml': phaseYaml });
}

/** Writes the right answers as the simulated model reads them. */
export function writeAnswers(dir: string, specs: readonly WorkerSpec[]): void {
  for (const spec of specs) writeFiles(join(dir, workerId(spec.number)), spec.files);
}
