import { describe, expect, it } from 'vitest';
import type { LintRepo } from '../../../src/engine/lint/phase-rules.ts';
import { lintPhase } from '../../../src/engine/lint/lint-phase.ts';
import {
  folderOf,
  lintFiles,
  lintOne,
  machineWithout,
  NOTHING_ELSE,
  rulesOf,
  workerText,
} from './support.ts';

const lineOf = (text: string, part: string): number =>
  text.split('\n').findIndex((line) => line.includes(part)) + 1;

/** Code after a language that keeps Markdown's own fence apart. */
const checks = (...lines: string[]): { checks: string } => ({ checks: lines.join('\n') });

describe('the score', () => {
  it('is 100 for a sound file, under both namings of points 8 to 10', async () => {
    const names = [
      ['TASK_CLASSIFICATION', 'RETROSPECTIVE', 'PERFORMANCE_REQUIREMENTS'],
      ['RESOURCE_REQUIREMENTS', 'RISK_ASSESSMENT', 'QUALITY_METRICS'],
      ['RESOURCE_REQUIREMENTS', 'RISK_ASSESSMENT', 'PERFORMANCE_REQUIREMENTS'],
    ];
    for (const last of names)
      expect(await lintOne({ last })).toMatchObject({ score: 100, pass: true, findings: [] });
  });

  it('loses ten points for each missing or empty section, and passes down to 80', async () => {
    const two = await lintOne({ without: ['BOUNDARIES', 'MITIGATION'] });
    expect(two).toMatchObject({ score: 80, pass: true });
    expect(rulesOf(two)).toEqual(['missing-section', 'missing-section']);
    const three = await lintOne({ without: ['BOUNDARIES', 'MITIGATION', 'TEST_RESULTS_FORMAT'] });
    expect(three).toMatchObject({ score: 70, pass: false });
    expect(rulesOf(three)).toContain('low-score');
    const empty = await lintOne(workerText().replace('- Only the adder.', '---'));
    expect(empty).toMatchObject({ score: 90, pass: true });
    expect(rulesOf(empty)).toEqual(['empty-section']);
    const last = await lintOne({ last: ['TASK_CLASSIFICATION', 'RESOURCE_REQUIREMENTS', 'RISK_ASSESSMENT'] });
    expect(last.score).toBe(90);
  });

  it('loses five points for a section with a warning about its text, once, and none for what a machine lacks', async () => {
    const text = { ...checks('test -f src/adder.py', 'true', 'echo done'), criteria: '- Works well' };
    expect((await lintOne(text)).score).toBe(90);
    const lacking = await lintOne({}, { machine: machineWithout({ programs: ['python3'] }) });
    expect(lacking).toMatchObject({ score: 100, pass: true });
    expect(rulesOf(lacking)).toEqual(['missing-tool']);
  });

  it('says of a heading that stands for several sections that it does', async () => {
    const text = `${workerText({ without: ['BOUNDARIES', 'MITIGATION'] })}\n## 3-5. [Standard sections]\n`;
    const worker = await lintOne(text);
    const missing = worker.findings.filter(({ rule }) => rule === 'missing-section');
    expect(missing.map(({ line }) => line)).toEqual(Array(2).fill(lineOf(text, '3-5.')));
  });
});

describe('what blocks', () => {
  const blocked: [string, Parameters<typeof lintOne>[0], string][] = [
    ['no DELIVERABLES', { without: ['DELIVERABLES'] }, 'no-deliverables'],
    ['no deliverable that names a file', { deliverables: '- [ ] Write good code' }, 'no-deliverable-file'],
    ['no TEST_PROCESS', { without: ['TEST_PROCESS'] }, 'no-test-process'],
    ['no check', checks('# nothing'), 'no-check'],
    ['no check that can fail', checks('cd src', 'pytest || echo FAIL', 'echo done'), 'no-failing-check'],
    ['only preparation', checks('cd src', 'mkdir -p build'), 'no-failing-check'],
    ['a block that does not parse', checks('if test -f x; then'), 'block-syntax'],
    ['a dependency without a file', { dependencies: '- WORKER_009' }, 'unknown-dependency'],
    ['an empty file', ' \n', 'empty-file'],
  ];
  it.each(blocked)('%s', async (_, parts, rule) => {
    const worker = await lintOne(parts);
    expect(worker.pass).toBe(false);
    expect(worker.findings.filter(({ level }) => level === 'error').map((finding) => finding.rule)).toContain(
      rule,
    );
  });

  it('a circular dependency, and two workers with one number', async () => {
    const cycle = await lintFiles({
      'WORKER_001_A.md': workerText({ dependencies: '- WORKER_002' }),
      'WORKER_002_B.md': workerText({
        dependencies: '- WORKER_001',
        deliverables: '- [ ] Create file: `src/b.py`',
      }),
    });
    expect(cycle.blocking.map(({ rule }) => rule)).toContain('cycle');
    const twice = await lintFiles({ 'WORKER_001_A.md': workerText(), 'WORKER_1_B.md': workerText() });
    expect(twice.blocking.map(({ rule }) => rule)).toContain('duplicate-worker');
    expect(twice.workers).toHaveLength(2);
  });

  it('but not what is allowed, which is still shown', async () => {
    const parts = checks('pytest || true');
    const worker = await lintOne(parts, { allow: new Set(['no-failing-check'] as const) });
    expect(worker.pass).toBe(true);
    expect(rulesOf(worker)).toContain('no-failing-check');
  });

  it('a folder that cannot be read, or holds nothing', async () => {
    expect((await lintPhase('/nowhere/at/all', NOTHING_ELSE)).blocking.map(({ rule }) => rule)).toEqual([
      'unreadable-folder',
    ]);
    expect((await lintPhase(folderOf({}), NOTHING_ELSE)).blocking.map(({ rule }) => rule)).toEqual([
      'no-workers',
    ]);
  });

  it('reads the other files where one cannot be parsed', async () => {
    const report = await lintFiles({ 'WORKER_001_A.md': '\0', 'WORKER_002_B.md': workerText() });
    expect(report.workers.map(({ id, score, pass }) => [id, score, pass])).toEqual([
      ['WORKER_001', null, false],
      ['WORKER_002', 100, true],
    ]);
  });
});

describe('warnings', () => {
  it('name each check that cannot fail beside others that can', async () => {
    const text = workerText(
      checks(
        'test -f src/adder.py && echo PASS || echo FAIL',
        'pytest tests/test_adder.py',
        '(pytest; exit 0)',
      ),
    );
    const worker = await lintOne(text);
    const flagged = worker.findings.filter(({ rule }) => rule === 'cannot-fail');
    expect(flagged.map(({ line }) => line)).toEqual([lineOf(text, 'echo FAIL'), lineOf(text, 'exit 0')]);
    expect(worker.pass).toBe(true);
  });

  it('name criteria that cannot be measured, and leave alone a list with one that can', async () => {
    expect(rulesOf(await lintOne({ criteria: '- Works well\n- Looks good' }))).toEqual(['vague-criteria']);
    expect(rulesOf(await lintOne({ criteria: '1. Works well\n2. Looks good' }))).toEqual(['vague-criteria']);
    expect(rulesOf(await lintOne({ criteria: '- Works well\n- At least 3 tests pass' }))).toEqual([]);
  });

  it('name absolute paths of people and mounts, in words, options, redirects and code', async () => {
    const bad = [
      'cd /Volumes/Data/project',
      'pytest --rootdir=/home/me/project adder',
      'python3 -c "open(\'/Users/me/project/adder.py\')"',
      'pytest adder > /home/me/log.txt',
    ];
    for (const line of bad)
      expect(rulesOf(await lintOne(checks(line, 'test -f src/adder.py')))).toContain('absolute-path');
    const good = [
      '/usr/bin/env python3 src/adder.py',
      'pytest adder > /tmp/log',
      'docker exec box ls /home/app/adder',
    ];
    for (const line of good) expect(rulesOf(await lintOne(checks(line)))).not.toContain('absolute-path');
  });

  it('name checks that have nothing to do with the deliverable, and no others', async () => {
    const unrelated = [
      ['test -f README.md', 'grep -q x setup.py'],
      ['python3 -c "from src import *; print(1)"'],
      ['curl -f http://localhost:80/health'],
    ];
    for (const lines of unrelated)
      expect(rulesOf(await lintOne(checks(...lines)))).toContain('unrelated-checks');
    const related = [
      ['npm test'],
      ['python3 -c "from src import add"'],
      ['grep -q add src/adder.py'],
      ['make'],
      ['python3 tests/all.py'],
    ];
    for (const lines of related) expect(rulesOf(await lintOne(checks(...lines)))).toEqual([]);
  });

  it('name a `cd` that the block has already made', async () => {
    const text = workerText(
      checks('cd src && pytest adder', 'cd src && pytest adder', 'cd src && pytest adder'),
    );
    const again = (await lintOne(text)).findings.filter(({ rule }) => rule === 'repeated-cd');
    const first = lineOf(text, 'cd src');
    expect(again.map(({ line }) => line)).toEqual([first + 1, first + 2]);
    expect(again[1]?.message).toContain(`since line ${first}`);
    const fine = [
      ['(cd src && pytest adder)', '(cd src && pytest adder)'],
      ['cd src && pytest adder', 'cd .. && pytest', 'cd src && pytest'],
      ['cd a', 'cd b && pytest adder'],
    ];
    for (const lines of fine) expect(rulesOf(await lintOne(checks(...lines)))).not.toContain('repeated-cd');
  });

  it('name what will ask a person', async () => {
    const worker = await lintOne(checks('rm -r build', 'test -f src/adder.py'));
    expect(rulesOf(worker)).toEqual(['destructive']);
    expect(worker.findings[0]?.message).toContain('ask');
  });

  it('name keys by their shape, never the placeholders of documentation, and show no whole key', async () => {
    const key = `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`;
    const worker = await lintOne({ criteria: `- \`${key}\` works` });
    expect(rulesOf(worker)).toEqual(['secret']);
    expect(JSON.stringify(worker.findings)).not.toContain(key);
    for (const harmless of [
      'AKIAIOSFODNN7EXAMPLE',
      `ghp_${'x'.repeat(36)}`,
      'sk-your-key-here-1234567890123456789012',
    ])
      expect(rulesOf(await lintOne({ criteria: `- \`${harmless}\` works` }))).toEqual([]);
  });

  it('name a file that makes the phase serial, with what splitting it saves', async () => {
    const files = (chained: boolean): Record<string, string> =>
      Object.fromEntries(
        [1, 2, 3, 4, 5, 6].map((number) => [
          `WORKER_00${number}_A.md`,
          workerText({ dependencies: chained && number > 1 ? `- WORKER_00${number - 1}` : '- None' }),
        ]),
      );
    const free = (await lintFiles(files(false))).workers.flatMap(({ id, findings }) =>
      findings.map((one) => [id, one.rule, one.message]),
    );
    expect(free).toEqual([
      ['WORKER_001', 'serial-phase', expect.stringMatching(/^6 workers .* 6 workers, .* 1, which saves 5$/)],
    ]);
    const chained = (await lintFiles(files(true))).workers.flatMap(({ findings }) =>
      findings.map(({ message }) => message),
    );
    expect(chained).toEqual([expect.stringContaining('DEPENDENCIES give the same order')]);
  });
});

describe('what the repo and the machine show', () => {
  const repo = (
    name: string,
    folders: readonly string[],
    files: Readonly<Record<string, string>> = {},
  ): LintRepo => ({
    name,
    hasFolder: (path) => folders.includes(path),
    read: (path) => files[path] ?? null,
  });

  it('a folder that is missing, unless a deliverable or the block makes it', async () => {
    const inApp = checks('cd app && pytest adder');
    const missing = await lintOne(inApp, { repo: repo('work', []) });
    expect(rulesOf(missing)).toEqual(['missing-folder']);
    expect(rulesOf(await lintOne(inApp, { repo: repo('work', ['app']) }))).toEqual([]);
    expect(rulesOf(await lintOne(inApp))).toEqual([]);
    const made = { ...inApp, deliverables: '- [ ] Create file: `app/adder.py`' };
    expect(rulesOf(await lintOne(made, { repo: repo('work', []) }))).toEqual([]);
    expect(
      rulesOf(await lintOne(checks('mkdir -p app', 'cd app && pytest adder'), { repo: repo('work', []) })),
    ).toEqual([]);
  });

  it('the common case that the repo root is itself that folder, with the rewrite', async () => {
    const worker = await lintOne(checks('cd app && pytest adder'), { repo: repo('app', ['tests']) });
    expect(worker.findings[0]).toMatchObject({
      rule: 'missing-folder',
      message: expect.stringContaining('root is itself app') as string,
    });
    expect(worker.findings[0]?.fix).toContain('rewrites: { "cd app": "cd ." }');
    const above = {
      ...checks('cd app && pytest adder'),
      deliverables: '- [ ] Create file: `app/lib/adder.py`',
    };
    expect(rulesOf(await lintOne(above, { repo: repo('app', ['lib']) }))).toEqual(['missing-folder']);
    expect(rulesOf(await lintOne(above, { repo: repo('app', []) }))).toEqual([]);
  });

  it('tools, modules and services, each once a worker, with how to get them', async () => {
    const machine = machineWithout({
      programs: ['pytest'],
      modules: ['requests', 'src'],
      docker: true,
      ports: true,
    });
    const worker = await lintOne(
      checks(
        'pytest adder',
        'pytest adder',
        'python3 -c "import requests; import src.adder"',
        'docker compose ps | grep adder',
        'curl -f http://localhost:8001/adder',
      ),
      { machine },
    );
    expect(worker.findings.map(({ rule, fix }) => [rule, fix])).toEqual([
      ['missing-tool', 'pip install pytest'],
      ['missing-module', 'pip install requests'],
      ['service-down', expect.stringContaining('Docker')],
      ['service-down', expect.stringContaining('8001')],
    ]);
  });
});
