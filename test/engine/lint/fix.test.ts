import { describe, expect, it } from 'vitest';
import { canFail } from '../../../src/engine/shell/can-fail.ts';
import { fixWorker } from '../../../src/engine/lint/fix.ts';
import { parseInstruction } from '../../../src/engine/instructions/parse.ts';
import { workerText } from './support.ts';

const FILE = '/tmp/WORKER_001_Adder.md';
const fixed = (text: string): string => fixWorker(FILE, text)?.text ?? text;
const statements = (text: string): string[] => {
  const parsed = parseInstruction(FILE, text);
  if (!parsed.ok) throw new Error(parsed.error[0]?.message);
  return parsed.value.instruction.blocks.flatMap((block) =>
    block.statements.map((statement) => statement.text),
  );
};

describe('what --fix puts right', () => {
  it('makes a check fail whose own text calls it a failure, and still runs the ones after it', () => {
    const text = workerText({
      checks:
        'test -f a.py && echo "PASS" || echo "FAIL: missing"\npytest a.py || printf \'ERROR\\n\' >&2\ntest -f b.py',
    });
    expect(statements(fixed(text))).toEqual([
      'test -f a.py && echo "PASS" || { echo "FAIL: missing"; false; }',
      "pytest a.py || { printf 'ERROR\\n' >&2; false; }",
      'test -f b.py',
    ]);
    for (const statement of statements(fixed(text))) expect(canFail(statement).canFail).toBe(true);
  });

  it('leaves alone what may be intended', () => {
    const lines = [
      'pytest a.py || true',
      'pytest a.py || echo "skipped"',
      'echo "FAIL"',
      'pytest a.py || { echo FAIL; exit 1; }',
    ];
    const text = workerText({ checks: lines.join('\n') });
    expect(fixWorker(FILE, text)).toBeNull();
  });

  it('names the language of a block that is run as shell, and touches no other block', () => {
    const text = workerText().replace('```bash', '```').replace('- Only the adder.', '```\ntext\n```');
    expect(fixed(text)).toBe(workerText().replace('- Only the adder.', '```\ntext\n```'));
  });

  it('tidies headings outside of code, and mixed line ends; Windows line ends stay', () => {
    const text = workerText().replace('## 3. BOUNDARIES', '##\t3.  BOUNDARIES \t');
    expect(fixed(text)).toContain('\n## 3.  BOUNDARIES\n');
    const comment = workerText({ checks: '# \tcomment \ntest -f src/adder.py' });
    expect(fixWorker(FILE, comment)).toBeNull();
    expect(fixed(`${workerText()}a\r\nb\n`)).toBe(`${workerText()}a\nb\n`);
    const windows = workerText().replaceAll('\n', '\r\n');
    expect(fixWorker(FILE, windows)).toBeNull();
    const broken = workerText({ checks: 'pytest a.py || echo FAIL' }).replaceAll('\n', '\r\n');
    expect(fixed(`\uFEFF${broken}`)).toBe(`\uFEFF${broken.replace('echo FAIL', '{ echo FAIL; false; }')}`);
  });

  it('shows a diff, and has nothing to do the second time', () => {
    const text = workerText({ checks: 'pytest a.py || echo FAIL' });
    const once = fixWorker(FILE, text);
    expect(once?.diff).toMatch(/^-pytest a\.py \|\| echo FAIL$/m);
    expect(once?.diff).toMatch(/^\+pytest a\.py \|\| \{ echo FAIL; false; \}$/m);
    expect(fixWorker(FILE, once?.text ?? '')).toBeNull();
  });

  it('leaves alone a file that cannot be read', () => {
    expect(fixWorker(FILE, '')).toBeNull();
    expect(fixWorker('/tmp/notes.md', workerText())).toBeNull();
  });
});
