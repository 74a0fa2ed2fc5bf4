/**
 * How fast `wingman lint` reads worker files, against markdownlint-cli2 on the same files in the same run:
 * `node bench/lint.ts [--files 1000] [--rounds 3]`. Both run as programs, start-up included, in turns; the median counts.
 * They do different work: the one parses Markdown and shell, plans and judges; the other checks Markdown's style.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = resolve(import.meta.dirname, '..');
const LIMIT_MS = 180_000;

const { values } = parseArgs({ options: { files: { type: 'string' }, rounds: { type: 'string' } } });
const files = Number(values.files ?? 1_000);
const rounds = Number(values.rounds ?? 3);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** A file of about the size and the shape of real ones; forty workers share each deliverable. */
function workerFile(number: number): string {
  const module = `part_${Math.floor(number / 40)}`;
  const name = `step_${number}`;
  const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');
  const sections: [string, string][] = [
    [
      'DELIVERABLES',
      `- [ ] Create/update file: \`app/${module}.py\`\n- [ ] Implement \`${name}(value: int) -> int\``,
    ],
    ['SUCCESS_CRITERIA', `- [ ] \`${name}(2)\` returns ${number + 2}\n- [ ] All 3 checks pass`],
    ['BOUNDARIES', list([`**CAN modify:** \`app/${module}.py\``, '**CANNOT modify:** `app/__init__.py`'])],
    ['DEPENDENCIES', list(['**Python environment:** Python 3.9 or newer'])],
    [
      'MITIGATION',
      list([`**Rollback:** \`git checkout app/${module}.py\``, '**Escalation:** to a human after 2 tries']),
    ],
    [
      'TEST_PROCESS',
      `\`\`\`bash\n# Test 1: the file is there\ntest -f app/${module}.py && echo "PASS" || echo "FAIL"\n\n# Test 2: it imports\n` +
        `python3 -c "from app.${module} import ${name}; print('PASS')"\n\n# Test 3: it adds\npython3 -c "\nfrom app.${module} import ${name}\n` +
        `assert ${name}(2) == ${number + 2}, 'wrong sum'\n"\n\`\`\``,
    ],
    [
      'TEST_RESULTS_FORMAT',
      `\`\`\`json\n{ "worker_id": "${number}", "status": "pass|fail", "errors": [] }\n\`\`\``,
    ],
    ['RESOURCE_REQUIREMENTS', list(['**Time:** 20 minutes', '**Memory:** under 50 MB'])],
    ['RISK_ASSESSMENT', list(['**Risk Level:** LOW', '**Blast Radius:** one file'])],
    ['QUALITY_METRICS', list(['**Test Pass Rate:** 100 %', '**Type hints:** present'])],
    ['TASK_CLASSIFICATION', list(['**Type:** MECHANICAL', '**Tool:** Python'])],
    ['RETROSPECTIVE', list(['**Time estimate:** 20 minutes', '**Lessons learned:** to be filled in'])],
    [
      'PERFORMANCE_REQUIREMENTS',
      `**Targets:**\n\n${list(['Automated execution: under 20 minutes', 'Accuracy: over 95 %'])}`,
    ],
  ];
  const body = sections
    .map(([title, text], index) => `## ${index + 1}. ${title}\n\n${text}\n\n---\n`)
    .join('\n');
  sections.push([
    'NOTES',
    list(
      Array.from(
        { length: 16 },
        (_, at) =>
          `Remark ${at + 1}: \`${name}\` keeps to the style of \`app/${module}.py\`, as its neighbours do`,
      ),
    ),
  ]);
  return `# Worker ${number}: Step ${number}\n\n**Duration:** 20 minutes\n\n---\n\n${body}`;
}

/** Seconds that a program takes; a status above 2 is a failure of the benchmark, not a finding. */
function seconds(args: readonly string[], cwd: string): number {
  const start = performance.now();
  const run = spawnSync(process.execPath, [...args], {
    cwd,
    timeout: LIMIT_MS,
    maxBuffer: 1 << 28,
    encoding: 'utf8',
  });
  if (run.status === null || run.status > 2) throw new Error(`${args.join(' ')}: ${run.stderr.slice(-500)}`);
  return (performance.now() - start) / 1_000;
}

/** markdownlint-cli2's program: the project's own, else one installed for this run from the npm registry. */
function findMarkdownlint(scratch: string): string | null {
  const inside = (dir: string): string =>
    join(dir, 'node_modules', 'markdownlint-cli2', 'markdownlint-cli2-bin.mjs');
  if (existsSync(inside(ROOT))) return inside(ROOT);
  const dir = join(scratch, 'markdownlint');
  mkdirSync(dir);
  spawnSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', dir, 'markdownlint-cli2'], {
    timeout: LIMIT_MS,
    stdio: 'ignore',
  });
  return existsSync(inside(dir)) ? inside(dir) : null;
}

const median = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
const line = (name: string, times: readonly number[]): string =>
  `${name.padEnd(24)} ${median(times).toFixed(2)} s  ${Math.round(files / median(times))} worker files/s`;

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'wingman-bench-lint-')));
try {
  const dir = join(scratch, 'workers');
  mkdirSync(dir);
  for (let number = 1; number <= files; number += 1)
    writeFileSync(join(dir, `WORKER_${String(number).padStart(3, '0')}_Step.md`), workerFile(number));
  const markdownlint = findMarkdownlint(scratch);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(seconds([join(ROOT, 'bin', 'wingman'), 'lint', dir, '--json'], scratch));
    if (markdownlint !== null) theirs.push(seconds([markdownlint, '*.md'], dir));
  }
  print(
    `${files} worker files, median of ${rounds} rounds, ${availableParallelism()} cores, Node ${process.version}`,
  );
  print(line('wingman lint', ours));
  if (markdownlint === null)
    print('markdownlint-cli2: not measured, it is neither installed nor to be had from the registry');
  else {
    print(line('markdownlint-cli2', theirs));
    print(
      `wingman lint takes ${(median(ours) / median(theirs)).toFixed(2)} times as long as markdownlint-cli2`,
    );
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
