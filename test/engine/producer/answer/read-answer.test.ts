import { describe, expect, it, vi } from 'vitest';
import { readAnswer, type Answer } from '../../../../src/engine/producer/answer/read-answer.ts';

// A bound on a hang, far above what a loaded machine needs; nothing is said about speed.
vi.setConfig({ testTimeout: 60_000 });

const F = '```';
const CODE = 'def add(a, b):\n    return a + b\n';
const read = (text: string, ...deliverables: string[]): Answer =>
  readAnswer(text, { deliverables: deliverables.length > 0 ? deliverables : ['src/pkg/add.py'] });
const writes = (answer: Answer): Record<string, string> =>
  Object.fromEntries(
    answer.edits.flatMap((edit) => (edit.kind === 'write' ? [[edit.path, edit.content]] : [])),
  );
const fence = (info: string, code = CODE): string => `${F}${info}\n${code}${F}\n`;

describe('a path in the info string', () => {
  it.each([
    'python src/pkg/add.py',
    'src/pkg/add.py',
    'python:src/pkg/add.py',
    'python: src/pkg/add.py',
    'python title="src/pkg/add.py"',
    'python file=src/pkg/add.py',
    "python filename='src/pkg/add.py'",
    'python {src/pkg/add.py}',
    '{.python filename="src/pkg/add.py"}',
    'python path=./src/pkg/add.py',
    'python add.py',
    'python a/src/pkg/add.py',
    'python /src/pkg/add.py',
    'python (repo root)/src/pkg/add.py',
    'py pkg/add.py',
    '12:40:src/pkg/add.py',
  ])('%s', (info) => {
    const answer = read(`Here it is.\n\n${fence(info)}\nDone.`);
    expect(writes(answer)).toEqual({ 'src/pkg/add.py': CODE });
    expect(answer.cutOff).toBe(false);
  });

  it('keeps a path that is not declared, to be refused by name', () => {
    for (const path of [
      '../../outside.py',
      '/etc/passwd',
      '.git/hooks/pre-commit',
      '~/.ssh/config',
      'src/other.py',
    ]) {
      expect(read(fence(`python ${path}`)).edits.map((edit) => edit.path)).toEqual([path]);
    }
  });

  it('keeps the underscores of a name', () => {
    expect(writes(read(fence('python pkg/__init__.py'), 'pkg/__init__.py', 'pkg/a.py'))).toEqual({
      'pkg/__init__.py': CODE,
    });
    expect(writes(read(`**pkg/__init__.py**\n${fence('python')}`, 'pkg/__init__.py', 'pkg/a.py'))).toEqual({
      'pkg/__init__.py': CODE,
    });
  });
});

describe('a path before the fence', () => {
  it.each([
    '`src/pkg/add.py`',
    '`src/pkg/add.py`:',
    '**src/pkg/add.py**',
    '**`src/pkg/add.py`:**',
    '### src/pkg/add.py',
    '#### 2. `src/pkg/add.py` (new file)',
    'File: src/pkg/add.py',
    '**File:** `src/pkg/add.py`',
    'File path: `src/pkg/add.py`',
    'Create `src/pkg/add.py`:',
    '1. Create `src/pkg/add.py`:',
    '1) **Update** `src/pkg/add.py`',
    '- src/pkg/add.py',
    '## Step 3: src/pkg/add.py',
    'Full content of `src/pkg/add.py`:',
    'src/pkg/add.py:',
    'Updated file `add.py`:',
  ])('%s', (line) => {
    expect(
      writes(read(`Intro.\n\n${line}\n\n${fence('python')}`, 'src/pkg/add.py', 'src/pkg/sub.py')),
    ).toEqual({
      'src/pkg/add.py': CODE,
    });
  });

  it('does not take the example after the file for the file', () => {
    const usage = 'from pkg.add import add\n\nprint(add(1, 2))\n';
    const text = `\`src/pkg/add.py\`:\n${fence('python')}\nYou can use \`src/pkg/add.py\` like this:\n\n${fence('python', usage)}`;
    expect(writes(read(text, 'src/pkg/add.py', 'b.py'))).toEqual({ 'src/pkg/add.py': CODE });
    expect(writes(read(text))).toEqual({ 'src/pkg/add.py': CODE });
  });

  it('does not take the command that runs a file for the file', () => {
    const text = `${fence('python src/pkg/add.py')}\nRun \`src/pkg/add.py\`:\n${fence('bash', 'python src/pkg/add.py\n')}`;
    expect(writes(read(text))).toEqual({ 'src/pkg/add.py': CODE });
  });
});

describe('a path in the first comment', () => {
  it.each([
    ['# src/pkg/add.py', 'python', 'src/pkg/add.py'],
    ['#!/usr/bin/env python3\n# File: src/pkg/add.py', 'python', 'src/pkg/add.py'],
    ['// web/a.ts', 'ts', 'web/a.ts'],
    ['/* web/a.css */', 'css', 'web/a.css'],
    ['<!-- web/a.html -->', 'html', 'web/a.html'],
    ['-- db/a.sql', 'sql', 'db/a.sql'],
  ])('%s stays in the file', (comment, info, path) => {
    const code = `${comment}\nbody\n`;
    expect(writes(read(fence(info, code), path, 'other.txt'))).toEqual({ [path]: code });
  });

  it('is dropped from JSON, which has no comments', () => {
    expect(writes(read(fence('json', '// a.json\n{"a": 1}\n'), 'a.json', 'b.json'))).toEqual({
      'a.json': '{"a": 1}\n',
    });
  });

  it('is not every comment with a slash or a dot', () => {
    for (const comment of [
      '# I/O helpers',
      '# TODO/FIXME',
      '# Node.js',
      '# v1.2',
      '# See https://a.b/c.py',
    ]) {
      const code = `${comment}\n${CODE}`;
      expect(writes(read(fence('python', code)))).toEqual({ 'src/pkg/add.py': code });
    }
  });
});

describe('fences without a path', () => {
  it('takes the one that can be the deliverable', () => {
    const text = [
      'Install first:',
      fence('bash', 'pip install numpy\n'.repeat(20)),
      'Then:',
      fence('python'),
      'Output:',
      fence('', '$ python add.py\n3\n'),
    ].join('\n');
    const answer = read(text);
    expect(answer.edits).toEqual([
      { kind: 'write', path: 'src/pkg/add.py', content: CODE, source: 'only-deliverable' },
    ]);
    expect(answer.unusedFences.map(({ info }) => info)).toEqual(['bash', '']);
    expect(answer.prose).toBe('Install first:\n\nThen:\n\nOutput:');
  });

  it('takes a later version of the whole, not a longer example', () => {
    const better = 'def add(a, b):\n    return b + a\n';
    expect(writes(read(`${fence('python')}Simpler:\n${fence('python', better)}`))['src/pkg/add.py']).toBe(
      better,
    );
    const example = `from add import add\n${'assert add(1, 2) == 3\n'.repeat(9)}`;
    expect(writes(read(`${fence('python')}Example:\n${fence('python', example)}`))['src/pkg/add.py']).toBe(
      CODE,
    );
  });

  it('takes nothing in another language, and nothing for two deliverables', () => {
    expect(read(fence('javascript', 'const a = 1;\n')).edits).toEqual([]);
    expect(read(fence('bash', 'pip install x\n')).edits).toEqual([]);
    expect(read(fence('python'), 'a.py', 'b.py').edits).toEqual([]);
  });

  it('takes a sentence that mentions another file for no label', () => {
    const text = `As \`add_test.py\` expects, this is my solution, see also \`b.py\`:\n\n${fence('python')}`;
    expect(writes(read(text))).toEqual({ 'src/pkg/add.py': CODE });
  });
});

describe('several fences of one path', () => {
  it('takes the last, but not one that leaves code out', () => {
    const second = 'def add(a, b):\n    return b + a\n';
    const elided = 'def add(a, b):\n    # ... rest of the code unchanged ...\n';
    const a = fence('python src/pkg/add.py');
    expect(writes(read(a + fence('python src/pkg/add.py', second)))['src/pkg/add.py']).toBe(second);
    expect(writes(read(a + fence('python src/pkg/add.py', elided)))['src/pkg/add.py']).toBe(CODE);
  });
});

describe('fences in all shapes', () => {
  it('reads long fences, tildes, CRLF, and fences in lists', () => {
    const inner = '# Title\n\n```bash\nnpm i\n```\n\nEnd.\n';
    expect(writes(read(`\`\`\`\`markdown docs/a.md\n${inner}\`\`\`\`\n`, 'docs/a.md'))).toEqual({
      'docs/a.md': inner,
    });
    expect(writes(read(`~~~python src/pkg/add.py\n${CODE}~~~\n`))).toEqual({ 'src/pkg/add.py': CODE });
    expect(writes(read(fence('python src/pkg/add.py').replaceAll('\n', '\r\n')))).toEqual({
      'src/pkg/add.py': CODE,
    });
    const listed = `1. \`src/pkg/add.py\`:\n\n   ${F}python\n   def add(a, b):\n       return a + b\n   ${F}\n2. Done\n`;
    expect(writes(read(listed))).toEqual({ 'src/pkg/add.py': CODE });
  });

  it('reads fences of three in fences of three', () => {
    const doc = '# Title\n\n```bash\nnpm i\n```\n\nThen:\n\n```\nplain\n```\n\nEnd.\n';
    const text = `Here:\n\n${F}markdown docs/a.md\n${doc}${F}\n\nHope it helps.`;
    expect(writes(read(text, 'docs/a.md'))).toEqual({ 'docs/a.md': doc });
    const docstring = `"""Module.\n\n${F}python\nadd(1, 2)\n${F}\n"""\n${CODE}`;
    expect(writes(read(fence('python src/pkg/add.py', docstring)))).toEqual({ 'src/pkg/add.py': docstring });
    const indented = `def f():\n    """\n    ${F}\n    x\n    ${F}\n    """\n`;
    expect(writes(read(fence('python src/pkg/add.py', indented)))).toEqual({ 'src/pkg/add.py': indented });
  });

  it('forgives a long fence that is closed by a short one at the end, and a forgotten closing before another', () => {
    const answer = read(`\`\`\`\`python src/pkg/add.py\n${CODE}${F}\n`);
    expect(writes(answer)).toEqual({ 'src/pkg/add.py': CODE });
    expect(answer.cutOff).toBe(false);
  });

  it('says when the last one was never closed', () => {
    const answer = read(`${F}python src/pkg/add.py\ndef add(a, b):\n    ret`);
    expect(answer.cutOff).toBe(true);
    expect(writes(answer)).toEqual({ 'src/pkg/add.py': 'def add(a, b):\n    ret' });
    expect(read(`${F}markdown docs/a.md\n# T\n${F}bash\nls\n${F}\nmore te`, 'docs/a.md').cutOff).toBe(true);
  });

  it('ignores what a model thought', () => {
    const draft = fence('python src/pkg/add.py', 'draft\n');
    expect(writes(read(`<think>\n${draft}</think>\n${fence('python')}`))).toEqual({ 'src/pkg/add.py': CODE });
    expect(read(`<think>\n${draft}`)).toMatchObject({ edits: [], cutOff: true });
  });
});

describe('SEARCH/REPLACE', () => {
  const block = (search: string, replace: string): string =>
    `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;

  it('reads blocks with the path before, in the fence, in the info string, and without a fence', () => {
    const expected = [{ kind: 'replace', path: 'src/pkg/add.py', hunks: [{ search: 'a', replace: 'b' }] }];
    const other = 'src/pkg/other.py';
    const b = block('a', 'b');
    for (const text of [
      `src/pkg/add.py\n${F}python\n${b}${F}\n`,
      `${F}python\nsrc/pkg/add.py\n${b}${F}\n`,
      `${F}python\n# src/pkg/add.py\n${b}${F}\n`,
      `${F}python src/pkg/add.py\n${b}${F}\n`,
      `**\`src/pkg/add.py\`**\n${b}`,
      `<<<<<<< SEARCH src/pkg/add.py\n${b.slice(b.indexOf('\n') + 1)}`,
    ]) {
      expect(read(text, 'src/pkg/add.py', other).edits).toEqual(expected);
    }
    expect(read(`Here:\n${F}\n${b}${F}\n`).edits).toEqual(expected);
  });

  it('keeps several blocks of several files apart, with fences inside', () => {
    const text = `a.md\n${F}\n${block('```sh\nx\n```', '```sh\ny\n```')}\n${block('p', '')}${F}\n\nb.py\n${F}\n${block('c\n  d', 'e')}${F}\n`;
    expect(read(text, 'a.md', 'b.py').edits).toEqual([
      {
        kind: 'replace',
        path: 'a.md',
        hunks: [
          { search: '```sh\nx\n```', replace: '```sh\ny\n```' },
          { search: 'p', replace: '' },
        ],
      },
      { kind: 'replace', path: 'b.py', hunks: [{ search: 'c\n  d', replace: 'e' }] },
    ]);
  });

  it('says when a block breaks off', () => {
    expect(read('src/pkg/add.py\n<<<<<<< SEARCH\na\n=======\nb')).toMatchObject({ edits: [], cutOff: true });
  });
});

describe('unified diffs', () => {
  it('reads files with counts that are wrong or missing', () => {
    const diff = `--- a/src/pkg/add.py\n+++ b/src/pkg/add.py\n@@ -1,9 +1,9 @@\n def add(a, b):\n-    return a\n+    return a + b\n@@ ... @@\n-x\n+y\n`;
    expect(read(fence('diff', diff), 'src/pkg/add.py', 'b.py').edits).toEqual([
      {
        kind: 'patch',
        path: 'src/pkg/add.py',
        patch:
          '@@ -1,2 +1,2 @@\n def add(a, b):\n-    return a\n+    return a + b\n@@ -1,1 +1,1 @@\n-x\n+y\n',
      },
    ]);
  });

  it('does not read a removed comment of SQL as a header', () => {
    const diff = '--- a/q.sql\n+++ b/q.sql\n@@ -1,2 +1,1 @@\n SELECT 1;\n--- old remark\n';
    expect(read(fence('diff', diff), 'q.sql').edits[0]).toMatchObject({
      patch: '@@ -1,2 +1,1 @@\n SELECT 1;\n--- old remark\n',
    });
  });
});

describe('an answer without a fence', () => {
  it('is the file when it is all code', () => {
    const code =
      'import os\n\n\nclass A:\n    """A class for the demonstration of things."""\n\n    def f(self):\n        return os.name\n';
    expect(read(code).edits).toEqual([
      { kind: 'write', path: 'src/pkg/add.py', content: code, source: 'whole-answer' },
    ]);
    expect(writes(read(`Here is the complete module:\n\n${code}`))).toEqual({ 'src/pkg/add.py': code });
    expect(writes(read('{"a": [1]}', 'a.json'))).toEqual({ 'a.json': '{"a": [1]}\n' });
    expect(writes(read('key: 1\nlist:\n  - a\n', 'a.yaml'))).toEqual({ 'a.yaml': 'key: 1\nlist:\n  - a\n' });
    const doc = '# Title\n\nSome words about it.\n\n```bash\nls\n```\n\nEnd.\n';
    expect(writes(read(doc, 'docs/a.md'))).toEqual({ 'docs/a.md': doc });
  });

  it('is nothing when it is words', () => {
    const guide =
      'To implement this, you should first create a class.\n\n1. Define a function called add (with two parameters).\n2. Return the sum of both; handle errors.\n\nLet me know if you have questions.\n';
    for (const path of ['src/pkg/add.py', 'a.ts', 'a.yaml', 'a.json', 'a.sh', 'a.md', 'a.toml', 'Makefile']) {
      expect(read(guide, path).edits).toEqual([]);
    }
    expect(read('I cannot help with that.').edits).toEqual([]);
  });
});

describe('hostile answers of a megabyte', () => {
  // What is asserted is that they come to an end at all within the runner's limit: quadratic time would not.
  it.each([
    ['openings', '```a\n```a\n```\n'],
    ['bare fences', '```\n'],
    ['markdown fences', '```md\n```\nx\n'],
    ['backticks', '`'],
    ['stars', '*a **a '],
    ['searches', '<<<<<<< SEARCH\n=======\n'],
    ['blocks', 'a.py\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n'],
    ['diffs', '```diff\n--- a/x.py\n+++ b/x.py\n@@\n-a\n+b\n```\n'],
    ['spaces', ' '],
    ['words', 'Word word word word word, '],
    ['path letters', 'a/'],
    ['colons', 'File: '],
    ['quotes', '"""\n'],
  ])('%s', (_, unit) => {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    expect(read(text).prose.length).toBeLessThanOrEqual(text.length);
    expect(read(`${F}python a.py\n${text}`).edits.length).toBeGreaterThanOrEqual(0);
  });
});
