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
    expect(three.findings.find(({ rule }) => rule === 'low-score')).toMatchObject({
      line: 1,
      fix: 'cheapest: add "## 3. BOUNDARIES"; that makes 80',
    });
    const empty = await lintOne(workerText().replace('- Only the adder.', '---'));
    expect(empty).toMatchObject({ score: 90, pass: true });
    expect(rulesOf(empty)).toEqual(['empty-section']);
    const last = await lintOne({ last: ['TASK_CLASSIFICATION', 'RESOURCE_REQUIREMENTS', 'RISK_ASSESSMENT'] });
    expect(last.score).toBe(90);
  });

  it('says of a score that is too low which sections lift it for the fewest words', async () => {
    const fixOf = async (parts: Parameters<typeof lintOne>[0]): Promise<string | undefined> =>
      (await lintOne(parts)).findings.find(({ rule }) => rule === 'low-score')?.fix;
    const without = ['SUCCESS_CRITERIA', 'MITIGATION', 'DEPENDENCIES', 'RETROSPECTIVE', 'BOUNDARIES'];
    expect(await fixOf({ without })).toBe(
      'cheapest: add "## 3. BOUNDARIES", "## 4. DEPENDENCIES", "## 5. MITIGATION"; that makes 80',
    );
    // What bars the run has to be put right in any case; an empty section is nearer than a missing one.
    const text = workerText({ without: ['DEPENDENCIES', 'MITIGATION'], checks: 'pytest || true' });
    expect(await fixOf(text.replace('- JSON.', '---'))).toBe(
      'cheapest: correct "## 6. TEST_PROCESS"; fill in "## 7. TEST_RESULTS_FORMAT"; that makes 80',
    );
  });

  it('loses five points for a section with a warning about its text, once, and none for what a machine lacks', async () => {
    const text = { ...checks('test -f src/adder.py', 'true', 'echo done'), criteria: '- Works well' };
    expect((await lintOne(text)).score).toBe(90);
    const lacking = await lintOne({}, { machine: machineWithout({ programs: ['python3'] }) });
    expect(lacking).toMatchObject({ score: 100, pass: true });
    expect(rulesOf(lacking)).toEqual(['missing-tool']);
  });

  it('names a heading that stands for several sections', async () => {
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

  it.each([
    '- Consistent with WORKER_058',
    '- Consistent with `WORKER_058` and `WORKER_059`',
    '- Agrees with WORKER_001-012 and workers 013, 014 to 016',
    '- [ ] 1) Works well\n- [ ] 2) Looks good',
    '**1.** Works well\n**2.** Looks good',
    '### 2.1 Functions\n(1) Works well\n(2) Looks good',
    '- SC-1: Works well\n- SC-2: Looks good',
    '- Step 3 is done, as are steps 4-6 of phase 2B',
  ])('do not take the number of a worker, a step or a line for a measure: %j', async (criteria) => {
    expect(rulesOf(await lintOne({ criteria }))).toEqual(['vague-criteria']);
  });

  it.each([
    '- 3 tests pass',
    '1. 3 tests pass',
    '- WORKER_058 passes 12 tests',
    '- Coverage of WORKER_001-012 over 90%',
    '- Step 3 takes 5 s',
    '- 0.5 s at most',
    '- Consistent with `validate()` of WORKER_058',
  ])('take a number beside one of these for a measure: %j', async (criteria) => {
    expect(rulesOf(await lintOne({ criteria }))).toEqual([]);
  });

  it('point at the first criterion that cannot be measured, not at the heading', async () => {
    const text = workerText({ criteria: 'All of these hold:\n\n- [ ] Works well\n- [ ] Looks good' });
    const [finding] = (await lintOne(text)).findings;
    expect(finding).toMatchObject({ rule: 'vague-criteria', line: lineOf(text, 'Works well') });
    const prose = workerText({ criteria: 'It works well.' });
    expect((await lintOne(prose)).findings[0]?.line).toBe(lineOf(prose, 'It works'));
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
    expect(again[1]?.message).toMatch(/looks for src\/src; without such a folder it fails/);
    const fine = [
      ['(cd src && pytest adder)', '(cd src && pytest adder)'],
      ['cd src && pytest adder', 'cd .. && pytest', 'cd src && pytest'],
      ['cd a', 'cd b && pytest adder'],
      ['cd a/b', 'cd ..', 'cd .. && pytest adder'],
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
    expect(chained).toEqual([
      expect.stringMatching(
        /alone saves nothing, .* DEPENDENCIES .* without these too it would be 1, which saves 5$/,
      ),
    ]);
  });

  it('advise to do what the message says would save something', async () => {
    const worker = (number: number, files: readonly string[], dependencies = '- None'): [string, string] => [
      `WORKER_0${String(number).padStart(2, '0')}_A.md`,
      workerText({
        dependencies,
        deliverables: files.map((file) => `- [ ] Create file: \`src/${file}.py\``).join('\n'),
        checks: 'pytest',
      }),
    ];
    const serial = async (files: readonly [string, string][]): Promise<(readonly [string, string])[]> => {
      const { workers } = await lintFiles(Object.fromEntries(files));
      return workers
        .flatMap(({ findings }) => findings)
        .filter(({ rule }) => rule === 'serial-phase')
        .map(({ message, fix }) => [message.replace(/.*the longest row/, ''), fix] as const);
    };
    const five = [1, 2, 3, 4, 5];
    const free = await serial(five.map((number) => worker(number, ['a'])));
    expect(free).toEqual([[expect.stringContaining('which saves 4'), 'split the file, or the work by file']]);
    const chained = await serial(
      five.map((number) => worker(number, ['a'], number > 1 ? `- WORKER_00${number - 1}` : '- None')),
    );
    expect(chained.map(([, fix]) => fix)).toEqual([
      expect.stringMatching(/^split the file and take out those of the 4 DEPENDENCIES/),
    ]);
    const both = await serial(five.map((number) => worker(number, ['a', 'b'])));
    expect(both).toEqual([
      [
        expect.stringMatching(/since `src\/b\.py` makes as long a row: .* it would be 1, which saves 4$/),
        expect.stringMatching(/^split it together with `src\/b\.py`/),
      ],
      [
        expect.stringMatching(/since `src\/a\.py` makes/),
        expect.stringMatching(/^split it together with `src\/a\.py`/),
      ],
    ]);
    const elsewhere = await serial([
      ...five.map((number) => worker(number, ['a'])),
      ...five.map((number) =>
        worker(10 + number, [`x${number}`], number > 1 ? `- WORKER_01${number - 1}` : '- None'),
      ),
    ]);
    expect(elsewhere).toEqual([
      [
        expect.stringMatching(/saves nothing, since other workers make as long a row$/),
        expect.stringMatching(/^leave it as it is/),
      ],
    ]);
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

  it('a module that a package of the phase does not hold, with the deliverable that may be meant', async () => {
    const files = {
      'WORKER_001_A.md': workerText({
        deliverables: '- [ ] Create file: `validation/analyzer.py`',
        checks: 'test -s validation/analyzer.py',
      }),
      'WORKER_002_B.md': workerText({
        deliverables: '- [ ] Create file: `app/validation/quality.py`',
        checks:
          'python3 -c "\nfrom app.validation.quality import Q\nfrom app.validation.analyzer import A\n"',
      }),
    };
    const found = async (
      modules: readonly string[],
      here: LintRepo | null = repo('work', []),
    ): Promise<unknown[]> =>
      (await lintFiles(files, { repo: here, machine: machineWithout({ modules }) })).workers.flatMap((one) =>
        one.findings.map(({ rule, level, line, message, fix }) => [one.id, rule, level, line, message, fix]),
      );
    expect(await found(['app', 'validation'])).toEqual([
      [
        'WORKER_002',
        'missing-module',
        'warning',
        lineOf(files['WORKER_002_B.md'], 'app.validation.analyzer'),
        'needs the Python module `app.validation.analyzer`, which no deliverable and no file of the repo provides; WORKER_001 delivers `validation/analyzer.py`',
        'import `validation.analyzer`, or let a worker deliver `app/validation/analyzer.py`',
      ],
    ]);
    // Installed as well, in the repo, or nobody can tell.
    expect(await found([])).toEqual([]);
    expect(await found(['app'], repo('work', ['app'], { 'app/validation/analyzer.py': '' }))).toEqual([]);
    expect(await found(['app'], null)).toEqual([]);
    expect(
      (await lintFiles(files, { repo: repo('work', []) })).workers.flatMap(({ findings }) => findings),
    ).toEqual([]);
  });

  it('a module that is missing without one like it names what is delivered of the package', async () => {
    const machine = machineWithout({ modules: ['src'] });
    const worker = await lintOne(checks('python3 -c "import src.adder, src.other.thing"'), {
      machine,
      repo: repo('work', []),
    });
    expect(worker.findings).toMatchObject([
      {
        rule: 'missing-module',
        message: expect.stringMatching(
          /`src\.other\.thing`.*; WORKER_001 delivers `src\/adder\.py`$/,
        ) as string,
        fix: 'correct the import, or let a worker deliver `src/other/thing.py`',
      },
    ]);
    expect(worker.pass).toBe(true);
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
