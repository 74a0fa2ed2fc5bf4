import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** One worker of a phase that is made on the fly. */
export interface SyntheticWorker {
  readonly id: string;
  /** The last part of the worker file's name. */
  readonly name: string;
  readonly path: string;
  /** The file as the right answer leaves it. */
  readonly content: string;
  readonly checks: readonly string[];
}

/** Of ten workers in a row so many share one file; the other half stand alone. */
const CHAIN = 5;

/**
 * Writes worker files and right answers below `dir`: half of the workers alone with a file, half in chains of five
 * that extend one file, with small checks in Bash and Python that fail before the work and pass after it.
 */
export function writeSyntheticPhase(dir: string, workers: number): Promise<SyntheticFolders> {
  return writeWorkers(
    dir,
    Array.from({ length: workers }, (_, at) => synthetic(at + 1)),
  );
}

/** Where the parts of a phase are that was made on the fly. */
export interface SyntheticFolders {
  readonly workersDir: string;
  readonly answersDir: string;
}

/** Writes these workers' files and their right answers below `dir`. */
export async function writeWorkers(
  dir: string,
  workers: readonly SyntheticWorker[],
): Promise<SyntheticFolders> {
  const workersDir = join(dir, 'workers');
  const answersDir = join(dir, 'answers');
  await mkdir(workersDir, { recursive: true });
  for (const worker of workers) {
    await writeFile(join(workersDir, `${worker.id}_${worker.name}.md`), workerFile(worker));
    const answer = join(answersDir, worker.id, worker.path);
    await mkdir(dirname(answer), { recursive: true });
    await writeFile(answer, worker.content);
  }
  return { workersDir, answersDir };
}

/** Three digits, as worker files are named. */
export const workerId = (number: number): string => `WORKER_${String(number).padStart(3, '0')}`;

function synthetic(number: number): SyntheticWorker {
  const [id, name] = [workerId(number), `Part_${number}`];
  const place = (number - 1) % (2 * CHAIN);
  if (place < CHAIN) return { id, name, ...link(Math.floor((number - 1) / (2 * CHAIN)), place + 1) };
  return { id, name, ...(number % 2 === 0 ? data(number) : module(number)) };
}

/** What a worker does. */
type Work = Pick<SyntheticWorker, 'path' | 'content' | 'checks'>;

/** The nth worker of a file: keeps what those before it wrote, and adds a function. */
function link(chain: number, nth: number): Work {
  const functions = Array.from({ length: nth }, (_, at) => `def value_${at + 1}():\n    return ${at + 1}\n`);
  const name = `chain_${chain}`;
  return {
    path: `lib/${name}.py`,
    content: functions.join('\n\n'),
    checks: [`python3 -c "from lib.${name} import value_${nth}; assert value_${nth}() == ${nth}"`],
  };
}

function module(number: number): Work {
  return {
    path: `lib/part_${number}.py`,
    content: `def value():\n    return ${number}\n`,
    checks: [`python3 -c "import lib.part_${number} as part; assert part.value() == ${number}"`],
  };
}

function data(number: number): Work {
  const path = `data/part_${number}.txt`;
  return {
    path,
    content: `part ${number}\nof a synthetic phase\n`,
    checks: [`test -s ${path}`, `grep -q '^part ${number}$' ${path}`],
  };
}

function workerFile({ id, path, checks }: SyntheticWorker): string {
  const sections: readonly (readonly [string, string])[] = [
    ['DELIVERABLES', `- [ ] Create/update file: \`${path}\``],
    ['SUCCESS_CRITERIA', '- [ ] Every check exits with status 0'],
    ['BOUNDARIES', `- **CAN modify:** \`${path}\``],
    ['DEPENDENCIES', '- None'],
    ['MITIGATION', '- **Rollback:** drop the change'],
    ['TEST_PROCESS', `\`\`\`bash\n${checks.join('\n')}\n\`\`\``],
    ['TEST_RESULTS_FORMAT', '```json\n{"status": "pass|fail"}\n```'],
    ['TASK_CLASSIFICATION', '- **Type:** COMPLEX'],
    ['RETROSPECTIVE', '- **Time estimate:** 1 minute'],
    ['PERFORMANCE_REQUIREMENTS', '- Execution: under 1 minute'],
  ];
  const text = sections.map(([name, body], at) => `## ${at + 1}. ${name}\n\n${body}\n`).join('\n');
  return `# ${id}: Write ${path}\n\n${text}`;
}
