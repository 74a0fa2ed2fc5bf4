import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Instruction } from '../../../src/engine/domain/instruction.ts';
import {
  MAX_FILE_BYTES,
  parseInstruction,
  type ParsedInstruction,
} from '../../../src/engine/instructions/parse.ts';

const FILE = '/phase/WORKER_007_Clarity_Prompt.md';
const TESTS = '## TEST_PROCESS\n\n```bash\ntest -f a.py\n```\n';

function parsed(source: string, file = FILE): ParsedInstruction {
  const result = parseInstruction(file, source);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('; '));
  return result.value;
}

const instruction = (source: string): Instruction => parsed(source).instruction;
const paths = (source: string): string[] => instruction(source).deliverables.map(({ path }) => path);
const delivers = (body: string, rest = ''): string[] =>
  paths(`## 1. DELIVERABLES\n\n${body}\n\n${rest}\n\n${TESTS}`);
const rules = (source: string): string[] =>
  parsed(source).findings.map(({ rule, level }) => `${level} ${rule}`);
const refused = (source: string, file = FILE): string[] => {
  const result = parseInstruction(file, source);
  return result.ok ? [] : result.error.map(({ rule }) => rule);
};

describe('sections', () => {
  it.each([
    ['numbered', '## 1. DELIVERABLES\n- `a.py`\n\n## 6. TEST_PROCESS\n'],
    ['no numbers', '# DELIVERABLES\n- `a.py`\n\n# TEST_PROCESS\n'],
    ['parentheses and lower case', '### 1) Deliverables\n- `a.py`\n\n### 6) Test Process\n'],
    ['mixed levels', '# DELIVERABLES\n- `a.py`\n\n#### 6 - Test-Process (required):\n'],
    ['bold lines', '**DELIVERABLES**\n\n- `a.py`\n\n**6. TEST_PROCESS:**\n\n'],
    ['underlined', 'Deliverables\n------------\n- `a.py`\n\nTest process\n============\n'],
    ['another order', '## 9. TEST_PROCESS\n```bash\ntrue x\n```\n## 3. DELIVERABLES\n- `a.py`\n\n## EXTRA\n'],
    ['windows line ends', '## 1. DELIVERABLES\r\n- `a.py`\r\n\r\n## 6. TEST_PROCESS\r\n'],
  ])('are found by name: %s', (_name, head) => {
    const found = instruction(`# Worker 7: A title\n\n${head}\n\`\`\`bash\ntest -f a.py\n\`\`\`\n`);
    expect(found.sections.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['DELIVERABLES', 'TEST_PROCESS']),
    );
    expect(found.title).toBe('Worker 7: A title');
    expect(found.deliverables.map(({ path }) => path)).toEqual(['a.py']);
    expect(found.source).not.toContain('\r');
  });

  it('hold their sub-headings, even one that is called like a section', () => {
    const found = instruction(
      `# T\n\n## 1. DELIVERABLES\n- \`a.py\`\n### Dependencies\n- WORKER_001\n\n## 4. DEPENDENCIES\n- WORKER_002\n\n${TESTS}\n## Notes\n\nx\n`,
    );
    expect(found.sections.map(({ name, line, endLine }) => [name, line, endLine])).toEqual([
      ['DELIVERABLES', 3, 7],
      ['DEPENDENCIES', 8, 10],
      ['TEST_PROCESS', 11, 16],
      ['NOTES', 17, 20],
    ]);
    expect(found.dependencies.map(({ worker }) => worker)).toEqual(['WORKER_002']);
    expect(found.sections[0]?.text).toBe('- `a.py`\n### Dependencies\n- WORKER_001\n');
  });

  it('do not end at a rule right below a paragraph', () => {
    const found = instruction(`## DELIVERABLES\n**Scope:** small\n---\n- \`a.py\`\n\n${TESTS}`);
    expect(found.sections.map(({ name }) => name)).toEqual(['DELIVERABLES', 'TEST_PROCESS']);
    expect(found.deliverables.map(({ path }) => path)).toEqual(['a.py']);
  });

  it('takes the name for the title where there is none, and hashes the bytes', () => {
    const source = `\uFEFF## DELIVERABLES\r\n- \`a.py\`\r\n`;
    const found = instruction(source);
    expect(found).toMatchObject({
      id: 'WORKER_007',
      number: 7,
      name: 'Clarity_Prompt',
      title: 'Clarity_Prompt',
    });
    expect(found.hash).toBe(createHash('sha256').update(source).digest('hex'));
    expect(found.deliverables).toHaveLength(1);
  });
});

describe('deliverables', () => {
  it.each<[string, string[]]>([
    ['- [ ] Create file: `src/a.py`', ['src/a.py']],
    [
      '- [x] Create/update file: `src/a.py`\n- [ ] Test results file: `ai-workers/results/worker-007-results.json`',
      ['src/a.py'],
    ],
    ['- `src/a.py`\n* `./src//b.py`', ['src/a.py', 'src/b.py']],
    ['**Exact File Path:** (repo root)/validation/x.py', ['validation/x.py']],
    ['**File:** `src/a.py`\n**Class:** `Foo`', ['src/a.py']],
    ['1. Create `src/a.ts` and `src/b.ts` (see `docs/c.md`)', ['src/a.ts', 'src/b.ts']],
    ['**Files to create:**\n- `src/a.ts`\n- `src/b.ts`: the helper of `src/c.ts`', ['src/a.ts', 'src/b.ts']],
    ['- [ ] Create file: `a.py` (like `old.py`)', ['a.py']],
    ['- [ ] Add the flag to `src/settings.py`', ['src/settings.py']],
    ['- [ ] Create `a.py` in `src/core/`', ['src/core/a.py']],
    ['- [ ] Create directory: `src/generated/`', ['src/generated/']],
    [
      '- [ ] `Dockerfile`\n- [ ] `deploy/Makefile`\n- [ ] `.github/workflows/ci.yml`\n- [ ] `.gitignore`',
      ['Dockerfile', 'deploy/Makefile', '.github/workflows/ci.yml', '.gitignore'],
    ],
    ['- [ ] `app/[id]/page.tsx`', ['app/[id]/page.tsx']],
    ['Create the module `src/a.py`.', ['src/a.py']],
    ['- [ ] src/a.py', ['src/a.py']],
    ['- [ ] Implement src/a.py with the parser', ['src/a.py']],
    [
      '- [ ] Create file: `a.py`\n\n### Instructions\n\nPut it in a file `example.dot`.\n\n- take a look at `a_test.py`\n- `b.txt` is read',
      ['a.py'],
    ],
    ['### Files\n- `a.py`\n### Tests\n- `tests/a_test.py`', ['a.py']],
    ['**Reference files:**\n- `docs/x.md`\n\n**Do not touch:**\n- `b.py`\n\n**Create:**\n- `a.py`', ['a.py']],
  ])('%j', (body, expected) => {
    expect(delivers(body)).toEqual(expected);
  });

  it.each([
    'SemanticAnalyzer.__init__',
    'requests.post',
    'self.semantic_analyzer',
    'analyzer = X(); assert analyzer is not None',
    'foo.bar()',
    'https://example.org/a.py',
    'http://ollama:11434',
    'pytest tests/a.py',
    'src/**/*.py',
    'process.env',
    'console.log',
    'Node.js',
    'v1.2',
    'docs/1.2.3',
    'and/or',
    'from a import b',
    'Dict[str, Any]',
    '{"a": "b.py"}',
    '__init__',
    '--config=a.yaml',
    'ollama:11434/a.py',
  ])('no file: %s', (text) => {
    expect(delivers(`- [ ] Implement \`${text}\``)).toEqual([]);
  });

  it('resolves a bare name against the one fuller path of BOUNDARIES', () => {
    const found = instruction(
      `## 1. DELIVERABLES\n\n- **Location:** Add to \`quality.py\` (module level)\n\n## 3. BOUNDARIES\n\n**CAN modify:**\n- \`pkg/core/quality.py\` - add it\n\n${TESTS}`,
    );
    expect(found.deliverables).toEqual([
      { path: 'pkg/core/quality.py', from: 'prose', confidence: 0.54, line: 3 },
    ]);
  });

  it('keeps a bare name where two paths fit, and says so', () => {
    const source = `## 1. DELIVERABLES\n\n- Location: Add to \`quality.py\`\n\n## 3. BOUNDARIES\n\n**CAN modify:**\n- \`pkg/quality.py\`\n- \`lib/quality.py\`\n\n${TESTS}`;
    expect(paths(source)).toEqual(['quality.py']);
    expect(rules(source)).toEqual(['warning ambiguous-path']);
  });

  it('falls back on BOUNDARIES', () => {
    const found = instruction(
      `## 1. DELIVERABLES\n\n- Better prompts\n\n## 3. BOUNDARIES\n\n- **CAN create:** New file \`prompts.py\` in \`pkg/\` directory\n- **CANNOT modify:** \`pkg/other.py\`\n\n${TESTS}`,
    );
    expect(found.deliverables).toEqual([
      { path: 'pkg/prompts.py', from: 'boundaries', confidence: 0.5, line: 7 },
    ]);
  });

  it('takes the repo-relative end of an absolute path, where the file names it', () => {
    const body = '- **File:** `/Volumes/Data/system/app/pkg/a.py`';
    const source = (rest: string): string => `## 1. DELIVERABLES\n\n${body}\n\n${rest}\n\n${TESTS}`;
    const known = source('## 2. SUCCESS_CRITERIA\n\n- File `a.py` created in `app/pkg/` directory');
    expect(paths(known)).toEqual(['app/pkg/a.py']);
    expect(rules(known)).toEqual(['warning absolute-path']);
    expect(rules(source(''))).toEqual(['error no-deliverable-file', 'warning absolute-path']);
  });

  it.each(['../a.py', 'src/../../a.py', '.git/hooks/pre-commit.sh'])('refuses %s', (path) => {
    expect(rules(`## 1. DELIVERABLES\n- \`${path}\`\n- \`b.py\`\n\n${TESTS}`)).toEqual([
      'error escaping-path',
    ]);
  });

  it('gives way to CANNOT modify', () => {
    const source = `## 1. DELIVERABLES\n- \`src/a.py\`\n- \`src/b.py\`\n\n## 3. BOUNDARIES\n- **CANNOT modify:** \`b.py\`\n\n${TESTS}`;
    expect(paths(source)).toEqual(['src/a.py']);
    expect(rules(source)).toEqual(['warning forbidden-deliverable']);
  });
});

describe('boundaries', () => {
  const boundaries = (body: string): [string[], string[]] => {
    const { can, cannot } = instruction(
      `## DELIVERABLES\n- \`src/main.py\`\n\n## BOUNDARIES\n\n${body}\n\n${TESTS}`,
    ).boundaries;
    return [[...can], [...cannot]];
  };
  it.each<[string, string[], string[]]>([
    [
      '- **CAN modify:** `src/a.py`, `src/b/`\n- **CANNOT modify:** `src/c.py`',
      ['src/a.py', 'src/b/'],
      ['src/c.py'],
    ],
    [
      '**CAN modify:**\n- `src/a.py` - add it\n\n**CANNOT modify:**\n- `src/c.py`\n- Any other files\n\n**Scope:** `src/d.py` only',
      ['src/a.py'],
      ['src/c.py'],
    ],
    ['### CAN modify\n- `a.py`\n\n### CANNOT modify\n- `c.py`', ['a.py'], ['c.py']],
    ['- CAN create/modify:\n  - `a.py`\n- MUST NOT touch:\n  - `c/`', ['a.py'], ['c/']],
    ['**CAN:** Modify `a.py`\n**CANNOT:** Modify `c.py`, change `d.py`', ['a.py'], ['c.py', 'd.py']],
    ['- Do NOT modify `c.py`\n- Never edit `d.py`', [], ['c.py', 'd.py']],
    ['- CAN modify `a.py` but CANNOT modify `c.py`', ['a.py'], ['c.py']],
    ['- **CANNOT modify:** any file except `a.py`', [], []],
    ['- **CANNOT modify:** the constructor in `main.py`', [], []],
    ['- **CANNOT modify:** anything in `lib/`', [], ['lib/']],
    ['- **CANNOT add:** routes to `a.py`\n- **CAN read:** `b.py`\n- **CAN add:** `requests` library', [], []],
    ['- **CAN modify:** `main.py`', ['src/main.py'], []],
    ['- **CAN modify:** `src/`\n- **CANNOT modify:** `src/`', [], ['src/']],
  ])('%j', (body, can, cannot) => {
    expect(boundaries(body)).toEqual([can, cannot]);
  });
});

describe('dependencies', () => {
  const needs = (body: string, header = ''): number[] =>
    instruction(`# T\n\n${header}\n\n## DELIVERABLES\n- \`a.py\`\n\n${body}\n\n${TESTS}`).dependencies.map(
      ({ worker }) => Number(worker.slice(7)),
    );
  const section = (body: string): number[] => needs(`## 4. DEPENDENCIES\n\n${body}`);
  it.each<[string, number[]]>([
    ['- **No prior workers:** This is WORKER_007 - first in sequence', []],
    ['- **Previous workers:** WORKER_001 (class), WORKER_002 (client)', [1, 2]],
    ['- WORKER_001-003', [1, 2, 3]],
    ['- WORKER_001–003', [1, 2, 3]],
    ['- WORKER_001 to WORKER_004', [1, 2, 3, 4]],
    ['- WORKER_001 through WORKER_003 and WORKER_005', [1, 2, 3, 5]],
    ['- workers 001 to 003', [1, 2, 3]],
    ['- Workers 001, 002 and 004', [1, 2, 4]],
    ['- WORKER_005-009 (without itself)', [5, 6, 8, 9]],
    ['- `WORKER_003` complete', [3]],
    ['- WORKER_002 - 2 files of it', [2]],
    ['- ✅ WORKER_006 complete: `analyze()` exists', [6]],
    ['- **Blocks:** WORKER_008, WORKER_009\n- Next worker: WORKER_008', []],
    ['```bash\n# WORKER_001 made it\nls\n```', []],
    ['- Phase 1 complete (all 4 validators)', []],
  ])('%j', (body, expected) => {
    expect(section(body)).toEqual(expected);
  });

  const HEADER = '**Phase:** 2\n**Dependencies:** WORKER_003 complete';

  it('counts the header where there is no section', () => {
    expect(needs('', HEADER)).toEqual([3]);
    expect(needs('', '**Next:** WORKER_003')).toEqual([]);
  });

  it.each([
    '- ✅ Phase 1 complete: `semantic_analyzer.py` exists\n- Python 3.8+\n\n**Optional:**\n- None',
    '- **Services:** None\n- **Blocks:** WORKER_008',
    '',
  ])('counts the header too where the section names no worker to wait for: %j', (body) => {
    expect(needs(`## 4. DEPENDENCIES\n\n${body}`, HEADER)).toEqual([3]);
  });

  it.each<[string, number[]]>([
    ['- WORKER_002 complete', [2]],
    ['- none', []],
    ['- **Previous workers:** None', []],
    ['**Required:**\n- None', []],
    ['- **No prior workers:** this is WORKER_007, the first', []],
  ])('lets the section win where it speaks of workers: %j', (body, expected) => {
    expect(needs(`## 4. DEPENDENCIES\n\n${body}`, HEADER)).toEqual(expected);
  });

  it('marks what only a range implies', () => {
    const found = instruction(
      `## DEPENDENCIES\n- WORKER_001-004\n- WORKER_003\n\n## DELIVERABLES\n- \`a.py\`\n\n${TESTS}`,
    ).dependencies;
    expect(found.map(({ worker, implied, line }) => [worker, implied ?? false, line])).toEqual([
      ['WORKER_001', false, 2],
      ['WORKER_002', true, 2],
      ['WORKER_003', false, 3],
      ['WORKER_004', false, 2],
    ]);
  });

  it.each([
    ['WORKER_006-003', 'error reversed-range'],
    ['WORKER_001 to WORKER_900000', 'error range-too-long'],
  ])('%s', (text, rule) => {
    expect(rules(`## DEPENDENCIES\n- ${text}\n\n## DELIVERABLES\n- \`a.py\`\n\n${TESTS}`)).toEqual([rule]);
  });
});

describe('route', () => {
  it.each<[string, Instruction['route']]>([
    ['- **Type:** MECHANICAL\n- **Tool:** Python', 'openai'],
    ['- **Type:** CREATIVE (OLLAMA)', 'ollama'],
    ['**Type:** MECHANICAL\n**Tool:** Ollama', 'ollama'],
    ['- Type: COMPLEX\n- Tool: Ollama', 'openai'],
    ['- Type: ollama\n- Tool: OpenAI', 'ollama'],
    ['- Type: OLLAMA_CLIENT\n- Tool: ollamas', 'openai'],
    ['- **Reasoning:** ollama would do\n- **AI Assistance:** Ollama', 'openai'],
    ['- **Type:** `OLLAMA`', 'ollama'],
  ])('%j', (body, route) => {
    expect(
      instruction(`## DELIVERABLES\n- \`a.py\`\n\n${TESTS}\n## TASK_CLASSIFICATION\n\n${body}\n`).route,
    ).toBe(route);
  });
});

describe('blocks', () => {
  const head = '## DELIVERABLES\n- `a.py`\n\n';
  it('keeps blocks exactly and numbers their statements through', () => {
    const source = `${head}## TEST_PROCESS\n\n\`\`\`bash\n\tif true; then\n    python3 -c "\nif 1:\n    print(1)   \n"\n\tfi\n\n\`\`\`\n\n**Expected Results:**\n- passes\n\n\`\`\`json\n{}\n\`\`\`\n\n- again:\n\n  ~~~~sh title="x"\n  echo \`\`\`\n    echo b\n  ~~~~\n`;
    const { blocks } = instruction(source);
    expect(blocks.map(({ text, line }) => [text, line])).toEqual([
      ['\tif true; then\n    python3 -c "\nif 1:\n    print(1)   \n"\n\tfi\n', 7],
      ['echo ```\n  echo b', 26],
    ]);
    const lines = source.split('\n');
    expect(lines[25]).toBe('  echo ```');
  });

  it('counts blocks without a language only where no block is a shell block', () => {
    expect(
      instruction(`${head}## TEST_PROCESS\n\`\`\`\ntest -f a.py\n\`\`\`\n`).blocks.map(({ text, line }) => [
        text,
        line,
      ]),
    ).toEqual([['test -f a.py', 6]]);
    expect(
      instruction(`${head}## TEST_PROCESS\n\`\`\`\nprose\n\`\`\`\n\`\`\`bash\ntrue\n\`\`\`\n`).blocks,
    ).toHaveLength(1);
    expect(
      instruction(`${head}## TEST_PROCESS\n\n    test -f a.py\n    ls\n`).blocks.map(({ text, line }) => [
        text,
        line,
      ]),
    ).toEqual([['test -f a.py\nls', 6]]);
  });

  it('says what is wrong, where, and what to write', () => {
    const { findings } = parsed(`${head}## TEST_PROCESS\n\n\`\`\`bash\necho a\nif true; then\n\`\`\`\n`);
    expect(findings).toEqual([
      {
        rule: 'block-syntax',
        level: 'error',
        file: FILE,
        line: 8,
        message: "the shell block does not parse: expected command after 'then'",
        fix: 'correct the command so that `bash -n` accepts the block',
      },
    ]);
  });
});

describe('findings', () => {
  it.each<[string, string, string[]]>([
    ['no DELIVERABLES', TESTS, ['error no-deliverables', 'error no-deliverable-file']],
    ['no file', `## DELIVERABLES\n- do it\n\n${TESTS}`, ['error no-deliverable-file']],
    ['no TEST_PROCESS', '## DELIVERABLES\n- `a.py`\n', ['error no-test-process']],
    [
      'no shell block',
      '## DELIVERABLES\n- `a.py`\n## TEST_PROCESS\nrun it\n```json\n{}\n```\n',
      ['error no-shell-block'],
    ],
    ['an empty block', '## DELIVERABLES\n- `a.py`\n## TEST_PROCESS\n```bash\n```\n', ['error no-check']],
    [
      'only comments',
      '## DELIVERABLES\n- `a.py`\n## TEST_PROCESS\n```bash\n# later\n```\n',
      ['error no-check'],
    ],
    [
      'a block without an end',
      '## DELIVERABLES\n- `a.py`\n## TEST_PROCESS\n```bash\ntest -f a.py\n',
      ['error unclosed-block'],
    ],
    [
      'a section twice',
      `## DELIVERABLES\n- \`a.py\`\n\n## DELIVERABLES\n- \`b.py\`\n\n${TESTS}`,
      ['warning repeated-section'],
    ],
    ['nothing', `## DELIVERABLES\n- \`a.py\`\n\n${TESTS}`, []],
  ])('%s', (_name, source, expected) => {
    expect(rules(source)).toEqual(expected);
  });

  it.each([
    ['', 'empty-file'],
    [' \n\n', 'empty-file'],
    ['\uFEFF', 'empty-file'],
    ['a\0b', 'not-text'],
    ['x'.repeat(MAX_FILE_BYTES + 1), 'file-too-large'],
    ['> '.repeat(30000), 'too-deep'],
    ['- > - > a\n'.repeat(1001), 'too-deep'],
    ['- a\n  > b\n'.repeat(1001), 'too-deep'],
  ])('refuses %.20j', (source, rule) => {
    expect(refused(source)).toEqual([rule]);
  });

  it.each([
    'WORKER_Name.md',
    'worker_001_x.md',
    'WORKER_1234567_x.md',
    'WORKER_001_x.txt',
    'WORKER_001_\x1b[31m.md',
  ])('refuses the name %j', (name) => {
    expect(refused(TESTS, `/phase/${name}`)).toEqual(['bad-name']);
  });
});
