import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canFail, judgeStatements } from '../../../src/engine/shell/can-fail.ts';

/** Each can fail: with its programs failing, or with them succeeding where it is turned round. */
const CHECKS = [
  'pytest tests/test_a.py -v',
  'test -f a.py',
  '[ -f a.py ]',
  '[[ -f a.py && -s a.py ]]',
  '! test -f nothing-here && ! true',
  'grep -q x a.py',
  'ls -l a.py',
  'cat a.py',
  'python3 -c "import a"',
  "python3 - <<'EOF'\nimport a\nEOF",
  'test -f a.py && echo PASS',
  'test -f a.py && echo PASS || { echo FAIL; exit 1; }',
  'test -f a.py || (echo FAIL; exit 1)',
  'pytest || exit 1',
  'pytest || { echo FAIL; false; }',
  'pytest | grep -q passed',
  'pytest 2>&1 | grep -q passed && echo PASS',
  'echo x | pytest',
  'set -o pipefail; pytest | tail -5',
  'set -e; pytest; echo done',
  'set -euo pipefail; pytest | tee log; echo done',
  '(pytest)',
  '(cd . && pytest)',
  '{ pytest; }',
  '! pytest',
  '! pytest | tail -1',
  'time pytest',
  'env A=1 pytest',
  'A=1 pytest',
  'timeout 60 pytest',
  'bash -c "pytest"',
  'bash -c "pytest && echo ok"',
  'bash -ec "pytest; echo ok"',
  'eval "pytest"',
  'if pytest; then echo ok; else echo FAIL; exit 1; fi',
  'if pytest; then echo ok; else false; fi',
  'if ! pytest; then exit 1; fi',
  'if [ -f a.py ]; then pytest; else exit 1; fi',
  'for f in a b; do pytest $f || exit 1; done',
  'for f in a b; do pytest $f; done',
  'case x in x) pytest ;; esac',
  'while pytest; do exit 3; done',
  'OUT=$(pytest)',
  'OUT=$(pytest) && echo "$OUT"',
  'f() { pytest; }; f',
  'f() { pytest || return 1; echo ok; }; f',
  'pytest & wait $!',
  'exit 1',
  'false',
  '(exit 3)',
  'pytest; rc=$?; exit $rc',
  'pytest; exit $?',
  'pytest; exit',
  'pytest > log 2>&1',
  'exec pytest',
  'diff a.py b.py',
  'curl -sf http://localhost:1/health',
  'echo "$(pytest)" | grep -q passed',
  "pytest | awk '/passed/ { f = 1 } END { exit !f }'",
  '(( 1 == 2 ))',
  'cat a.py | sort nothing-here',
  '$RUNNER a.py || exit 1',
  'test -d a.py || { mkdir made && exit 1; }',
  'pytest || test -f a.py',
];

/** None of them can end with anything but 0, whatever its programs do. */
const CANNOT_FAIL = [
  'echo PASS',
  'printf "%s\\n" PASS',
  'true',
  ':',
  'exit 0',
  'pytest || true',
  'pytest || :',
  'pytest || echo FAIL',
  'pytest || echo "FAIL: x" >&2',
  'pytest && echo PASS || echo FAIL',
  'test -f a.py && echo "PASS" || echo "FAIL"',
  '[ -f a.py ] && echo yes || echo no',
  'pytest 2>&1 | grep -q Error && echo PASS || echo FAIL',
  'pytest | tail -5',
  'pytest | tail -n 5',
  'pytest | head',
  'pytest | tee log',
  'pytest 2>&1 | tee log',
  'pytest | cat',
  'pytest | sort | uniq -c',
  'pytest | wc -l',
  'pytest | sed -n 1,5p',
  "pytest | awk '{print $1}'",
  'pytest | tr a b',
  'pytest || (echo FAIL)',
  'pytest || { echo FAIL; }',
  'pytest || exit 0',
  '(pytest; exit 0)',
  '(pytest; true)',
  '{ pytest; true; }',
  '{ pytest; echo done; }',
  'pytest; echo done',
  'bash -c "pytest; exit 0"',
  'bash -c "pytest || true"',
  'if pytest; then echo ok; fi',
  'if pytest; then echo PASS; else echo FAIL; fi',
  'if pytest; then echo a; elif test -f a.py; then echo b; fi',
  'for f in a b; do pytest $f || echo FAIL; done',
  'for f in a b; do pytest $f; echo $f; done',
  'while pytest; do break; done; true',
  'pytest &',
  'echo "$(pytest)"',
  'echo $(pytest | tail -1)',
  'export OUT=$(pytest); echo "$OUT"',
  'f() { pytest; echo done; }; f',
  'f() { pytest || return 0; }; f || true',
  '(exit 0; pytest)',
  'set -e; pytest || true; echo done',
  'pytest && exit 0 || exit 0',
  'case x in x) pytest || true ;; esac',
];

const SETUP = [
  ...[
    'cd a',
    'cd a || exit 1',
    'A=1',
    'A=1 B=2',
    'export A=1',
    'mkdir -p a',
    'set -euo pipefail',
    'source .venv/bin/activate',
  ],
  ...[
    '. ./env.sh',
    'f() { pytest; }',
    'cd a && echo "in a"',
    '[ -d a ] || mkdir a',
    'rm -f log',
    'touch a',
    'sleep 1',
  ],
  ...[
    'export PATH=$PWD/bin:$PATH',
    'until curl -s x; do sleep 1; done',
    'unset A',
    'shopt -s globstar',
    'A=$(pwd)',
    'wait',
  ],
];

describe('whether a check can fail', () => {
  let dir = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'wingman-can-fail-'));
    for (const [name, status] of Object.entries({ failing: 1, succeeding: 0 })) {
      mkdirSync(join(dir, name));
      for (const program of ['pytest', 'python3', 'curl', 'diff', 'ls', 'grep'])
        writeFileSync(join(dir, name, program), `#!/bin/sh\nexit ${status}\n`, { mode: 0o755 });
    }
    mkdirSync(join(dir, 'work'));
    writeFileSync(join(dir, 'full'), '');
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  /** The statuses that bash really gives, with all programs failing and with all succeeding. */
  const statuses = (statement: string): (number | null)[] =>
    ['failing', 'succeeding'].map((stubs) => {
      const PATH = `${join(dir, stubs)}:/usr/bin:/bin`;
      const run = spawnSync('bash', ['-c', `${statement}\n`], {
        cwd: join(dir, 'work'),
        env: { PATH },
        timeout: 20_000,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      return run.status;
    });

  it.each(CHECKS)('sees that it can: %s', (statement) => {
    expect(canFail(statement)).toMatchObject({ kind: 'check', canFail: true });
    expect(statuses(statement).some((status) => status !== 0)).toBe(true);
  });

  it.each(CANNOT_FAIL)('sees that it cannot: %s', (statement) => {
    const judged = canFail(statement);
    expect(judged).toMatchObject({ kind: 'cannot-fail', canFail: false });
    expect(judged.why).toMatch(/\w/);
    expect(statuses(statement)).toEqual([0, 0]);
  });

  it.each(SETUP)('takes for preparation: %s', (statement) => {
    expect(canFail(statement)).toMatchObject({ kind: 'setup', canFail: false });
  });

  it('says what swallows a failure', () => {
    expect(canFail('pytest || echo FAIL').why).toContain('|| echo');
    expect(canFail('pytest | tail -5').why).toContain('`tail`');
    expect(canFail('pytest &').why).toContain('background');
    expect(canFail('if pytest; then echo ok; fi').why).toContain('if');
    expect(canFail('echo PASS').why).toContain('only prints');
    expect(canFail('exit 0').why).toContain('exit 0');
    expect(canFail('(pytest; true)').why).toContain('`true`');
    expect(canFail('echo "$(pytest)"').why).toContain('$(');
  });

  it('carries options and functions from one statement to the next', () => {
    const kinds = (...statements: string[]): string[] => judgeStatements(statements).map(({ kind }) => kind);
    expect(
      kinds('pytest | tail', 'set -o pipefail', 'pytest | tail', 'set +o pipefail', 'pytest | tail'),
    ).toEqual([...['cannot-fail', 'setup', 'check', 'setup', 'cannot-fail']]);
    expect(kinds('note() { echo "$1"; }', 'pytest || note FAIL')).toEqual(['setup', 'cannot-fail']);
    expect(kinds('fail() { echo "$1"; return 1; }', 'pytest || fail x')).toEqual(['setup', 'check']);
    expect(kinds('(set -o pipefail)', 'pytest | tail')).toEqual(['setup', 'cannot-fail']);
  });

  it('calls what it cannot read a check, so that nothing is flagged wrongly', () => {
    expect(canFail('if then').canFail).toBe(true);
    expect(canFail(`${'$('.repeat(5_000)}x${')'.repeat(5_000)}`).canFail).toBe(true);
    expect(canFail(`${'('.repeat(200)}true${')'.repeat(200)}`).canFail).toBe(true);
  });
});
