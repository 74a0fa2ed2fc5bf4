import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_BLOCK_BYTES, splitStatements } from '../../../src/engine/shell/split.ts';

/** What a script prints and how it ends, in an empty folder of its own. */
function runBash(script: string): { out: string; status: number | null } {
  const cwd = mkdtempSync(join(tmpdir(), 'wingman-shell-'));
  const { stdout, stderr, status } = spawnSync('bash', ['--noprofile', '--norc', '-c', script], {
    cwd,
    encoding: 'utf8',
    timeout: 20_000,
    // Bash reads ~/.bashrc where its input is a socket, as a pipe of Node's is.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, LC_ALL: 'C' },
  });
  rmSync(cwd, { recursive: true });
  // Bash names itself and the line in its messages; only what it says about the commands is compared.
  const said = stderr.replace(/^.*line \d+: /gm, '');
  return { out: stdout + said, status };
}

const statements = (text: string): string[] => {
  const split = splitStatements(text, 1, 0);
  if (!split.ok) throw new Error(split.error.message);
  return split.value.map((statement) => statement.text);
};

/** Name, block, number of statements. */
const BLOCKS: [string, string, number][] = [
  ['two lines', 'echo a\necho b', 2],
  ['two on a line', 'echo a; echo b', 2],
  ['a list with && and ||', 'true && false || echo c', 1],
  ['a list over lines', 'true &&\n  echo a ||\n  echo b\necho c', 2],
  ['background', 'echo a & wait; echo b', 3],
  ['background and wait for its status', '(exit 7) &\nwait $!\necho $?', 3],
  ['background at the end', 'sleep 0 &', 1],
  ['a pipe over lines', 'printf "b\\na\\n" |\n  sort\necho $?', 2],
  ['multi-line double quotes', 'echo "one\n  two\n    three"\necho four', 2],
  ['multi-line single quotes', "echo 'one\n  # two\n; three'\necho four", 2],
  [
    'python with its indentation',
    'python3 -c "\nif True:\n    print(\'in\')\n# no comment of the shell\n"\necho $?',
    2,
  ],
  ['a here-document', 'cat <<EOF\none\n  two\nEOF\necho three', 2],
  ['a quoted here-document', "cat <<'EOF'\n$HOME `x` \\\nEOF\necho three", 2],
  ['a here-document with tabs', 'cat <<-EOF\n\tone\n\tEOF\necho two', 2],
  ['two statements on the line of a here-document', 'cat <<EOF; echo hi\nbody\nEOF\necho end', 2],
  ['three statements on that line, two here-documents', 'cat <<A; echo hi; cat <<B\n1\nA\n2\nB\necho end', 2],
  ['two here-documents of one command', 'cat <<A - /dev/fd/3 3<<B\n1\nA\n2\nB\necho end', 2],
  ['a here-document into a pipe', 'cat <<EOF | tr a-z A-Z\nbody\nEOF\necho end', 2],
  ['a here-document and a list', 'cat <<EOF && echo yes\nbody\nEOF\necho end', 2],
  ['a here-document in the background', 'cat <<EOF & wait\nbody\nEOF\necho end', 2],
  ['a here-document of a loop', 'while read -r x; do echo "<$x>"; done <<EOF\n1\n2\nEOF\necho end', 2],
  ['a here-document inside a condition', 'if true; then cat <<EOF; fi\nbody\nEOF\necho end', 2],
  ['a here-document inside a function', 'f() {\ncat <<EOF\n$1\nEOF\n}\nf a\nf b', 3],
  ['a here-document in a substitution', 'x=$(cat <<EOF\nbody\nEOF\n)\necho "$x"', 2],
  ['a here-document with a comment behind it', 'cat <<EOF # why\nbody\nEOF\necho end', 2],
  ['a here-document that looks like statements', 'cat <<EOF\necho no\n# no\nfi\nEOF', 1],
  ['a here-string', 'cat <<< "a; b"\necho c', 2],
  ['continuations', 'echo one \\\n  two \\\n  three\necho four', 2],
  ['a for loop', 'for i in 1 2 3; do\n  echo "$i"\ndone\necho end', 2],
  ['a C-like loop', 'for ((i=0; i<3; i++)); do echo $i; done; echo end', 2],
  ['a while loop', 'n=3; while [ $n -gt 0 ]; do echo $n; n=$((n-1)); done', 2],
  ['a case', 'case abc in\n  a*) echo a;;\n  *) echo other;;\nesac\necho end', 2],
  ['an if over lines', 'if false\nthen\n  echo a\nelse\n  echo b\nfi\necho c', 2],
  ['a function used later', 'f() { echo "f $1"; return 3; }\nf x\necho $?', 3],
  ['the status of the one before', 'false\necho $?\n(exit 9)\necho $?', 4],
  ['a variable and an export', 'A=1\nexport B=2\necho $A $B; bash -c \'echo "$A-$B"\'', 4],
  ['cd', 'mkdir -p sub\ncd sub\nbasename "$PWD"', 3],
  ['set -e', 'set -e\necho a\nfalse\necho never', 4],
  ['set -e within a list', 'set -e\nfalse || echo saved\nfalse && echo no\necho end', 4],
  ['exit', 'echo a\nexit 5\necho never', 3],
  ['a subshell', '(cd / && pwd)\n[ "$PWD" != / ] && echo back', 2],
  ['a brace group', '{ echo a; echo b; } > f\ncat f', 2],
  ['a negation', '! false\necho $?\n! true\necho $?', 4],
  ['a test in double brackets', '[[ abc == a* && 1 -lt 2 ]] && echo yes', 1],
  ['arithmetic', '(( 1 + 1 == 2 ))\necho $?', 2],
  ['an array over lines', 'a=(\n  one # first\n  "two three"\n)\necho ${#a[@]}', 2],
  ['process substitution', 'cat <(echo a; echo b)\necho c', 2],
  ['nested substitution and quotes', 'echo "$(echo "a $(echo "b; c")")"; echo d', 2],
  ['backticks', 'echo `echo a; echo b`; echo c', 2],
  ['semicolons and hashes in quotes', 'echo "a;b#c" \'d;e\' f\\;g h#i', 1],
  ['parameter expansion with quotes', 'x=; echo ${x:-"a;b"} ${#x}; echo c', 3],
  ['ANSI-C quotes', "echo $'it\\'s\\n; two'; echo b", 2],
  ['comments everywhere', '# one\necho a # two\n\n   # three\n# four\necho b', 2],
  ['a shebang', '#!/bin/bash\necho a', 1],
  ['blank lines and trailing blanks', '\n\n  echo a   \n\t\n  echo b  \n\n', 2],
  ['a trailing semicolon', 'echo a;\necho b ;', 2],
  ['redirections', 'echo a > f 2>&1\necho b >> f; cat < f', 3],
  ['pipefail', 'set -o pipefail\nfalse | cat\necho $?', 3],
  ['a trap at the end', "trap 'echo bye' EXIT\necho a", 2],
  ['a command that is not there', 'no-such-command-at-all\necho $?', 2],
  ['multi-byte text', 'echo "é → ✅ 😀"; echo "ü"', 2],
  ['eval', 'eval "x=1; y=2"; echo $x$y', 2],
  ['an inner shell', "bash <<'EOF'\nfor i in 1 2; do echo $i; done\nEOF\nbash -c 'echo a; echo b'", 2],
  ['time and a coprocess of words', 'echo time; echo "if then fi"', 2],
  ['a continuation between operators', 'echo a \\\n&& echo b \\\n; echo c', 2],
];

describe('splitStatements', () => {
  it.each(BLOCKS)('%s', (_name, block, count) => {
    const parts = statements(block);
    expect(parts).toHaveLength(count);
    expect(runBash(parts.map((part) => `{\n${part}\n}\n`).join(''))).toEqual(runBash(block));
    for (const part of parts) {
      const check = spawnSync('bash', ['-n'], { input: part, encoding: 'utf8', timeout: 20_000 });
      expect([part, check.status, check.stderr]).toEqual([part, 0, '']);
    }
  });

  it.each(BLOCKS)('gives back the source itself: %s', (_name, block) => {
    const split = splitStatements(block, 1, 0);
    if (!split.ok) throw new Error(split.error.message);
    let end = 0;
    for (const statement of split.value) {
      expect(block.slice(statement.start, statement.end)).toBe(statement.text);
      expect(statement.start).toBeGreaterThanOrEqual(end);
      // Between two statements there is nothing but separators and comments.
      expect(
        block
          .slice(end, statement.start)
          .replace(/(^|\s)#.*$/gm, '')
          .replace(/\\\n/g, ''),
      ).toMatch(/^[\s;]*$/);
      end = statement.end;
    }
  });

  it('keeps the ampersand and drops the semicolon', () => {
    expect(statements('sleep 1 & echo a; echo b;')).toEqual(['sleep 1 &', 'echo a', 'echo b']);
  });

  it('numbers statements, names their line and takes the comment above as their label', () => {
    const block =
      '#!/bin/bash\n# Test 1: File exists\ntest -f a # not mine\ntest -f b\n\n# Old\n\n# Test 2:\n# over two lines\n\ncat <<E\n# body\nE\necho a; echo b';
    const split = splitStatements(block, 40, 7);
    expect(split.ok && split.value.map(({ index, line, label }) => [index, line, label])).toEqual([
      [7, 42, 'Test 1: File exists'],
      [8, 43, null],
      [9, 50, 'Test 2: over two lines'],
      [10, 53, null],
      [11, 53, null],
    ]);
  });

  it.each(['', '\n\n', '# only a comment', '\n# a\n  # b\n', '#!/bin/sh'])('finds nothing in %j', (block) => {
    expect(statements(block)).toEqual([]);
  });

  it.each([
    ['if true; then', 1],
    ['echo ok\necho "open', 2],
    ['a &&', 1],
    ['; a', 1],
    ['fi', 1],
    ['echo $(if)', 1],
    ['echo ok\necho "$(echo `if`)"', 2],
    ['cat <<EOF\nno end', 1],
    ['echo a\necho b\\', 2],
    ['for i in 1; do done', 1],
    ['echo (a)', 1],
  ])('refuses %j', (block, line) => {
    const split = splitStatements(block, 1, 0);
    expect(split.ok).toBe(false);
    expect(!split.ok && split.error.line).toBe(line);
    expect(!split.ok && split.error.message.length > 0).toBe(true);
    const real = spawnSync('bash', ['-n'], { input: block, encoding: 'utf8', timeout: 20_000 });
    // Bash merely warns of the here-document, keeps the lone backslash, and reads backticks only when it runs them.
    if (!/<<|\\$|`/.test(block)) expect(real.status).not.toBe(0);
  });

  it.each(['$(', '(', '{ ', '"$(', '`(', '${a:-', '$((', 'if true; then ', '[[ ( ', 'a=(', '((('])(
    'survives %j many times over',
    (piece) => {
      expect(splitStatements(piece.repeat(Math.floor(MAX_BLOCK_BYTES / piece.length)), 1, 0).ok).toBe(false);
    },
  );

  it('caps depth and length', () => {
    const nested = (depth: number): string => '( '.repeat(depth) + 'true' + ' )'.repeat(depth);
    expect(splitStatements(nested(40), 1, 0).ok).toBe(true);
    expect(splitStatements(nested(60), 1, 0).ok).toBe(false);
    expect(splitStatements(`echo ${'$(echo '.repeat(60)}x${')'.repeat(60)}`, 1, 0).ok).toBe(false);
    expect(splitStatements(`echo ${'"$(echo '.repeat(240)}x${')"'.repeat(240)}`, 1, 0).ok).toBe(false);
    expect(splitStatements('echo aaaa\n'.repeat(1600), 1, 0).ok).toBe(true);
    expect(splitStatements('echo aaaa\n'.repeat(1700), 1, 0).ok).toBe(false);
  });
});
