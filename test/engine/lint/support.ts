import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  lintPhase,
  type LintedWorker,
  type LintOptions,
  type LintReport,
} from '../../../src/engine/lint/lint-phase.ts';
import type { Machine } from '../../../src/engine/environment/machine.ts';

/** A machine that has everything but what is named. */
export const machineWithout = (lacks: {
  readonly programs?: readonly string[];
  readonly modules?: readonly string[];
  readonly docker?: boolean;
  readonly ports?: boolean;
}): Machine => ({
  hasProgram: async (name) => !(lacks.programs ?? []).includes(name),
  missingModules: async (names) => names.filter((name) => (lacks.modules ?? []).includes(name)),
  installedModules: async (names) => names.filter((name) => !(lacks.modules ?? []).includes(name)),
  dockerAnswers: async () => lacks.docker !== true,
  portAnswers: async () => lacks.ports !== true,
});

export interface FileParts {
  readonly name?: string;
  readonly deliverables?: string;
  readonly criteria?: string;
  readonly dependencies?: string;
  readonly checks?: string;
  /** Sections that are left out, by name. */
  readonly without?: readonly string[];
  /** Names of points 8 to 10. */
  readonly last?: readonly string[];
}

/** A sound worker file, but for what the parts say. */
export function workerText(parts: FileParts = {}): string {
  const [eight, nine, ten] = parts.last ?? [
    'TASK_CLASSIFICATION',
    'RETROSPECTIVE',
    'PERFORMANCE_REQUIREMENTS',
  ];
  const sections: [string, string][] = [
    ['DELIVERABLES', parts.deliverables ?? '- [ ] Create file: `src/adder.py`'],
    ['SUCCESS_CRITERIA', parts.criteria ?? '- [ ] `add(1, 2)` returns 3'],
    ['BOUNDARIES', '- Only the adder.'],
    ['DEPENDENCIES', parts.dependencies ?? '- None'],
    ['MITIGATION', '- Rollback: drop the change.'],
    [
      'TEST_PROCESS',
      `\`\`\`bash\n${parts.checks ?? 'python3 -c "from src.adder import add; assert add(1, 2) == 3"'}\n\`\`\``,
    ],
    ['TEST_RESULTS_FORMAT', '- JSON.'],
    ...[eight, nine, ten].flatMap((name): [string, string][] =>
      name === undefined ? [] : [[name, '- Small.']],
    ),
  ];
  const kept = sections.filter(([name]) => !(parts.without ?? []).includes(name));
  return `# Worker\n\n${kept.map(([name, text], index) => `## ${index + 1}. ${name}\n\n${text}\n`).join('\n')}`;
}

/** A folder of worker files that the end of the test removes. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'wingman-lint-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

export const NOTHING_ELSE: LintOptions = {
  repo: null,
  machine: null,
  environment: 'the environment',
  allow: new Set(),
  caseInsensitive: false,
};

export const lintFiles = (
  files: Readonly<Record<string, string>>,
  options: Partial<LintOptions> = {},
): Promise<LintReport> => lintPhase(folderOf(files), { ...NOTHING_ELSE, ...options });

/** The one worker of a folder that holds this file alone. */
export async function lintOne(
  parts: FileParts | string,
  options: Partial<LintOptions> = {},
): Promise<LintedWorker> {
  const text = typeof parts === 'string' ? parts : workerText(parts);
  const report = await lintFiles({ 'WORKER_001_Adder.md': text }, options);
  const [worker] = report.workers;
  if (worker === undefined) throw new Error(report.findings.map(({ message }) => message).join('\n'));
  return worker;
}

export const rulesOf = (worker: LintedWorker): string[] => worker.findings.map(({ rule }) => rule);
