import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, workerText } from '../engine/lint/support.ts';

const PROGRAM = `
  import { Command } from ${JSON.stringify(createRequire(import.meta.url).resolve('commander'))};
  import { addLintCommand } from ${JSON.stringify(resolve(import.meta.dirname, '../../src/cli/lint-command.ts'))};
  const program = new Command();
  addLintCommand(program, async (end) => {
    const { status, message } = await end;
    process.stderr.write(message);
    process.exitCode = status;
  });
  await program.parseAsync(['node', 'wingman', ...process.argv.slice(1)]);
`;

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const wingman = (...args: string[]): Ran => wingmanIn(resolve(import.meta.dirname, '../..'), ...args);

function wingmanIn(cwd: string, ...args: string[]): Ran {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', PROGRAM, '--', ...args],
    {
      cwd,
      encoding: 'utf8',
      timeout: 50_000,
    },
  );
  return { status, stdout, stderr };
}

const NAME = 'WORKER_001_Adder.md';
const SOUND = { checks: 'grep -q add src/adder.py' };

describe('wingman lint', () => {
  it('ends with 0 where nothing blocks and with 2 where something does, and prints like a compiler', () => {
    const sound = wingman('lint', folderOf({ [NAME]: workerText(SOUND) }));
    expect(sound).toMatchObject({ status: 0, stderr: '' });
    expect(sound.stdout).toBe('1 worker file, 1 pass, mean score 100; 0 blocking, 0 warnings\n');
    const dir = folderOf({ [NAME]: workerText({ checks: 'pytest adder || true' }) });
    const blocked = wingman('lint', dir);
    expect(blocked.status).toBe(2);
    expect(blocked.stdout).toMatch(/WORKER_001_Adder\.md:\d+: error: .* \[no-failing-check\]\n {4}\S/);
    expect(wingman('lint', dir, '--allow', 'no-failing-check').status).toBe(0);
  });

  it('prints one object with --json, also with exit status 2', () => {
    const dir = folderOf({
      [NAME]: workerText({ checks: 'rm -r build\npytest adder || true' }),
      'WORKER_002_B.md': '',
    });
    const { status, stdout } = wingman('lint', dir, '--json');
    expect(status).toBe(2);
    const report = JSON.parse(stdout) as { workers: Record<string, unknown>[] };
    expect(report.workers[0]).toMatchObject({
      ...{ id: 'WORKER_001', name: 'Adder', file: join(dir, NAME), pass: false },
      deliverables: [{ path: 'src/adder.py', from: 'label', confidence: 0.95 }],
      checks: [
        {
          command: 'rm -r build',
          line: expect.any(Number) as number,
          approval: { decision: 'ask', risk: 'high' },
        },
        { command: 'pytest adder || true', approval: { decision: 'allow', risk: 'low' } },
      ],
    });
    expect(report.workers[1]).toMatchObject({ id: 'WORKER_002', pass: false, deliverables: [], checks: [] });
    expect(report.workers[1]).not.toHaveProperty('score');
    expect(report.workers[1]?.['findings']).toMatchObject([{ rule: 'empty-file', level: 'error', line: 1 }]);
  });

  it('shows with --fix --dry-run what --fix then writes', () => {
    const text = workerText({ checks: 'grep -q add src/adder.py || echo FAIL' });
    const dir = folderOf({ [NAME]: text });
    const shown = wingman('lint', dir, '--fix', '--dry-run');
    expect(shown.status).toBe(2);
    expect(shown.stdout).toContain('+grep -q add src/adder.py || { echo FAIL; false; }');
    expect(readFileSync(join(dir, NAME), 'utf8')).toBe(text);
    const written = wingman('lint', dir, '--fix');
    expect(written.status).toBe(0);
    expect(readFileSync(join(dir, NAME), 'utf8')).toBe(text.replace('echo FAIL', '{ echo FAIL; false; }'));
  });

  it('looks at the repo that the folder is in', () => {
    const repo = folderOf({});
    spawnSync('git', ['init', '-q', repo]);
    mkdirSync(join(repo, 'workers'));
    writeFileSync(join(repo, 'workers', NAME), workerText({ checks: 'cd nowhere && grep -q add adder.py' }));
    expect(wingman('lint', join(repo, 'workers')).stdout).toContain('[missing-folder]');
    expect(wingman('lint', '--repo', repo).stdout).toContain('[missing-folder]');
  });

  it('looks at the repo of the current folder where the folder is in none, with its settings', () => {
    const repo = folderOf({});
    spawnSync('git', ['init', '-q', repo]);
    mkdirSync(join(repo, 'below'));
    const dir = folderOf({ [NAME]: workerText({ checks: 'cd nowhere && grep -q add adder.py' }) });
    for (const cwd of [repo, join(repo, 'below')]) {
      const { stdout } = wingmanIn(cwd, 'lint', dir);
      expect(stdout).toContain('[missing-folder]');
      expect(stdout).not.toContain('not looked at');
    }
    expect(JSON.parse(wingmanIn(repo, 'lint', dir, '--json').stdout)).toMatchObject({ notLookedAt: [] });
    writeFileSync(join(repo, 'wingman.yaml'), 'rewrites: { "cd nowhere": "cd ." }\n');
    expect(wingmanIn(repo, 'lint', dir).stdout).not.toContain('[missing-folder]');
  });

  it('says what it did not look at where there is no repo at all', () => {
    const dir = folderOf({ [NAME]: workerText({ checks: 'cd nowhere && grep -q add adder.py' }) });
    const { status, stdout } = wingmanIn(dir, 'lint', dir);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^not looked at: missing-folder, missing-module; .* --repo$/m);
    const report = JSON.parse(wingmanIn(dir, 'lint', '.', '--json').stdout) as Record<string, unknown>;
    expect(report['notLookedAt']).toEqual(['missing-folder', 'missing-module']);
    expect(wingmanIn(dir, 'lint', '.', '--repo', dir)).toMatchObject({ status: 2, stdout: '' });
  });

  it('names what is wrong with its own flags, and lists its rules', () => {
    expect(wingman('lint', '/nowhere/at/all')).toMatchObject({ status: 2 });
    const wrong = wingman('lint', folderOf({ [NAME]: workerText() }), '--allow', 'no-such-rule');
    expect(wrong).toMatchObject({ status: 2, stdout: '' });
    expect(wrong.stderr).toContain('no-such-rule');
    expect(wingman('lint', '--rules').stdout).toContain('cannot-fail (warning)');
  });

  it('draws no control characters of a worker file', () => {
    const text = workerText({
      deliverables: '- [ ] Create file: `src/adder.py`',
      checks: "printf '\u001b[2J' || true",
    });
    const { stdout } = wingman('lint', folderOf({ [NAME]: text }));
    expect(stdout).toContain('\\x1b[2J');
    expect(stdout).not.toContain('\u001b');
  });
});
