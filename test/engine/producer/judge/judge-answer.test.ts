import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readAnswer } from '../../../../src/engine/producer/answer/read-answer.ts';
import { judgeAnswer, type JudgeInput } from '../../../../src/engine/producer/judge/judge-answer.ts';
import { openParsers } from '../../../../src/engine/producer/judge/syntax/parsers.ts';
import type { Failure } from '../../../../src/engine/domain/failure.ts';
import { findPython } from '../../../support/answer-corpus.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { sharedParsers } from '../../../support/parsers.ts';
import { testRunner } from '../../../support/runner.ts';
import { EXERCISES, hasNoCorpus, NEEDS_CORPUS } from '../../../support/corpus.ts';

// A bound on a hang, far above what a loaded machine needs; nothing is said about speed.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const F = '```';

const python = findPython();
const parsers = sharedParsers(python);

/** A file as if the answer gave it in one labelled fence. */
function inputOf(path: string, after: string, before: string | null = null): JudgeInput {
  const text = `Here is the file.\n\n\`\`\`\`x ${path}\n${after}\`\`\`\`\n`;
  const answer = readAnswer(text, { deliverables: [path] });
  return {
    answer,
    text,
    finish: 'stop',
    files: [{ path, before, after }],
    deliverables: [path],
  };
}

async function judge(
  path: string,
  after: string,
  before: string | null = null,
): Promise<Failure['reason'] | null> {
  return (await judgeAnswer(parsers, inputOf(path, after, before)))?.reason ?? null;
}

/** Judges a whole answer, the edits made to an empty repo. */
async function judgeText(
  text: string,
  path = 'src/a.py',
  finish: 'stop' | 'length' | 'filtered' = 'stop',
): Promise<Failure | null> {
  const answer = readAnswer(text, { deliverables: [path] });
  const files = answer.edits.flatMap((edit) =>
    edit.kind === 'write' ? [{ path: edit.path, before: null, after: edit.content }] : [],
  );
  return judgeAnswer(parsers, { answer, text, finish, files, deliverables: [path] });
}

const REAL = 'def add(a, b):\n    total = a + b\n    return total\n';

describe.skipIf(python === null)('Python (skipped where there is no python3)', () => {
  const good: readonly (readonly [name: string, after: string])[] = [
    ['a script', 'import sys\nprint(sys.argv)\n'],
    ['a TODO beside real code', `# TODO: support floats\n${REAL}`],
    ['constants', 'LIMIT = 3\nNAMES = ["a", "b"]\n'],
    ['re-exports with comments', '# The public names.\n# Keep sorted.\nfrom .a import b\n'],
    [
      'an exception class',
      'class MyError(Exception):\n    """Raised when it fails."""\n\n\nclass Other(MyError):\n    pass\n',
    ],
    [
      'abstract methods',
      `from abc import ABC, abstractmethod\n\n\nclass Shape(ABC):\n    @abstractmethod\n    def area(self):\n        ...\n\n    @abstractmethod\n    def name(self):\n        raise NotImplementedError\n`,
    ],
    [
      'a protocol',
      'from typing import Protocol\n\n\nclass P(Protocol):\n    def f(self) -> int: ...\n    def g(self) -> int: ...\n',
    ],
    [
      'overloads',
      'from typing import overload\n\n\n@overload\ndef f(a: int) -> int: ...\n@overload\ndef f(a: str) -> str: ...\ndef f(a):\n    return a\n',
    ],
    [
      'a base class with its subclass',
      'class A:\n    def f(self):\n        raise NotImplementedError\n\n    def g(self):\n        raise NotImplementedError\n\n\nclass B(A):\n    def f(self):\n        return 1\n',
    ],
    [
      'a null object',
      'class NullLogger:\n    def info(self, m):\n        pass\n\n    def error(self, m):\n        pass\n',
    ],
    ['a command group', 'import click\n\n\n@click.group()\ndef cli():\n    """Tools."""\n'],
    [
      'pass in an except',
      'def f(x):\n    try:\n        return int(x)\n    except ValueError:\n        pass\n    return 0\n',
    ],
    [
      'ellipsis in types and slices',
      'from typing import Tuple\n\n\ndef f(x: Tuple[int, ...]):\n    return x[..., 0]\n',
    ],
    [
      'a docstring about the rest',
      'def f(x):\n    """Step 1: keep the first.\n\n    ... the rest of the code is unchanged, see the existing code here.\n\n    >>> for i in f(3):\n    ...     print(i)\n    """\n    return x[1:]\n',
    ],
    [
      'comments about the rest',
      `# Process the rest of the list\n# handle the remaining items...\n# Other helpers\n# existing tests rely on this order\n# read the rest of the file\n# unchanged files are skipped\n${REAL}`,
    ],
    [
      'generated text about implementing',
      'def f():\n    return "Not implemented yet: TODO"[:3] * 2 + str(len("x"))\n',
    ],
    [
      'one pass among many',
      `${Array.from({ length: 9 }, (_, i) => `def f${i}(x):\n    return x + ${i}\n`).join('\n')}\n\ndef later():\n    pass\n`,
    ],
    ['a return of a constant', 'def is_ready():\n    return True\n'],
    [
      'a default callback',
      'def run(hook=None):\n    def default():\n        pass\n\n    return (hook or default)()\n',
    ],
    ['a byte order mark', `\uFEFF${REAL}`],
    ['a script that exits last', `import sys\n\n\n${REAL}\n\nprint(add(1, 2))\nsys.exit(0)\n`],
    ['a script with a guard', `import sys\n\n\n${REAL}\n\nif __name__ == "__main__":\n    sys.exit(0)\n`],
    ['a script that gives a status', `import sys\n\n\n${REAL}\n\nsys.exit(add(1, -1))\n`],
    ['a script that fails', `import sys\n\n\n${REAL}\n\nsys.exit(1)\n`],
    ['a handler that exits', `import sys\n\n\n${REAL}\n\ndef on_sigterm(number, frame):\n    sys.exit(0)\n`],
  ];
  it.each(good)('accepts %s', async (_, after) => {
    expect(await judge('src/a.py', after)).toBeNull();
  });

  const stubs: readonly (readonly [name: string, after: string])[] = [
    ['pass', 'class A:\n    def __init__(self, x):\n        self.x = x\n\n    def f(self):\n        pass\n'],
    ['dots and a docstring', 'def f(x):\n    """Adds."""\n    ...\n'],
    ['only a docstring', 'def f(x):\n    """Adds."""\n'],
    [
      'NotImplementedError',
      'def f(x):\n    raise NotImplementedError("later")\n\n\ndef g(x):\n    return x\n',
    ],
    ['another exception that says so', 'def f(x):\n    raise Exception("Not implemented yet")\n'],
    ['a constant under a TODO', 'def f(x):\n    # TODO: implement the logic\n    return None\n'],
    ['a print that says so', 'def f(x):\n    print("not implemented")\n'],
    ['a note', '# TODO: implement\npass\n'],
    ['a note alone', '# TODO: implement\n'],
    ['an async one', 'async def f(x):\n    pass\n'],
    ['an exit that would make every import green', `import sys\n\n\n${REAL}\n\nsys.exit(0)\n`],
    ['an exit before the rest', `print("checking")\nraise SystemExit\n\n\n${REAL}`],
    ['a hard exit', `import os\n\n\n${REAL}\n\nprint(1)\nos._exit(0)\n`],
    ['an exit inside try', `try:\n    quit()\nfinally:\n    pass\n\n\n${REAL}`],
    ['a body that only exits', 'import sys\n\n\ndef value():\n    sys.exit(0)\n'],
    [
      'tests that test nothing',
      'import unittest\n\n\nclass T(unittest.TestCase):\n    def test_a(self):\n        pass\n\n    def test_b(self):\n        pass\n',
    ],
  ];
  it.each(stubs)('calls %s a stub', async (_, after) => {
    expect(await judge('src/a.py', after)).toBe('stub');
  });

  it('judges what the answer wrote, not what was there', async () => {
    const before = `def old():\n    pass\n\n\ndef older():\n    pass\n`;
    expect(await judge('src/a.py', `${before}\n\n${REAL}`, before)).toBeNull();
    expect(await judge('src/a.py', before, before)).toBe('stub');
    expect(await judge('src/a.py', before.replace('pass', '"""Doc."""\n    pass'), before)).toBe('stub');
    expect(
      await judge(
        'src/a.py',
        `${REAL}\n\ndef b(x):\n    return x\n\n\ndef c(x):\n    pass\n`,
        `${REAL}\n\ndef b(x):\n    return x\n\n\ndef c(x):\n    return 2 * x\n`,
      ),
    ).toBe('stub');
  });

  const remarks = [
    '# ... rest of the code unchanged ...',
    '# ... existing code here ...',
    '# ... rest of the implementation remains the same ...',
    '# ... (previous code stays as it is) ...',
    '# ... other methods unchanged ...',
    '# Rest of the code remains the same',
    '# (previous methods here)',
    '# existing code here',
    '# ... existing code ...',
    '# [rest of the file unchanged]',
    '# Keep the existing methods here',
    '# Remaining tests omitted for brevity',
    '# same as before',
    '# other existing methods...',
    '# … rest of class …',
    '...',
  ];
  it.each(remarks)('sees what is left out at %s', async (line) => {
    expect(await judge('src/a.py', `${REAL}\n${line}\n\n${REAL.replace('add', 'sub')}`)).toBe('elided');
    const inClass = `class A:\n    ${line}\n\n    def f(self):\n        return 1\n`;
    expect(await judge('src/a.py', inClass)).toBe('elided');
  });

  it('does not blame the answer for a remark that was there', async () => {
    const before = `# existing code here\n${REAL}`;
    expect(await judge('src/a.py', `${before}X = 1\n`, before)).toBeNull();
  });

  it('tells broken code from words and from another language', async () => {
    expect(await judge('src/a.py', 'def f(:\n    return 1\n')).toBe('broken');
    expect(await judge('src/a.py', `${'('.repeat(50_000)}1\n`)).toBe('broken');
    expect(await judge('src/a.py', `x = 1\0\n`)).toBe('broken');
    expect(
      await judge('src/a.py', 'const x = 1;\nfunction f(a) {\n  return a + x;\n}\nmodule.exports = { f };\n'),
    ).toBe('wrong-language');
    expect(
      await judge(
        'src/a.py',
        'First, create a class that holds the values.\nThen, add a method for every operation.\nFinally, run the tests to see that it works.\n',
      ),
    ).toBe('guide');
    expect(
      await judge(
        'src/a.py',
        '# Step 1: create the class\n# Step 2: add the methods\n# Step 3: test it\n# Step 4: done\n',
      ),
    ).toBe('guide');
  });

  it('sees that a file lost what others wrote', async () => {
    const many = Array.from({ length: 14 }, (_, i) => `def f${i}(x):\n    y = x + ${i}\n    return y\n`).join(
      '\n',
    );
    expect(await judge('src/a.py', REAL, many)).toBe('elided');
    expect(await judge('src/a.py', `${many}\n${REAL}`, many)).toBeNull();
  });

  it('takes a skeleton where one was asked for', async () => {
    const input = inputOf('src/a.py', 'class A:\n    def f(self):\n        pass\n');
    expect(await judgeAnswer(parsers, input)).toMatchObject({ reason: 'stub' });
    expect(await judgeAnswer(parsers, { ...input, wantsSkeleton: true })).toBeNull();
    const broken = inputOf('src/a.py', 'class A:\n    def f(self)\n        pass\n');
    expect(await judgeAnswer(parsers, { ...broken, wantsSkeleton: true })).toMatchObject({
      reason: 'broken',
    });
  });

  it('judges nothing by a parser that it cannot ask', async () => {
    const text = `${F}python src/a.py\ndef f(:\n${F}\n`;
    const answer = readAnswer(text, { deliverables: ['src/a.py'] });
    const files = [{ path: 'src/a.py', before: null, after: 'def f(:\n' }];
    const input = { answer, text, finish: 'stop', files, deliverables: ['src/a.py'] } as const;
    for (const interpreter of [null, '/nowhere/python']) {
      const others = openParsers(testRunner(), { python: interpreter, clock: fakeClock() });
      expect(await judgeAnswer(others, input)).toBeNull();
    }
  });
});

describe('answers', () => {
  it('names the kind', async () => {
    expect(await judgeText(' \n')).toEqual({ reason: 'empty' });
    expect(await judgeText(`${F}python src/a.py\n${F}\n`)).toEqual({ reason: 'empty' });
    expect(await judgeText('x', 'src/a.py', 'length')).toMatchObject({ reason: 'cut-off' });
    expect(await judgeText(`${F}python src/a.py\ndef f():\n    ret`)).toMatchObject({ reason: 'cut-off' });
    expect(await judgeText('You should first write a class, and then test it.')).toMatchObject({
      reason: 'guide',
      excerpt: 'You should first write a class, and then test it.',
    });
    expect(
      await judgeText(`Use this:\n\n${F}javascript\nconst add = (a, b) => {\n  return a + b;\n};\n${F}\n`),
    ).toMatchObject({ reason: 'wrong-language' });
    expect(await judgeText(`Run:\n\n${F}bash\npip install x\n${F}\n\nand then write it.`)).toMatchObject({
      reason: 'guide',
    });
  });

  it('sees a guide in snippets', async () => {
    const step = (n: number): string =>
      `Step ${n}: ${'you will want to think about this part with care. '.repeat(4)}\n\n${F}python\ndef step_${n}(x):\n    return x + ${n}\n${F}\n\n`;
    expect(await judgeText([1, 2, 3, 4].map(step).join(''))).toMatchObject({ reason: 'guide' });
  });

  it('accepts good work with much talk around it', async () => {
    const talk =
      'Let me implement this step by step. I will explain every decision that I made below.\n\n'.repeat(20);
    expect(
      await judgeText(`${talk}${F}python src/a.py\n${REAL}${F}\n\n${talk}${F}bash\npytest\n${F}\n`),
    ).toBeNull();
    expect(await judgeText(`Sure!\n\n${F}python\n${REAL}${F}\n`.replaceAll('\n', '\r\n'))).toBeNull();
  });

  it('accepts prose where prose was asked for', async () => {
    const doc =
      '# The rest of the code\n\nFirst, create a class. Then test it.\n\n## Existing code here\n\n```python\ndef f(): ...\n```\n';
    expect(await judge('docs/guide.md', doc)).toBeNull();
    expect(await judge('docs/guide.md', '# Title\n\n[... rest of the document unchanged ...]\n')).toBe(
      'elided',
    );
  });
});

describe('other languages', () => {
  const files: readonly (readonly [path: string, after: string, verdict: Failure['reason'] | null])[] = [
    ['a.js', 'const f = () => {};\nmodule.exports = { f };\n', null],
    ['a.js', 'import x from "y";\nexport default await x();\n', null],
    ['a.mjs', 'export const a = 1;\n', null],
    ['a.js', 'function f( {\n', 'broken'],
    [
      'a.ts',
      'enum A { B }\nexport class C { constructor(private x: number) {} get(): number { return this.x; } }\n',
      null,
    ],
    ['a.ts', 'const a: number = ;\n', 'broken'],
    [
      'a.ts',
      "export function f(a: number): Promise<void> {\n  throw new Error('not implemented');\n}\n",
      'stub',
    ],
    ['a.ts', 'export function f(a: number): number {\n  // TODO: implement\n  return 0;\n}\n', 'stub'],
    [
      'a.ts',
      'export function f(a: number): number {\n  // TODO: floats\n  return a + 1;\n}\nexport const off = (): void => {};\n',
      null,
    ],
    ['a.js', 'function f() {\n  // ... existing code ...\n}\nf();\n', 'elided'],
    ['a.js', '// Process the rest of the array\nfor (const a of b) use(a);\n', null],
    ['a.rs', 'pub fn f(a: i32) -> i32 {\n    todo!()\n}\n', 'stub'],
    ['a.rs', "pub fn f<'a>(a: &'a str) -> &'a str {\n    match a { _ => a }\n}\n", null],
    ['a.go', 'package a\n\nfunc F(a int) (int, error) {\n\tpanic("not implemented")\n}\n', 'stub'],
    [
      'A.java',
      'public class A {\n  int f() {\n    throw new UnsupportedOperationException("not implemented");\n  }\n}\n',
      'stub',
    ],
    ['a.go', 'def f(x):\n    return x\n\n\nclass A:\n    pass\n', 'wrong-language'],
    ['a.js', 'def f(x):\n    return x\n', 'wrong-language'],
    ['a.json', '{"a": 1}\n', null],
    ['a.json', '{"a": 1,}\n', 'broken'],
    ['a.json', '{\n  "a": 1,\n  // ... rest unchanged ...\n}\n', 'elided'],
    ['tsconfig.json', '{\n  // strict\n  "a": 1,\n}\n', null],
    ['a.yaml', 'a: 1\nb: [1, 2]\n---\nc: !custom x\n...\n', null],
    ['a.yaml', 'a: [1, 2\n', 'broken'],
    ['a.yaml', 'a: {{ .Values.a }}\n', null],
    ['a.sh', '#!/bin/bash\nif [ -f x ]; then\n  echo "y"\nfi\n', null],
    ['a.sh', 'if [ -f x ]; then\n', 'broken'],
    ['a.sh', '# ... rest of the script unchanged ...\necho\n', 'elided'],
    ['Makefile', 'all:\n\techo hi\n', null],
    ['pkg/__init__.py', '', null],
    ['pkg/__init__.py', '# The package.\n', null],
  ];
  it.each(files)('%s: %j is %s', async (path, after, verdict) => {
    expect(await judge(path, after)).toBe(verdict);
  });
});

describe.skipIf(python === null || hasNoCorpus)(
  `the exercises (skipped where there is no python3) ${NEEDS_CORPUS}`,
  () => {
    it('accepts every right answer', async () => {
      const workers = readdirSync(join(EXERCISES, 'answers'));
      const files = workers.flatMap((worker) => {
        const root = join(EXERCISES, 'answers', worker);
        const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
          name.endsWith('.py'),
        );
        return paths.map((path) => ({
          path,
          before: readFileSync(join(EXERCISES, 'repo', path), 'utf8'),
          after: readFileSync(join(root, path), 'utf8'),
        }));
      });
      expect(files).toHaveLength(34);
      const deliverables = files.map(({ path }) => path);
      const text = files.map(({ path, after }) => `${F}python ${path}\n${after}${F}\n`).join('\n');
      const answer = readAnswer(text, { deliverables });
      expect(answer.edits.map((edit) => (edit.kind === 'write' ? edit.content : null))).toEqual(
        files.map(({ after }) => after),
      );
      expect(await judgeAnswer(parsers, { answer, text, finish: 'stop', files, deliverables })).toBeNull();
    });
  },
);
