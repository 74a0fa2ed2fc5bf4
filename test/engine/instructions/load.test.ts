import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPhase, type LoadedPhase } from '../../../src/engine/instructions/load.ts';
import { MAX_FILE_BYTES } from '../../../src/engine/instructions/parse.ts';
import { selectWorkers } from '../../../src/engine/instructions/select.ts';

const WORKER = '## DELIVERABLES\n- `a.py`\n\n## TEST_PROCESS\n```bash\ntest -f a.py\n```\n';

let dir: string;
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'wingman-load-')), 'phase 1a');
  mkdirSync(dir);
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true }));

const put = (name: string, text: string | Uint8Array = WORKER): void => writeFileSync(join(dir, name), text);
async function load(select?: string): Promise<LoadedPhase> {
  const loaded = await loadPhase(dir, select);
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join('; '));
  return loaded.value;
}
async function faults(select?: string): Promise<string[]> {
  const loaded = await loadPhase(dir, select);
  return loaded.ok ? ['none'] : loaded.error.map(({ rule, line, message }) => `${rule}:${line} ${message}`);
}

describe('loadPhase', () => {
  it('reads the folder by number, without a phase.yaml', async () => {
    for (const name of [
      'WORKER_010_B.md',
      'WORKER_002_A.md',
      'WORKER_100_C.md',
      'README.md',
      'META_WORKER_01.md',
    ])
      put(name);
    const phase = await load();
    expect(phase.instructions.map(({ id }) => id)).toEqual(['WORKER_002', 'WORKER_010', 'WORKER_100']);
    expect(phase).toMatchObject({ name: 'phase 1a', dir, outside: [], config: {}, findings: [] });
  });

  it('takes name, workers and commands from phase.yaml, and the selection of the caller over it', async () => {
    for (const number of ['001', '002', '003', '005']) put(`WORKER_${number}_X.md`);
    put(
      'phase.yaml',
      'name: 1a\ntitle: Semantic analyzer\nworkers: 001-002,005\ntest: npm test\ndeploy: [make up]\nsetup: npm ci\n',
    );
    const phase = await load();
    expect(phase.name).toBe('1a');
    expect(phase.instructions.map(({ number }) => number)).toEqual([1, 2, 5]);
    expect(phase.outside).toEqual(['WORKER_003']);
    expect(phase.config).toEqual({
      name: '1a',
      title: 'Semantic analyzer',
      workers: '001-002,005',
      test: 'npm test',
      deploy: ['make up'],
      setup: 'npm ci',
    });
    expect((await load('003')).outside).toEqual(['WORKER_001', 'WORKER_002', 'WORKER_005']);
  });

  it('reads a lone number and an empty file as YAML gives them', async () => {
    put('WORKER_021_X.md');
    put('phase.yaml', 'workers: 021\n');
    expect((await load()).instructions).toHaveLength(1);
    put('phase.yaml', '# nothing yet\n');
    expect((await load()).config).toEqual({});
  });

  it.each([
    ['name: 1a\nwokers: "001"\n', 'phase-config:2 unknown key "wokers"'],
    ['name: 1a\ntest: [a]\n', 'phase-config:2 test: '],
    ['name: "a\\u001b[31m"\n', 'phase-config:1 name: holds control characters'],
    ['name: [\n', 'phase-config:2 no valid YAML: '],
    ['- 1\n', 'phase-config:1 phase.yaml: '],
    ['workers: "009"\n', 'selection:1 there is no worker WORKER_009'],
  ])('refuses the phase.yaml %j', async (text, message) => {
    put('WORKER_001_X.md');
    put('phase.yaml', text);
    expect((await faults())[0]).toContain(message);
  });

  it('names both files of one number', async () => {
    put('WORKER_001_A.md');
    put('WORKER_1_B.md');
    expect(await faults()).toEqual([
      'duplicate-worker:1 WORKER_001_A.md and WORKER_1_B.md are both WORKER_001',
    ]);
  });

  it('refuses a badly named worker, and mentions a template', async () => {
    put('WORKER_001_A.md');
    put('WORKER_TEMPLATE.md');
    expect((await load()).findings.map(({ rule, level }) => `${level} ${rule}`)).toEqual([
      'warning bad-name',
    ]);
    put('worker-002-b.md');
    expect((await faults()).at(-1)).toBe('bad-name:1 worker-002-b.md is not named like a worker file');
  });

  it('tells a missing folder, a file in its place and an empty folder apart', async () => {
    expect(await faults()).toEqual(['no-workers:1 the folder holds no worker files']);
    const missing = await loadPhase(join(dir, 'missing'));
    expect(!missing.ok && missing.error[0]?.message).toContain('ENOENT');
    put('file');
    const file = await loadPhase(join(dir, 'file'));
    expect(!file.ok && file.error[0]?.message).toContain('ENOTDIR');
  });

  it.each<[string, string | Uint8Array, string]>([
    ['malformed UTF-8', new Uint8Array([0x23, 0xff, 0xfe]), 'not-text:1'],
    ['a huge file', 'x'.repeat(MAX_FILE_BYTES + 1), 'file-too-large:1'],
    ['an empty file', '', 'empty-file:1'],
  ])('refuses %s by name, unless it is not selected', async (_name, text, rule) => {
    put('WORKER_001_A.md', text);
    put('WORKER_002_B.md');
    expect((await faults())[0]).toContain(rule);
    expect((await load('002')).outside).toEqual(['WORKER_001']);
  });

  it('does not wait for a pipe, nor read a folder', async () => {
    execFileSync('mkfifo', [join(dir, 'WORKER_001_A.md')]);
    mkdirSync(join(dir, 'WORKER_002_B.md'));
    expect(await faults()).toEqual([
      'unreadable-file:1 it is no regular file',
      'unreadable-file:1 it is no regular file',
    ]);
  });

  it('hashes the bytes of the file, byte order mark and all', async () => {
    put('WORKER_001_A.md', `\uFEFF${WORKER}`);
    put('WORKER_002_A.md', WORKER);
    const [one, two] = (await load()).instructions;
    expect(one?.source).toBe(two?.source);
    expect(one?.hash).not.toBe(two?.hash);
  });

  it('reads 1,000 files', async () => {
    for (let number = 1; number <= 1000; number += 1) put(`WORKER_${String(number).padStart(3, '0')}_X.md`);
    expect((await load()).instructions).toHaveLength(1000);
  });
});

describe('selectWorkers', () => {
  const available = [1, 2, 3, 5, 21];
  it.each<[string, number[]]>([
    ['001-003,021', [1, 2, 3, 21]],
    ['21, 1', [1, 21]],
    ['WORKER_002', [2]],
    ['002-010', [2, 3, 5]],
    ['1,1-2', [1, 2]],
  ])('%s', (expression, expected) => {
    expect(selectWorkers(expression, available)).toEqual({ ok: true, value: expected });
  });
  it.each([
    ['', 'names no workers'],
    ['001,', 'names no workers'],
    ['a-b', 'names no workers'],
    ['004', 'there is no worker WORKER_004'],
    ['030-040', 'no worker in the range 030-040'],
    ['005-001', 'write 001-005'],
  ])('refuses %j', (expression, message) => {
    const selected = selectWorkers(expression, available);
    expect(!selected.ok && selected.error).toContain(message);
  });
});
