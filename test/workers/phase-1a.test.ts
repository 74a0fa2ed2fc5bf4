import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const phase = resolve(import.meta.dirname, '../../workers/phase-1a');
const simulation = join(phase, 'simulation');
const sections = [
  'DELIVERABLES',
  'SUCCESS_CRITERIA',
  'BOUNDARIES',
  'DEPENDENCIES',
  'MITIGATION',
  'TEST_PROCESS',
  'TEST_RESULTS_FORMAT',
  'TASK_CLASSIFICATION',
  'RETROSPECTIVE',
  'PERFORMANCE_REQUIREMENTS',
];
const faults =
  'ok guide broken stub truncate empty wrongfile escape ansi elide crlf prose-code slow disconnect e429 e500 e401';
const destructive = /^rm -r .*$/gm;

interface Worker {
  readonly id: string;
  readonly sections: readonly string[];
  readonly route: string;
  readonly block: string;
}

/** Reads a worker file by its second-level headings; the shell fences of TEST_PROCESS become one block. */
async function readWorker(file: string): Promise<Worker> {
  const source = await readFile(join(phase, file), 'utf8');
  const names: string[] = [];
  const fences: string[] = [];
  let route = '';
  for (const node of fromMarkdown(source).children) {
    const text = source.slice(node.position?.start.offset, node.position?.end.offset);
    if (node.type === 'heading' && node.depth === 2) names.push(text.replace(/^## \d+\. /, ''));
    if (node.type === 'code' && node.lang === 'bash' && names.at(-1) === 'TEST_PROCESS') fences.push(node.value);
    if (node.type === 'list' && names.at(-1) === 'TASK_CLASSIFICATION') route = text;
  }
  return { id: file.slice(0, 10), sections: names, route, block: fences.join('\n') };
}

const workers = await Promise.all(
  (await readdir(phase))
    .filter((file) => file.startsWith('WORKER_'))
    .sort()
    .map(readWorker),
);

let tree = '';
beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'wingman-phase-1a-'));
  await cp(join(simulation, 'repo'), tree, { recursive: true });
});
afterAll(() => rm(tree, { recursive: true, force: true }));

/** Exit status and output of a script, run by bash from the scratch tree's root. */
async function bash(script: string): Promise<{ readonly status: number | undefined; readonly output: string }> {
  const result = await execa('bash', ['-c', script], {
    cwd: tree,
    env: { PYTHONDONTWRITEBYTECODE: '1' },
    timeout: 60_000,
    reject: false,
    all: true,
    stdin: 'ignore',
  });
  return { status: result.exitCode, output: result.all };
}

const green = { status: 0, output: expect.any(String) as string };

describe('the worker files of the sample phase', () => {
  it('are eighteen, each with the ten sections in order', () => {
    const numbers = workers.map((worker) => worker.id);
    expect(numbers).toEqual(Array.from({ length: 18 }, (_, i) => `WORKER_${String(i + 1).padStart(3, '0')}`));
    for (const worker of workers) expect(worker.sections, worker.id).toEqual(sections);
  });

  it('go to both providers', () => {
    const ollama = workers.filter((worker) => worker.route.includes('- **Tool:** Ollama\n'));
    const openai = workers.filter((worker) => worker.route.includes('- **Tool:** OpenAI\n'));
    expect(ollama.length).toBeGreaterThanOrEqual(3);
    expect(ollama.length + openai.length).toBe(workers.length);
  });

  it('have no check that cannot fail, and one that needs an approval', () => {
    for (const worker of workers) {
      expect(worker.block, worker.id).not.toBe('');
      expect(worker.block, worker.id).not.toMatch(/\|\|\s*(echo|true|:)|;\s*exit 0|\bpytest\b/);
    }
    const asking = workers.filter((worker) => worker.block.match(destructive) !== null);
    expect(asking.map((worker) => worker.id)).toEqual(['WORKER_012']);
  });

  it('have faults that are known, for workers that are there, and that end well', async () => {
    const planned = JSON.parse(await readFile(join(simulation, 'faults.json'), 'utf8')) as Record<string, string[]>;
    for (const [id, attempts] of Object.entries(planned)) {
      expect(workers.map((worker) => worker.id)).toContain(id);
      for (const fault of attempts) expect(faults.split(' ')).toContain(fault);
      expect(['ok', 'prose-code', 'crlf']).toContain(attempts.at(-1));
    }
  });
});

describe('the checks of the sample phase', () => {
  it.each(workers)('$id: red before the answer, green after it', { timeout: 120_000 }, async ({ id, block }) => {
    expect((await bash(`set -e\n${block}`)).status, 'before the work').not.toBe(0);
    await cp(join(simulation, 'answers', id), tree, { recursive: true });
    expect(await bash(`set -e\n${block}`), 'after the work').toEqual(green);
  });

  it('are all green on the finished tree, without what needs an approval', { timeout: 120_000 }, async () => {
    const lanes = [0, 1].map((lane) => workers.filter((_, index) => index % 2 === lane));
    const again = async (lane: readonly Worker[]): Promise<void> => {
      for (const { id, block } of lane) {
        expect(await bash(`set -e\n${block.replace(destructive, '')}`), id).toEqual(green);
      }
    };
    await Promise.all(lanes.map(again));
  });

  it('leave nothing behind, and the test command of the phase passes', { timeout: 60_000 }, async () => {
    const settings = parse(await readFile(join(phase, 'phase.yaml'), 'utf8')) as Record<string, string>;
    expect(settings).toMatchObject({ name: '1a', title: 'Semantic Analyzer', workers: '001-018' });
    const result = await bash(settings['test'] ?? 'exit 1');
    expect(result).toEqual(green);
    expect(result.output).toMatch(/Ran (2[89]|[3-9]\d) tests/);
    const files = await readdir(tree, { recursive: true, withFileTypes: true });
    expect(files.filter((entry) => entry.isFile()).map((entry) => entry.name)).toHaveLength(8);
  });
});
