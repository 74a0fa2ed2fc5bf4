import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadPhase } from '../../src/engine/instructions/load.ts';
import { openRig, type Rig } from './rig.ts';
import { diagnoses, plan } from './shapes.ts';
import { serveModel } from '../support/model-server.ts';
import { execa } from 'execa';

let rig: Rig;
afterEach(() => rig.close());

describe('init', () => {
  it('writes settings and a worker file that can be read and planned, and never overwrites', async () => {
    rig = await openRig([]);
    expect((await rig.wingman('init')).status).toBe(0);
    const settings = join(rig.repo, 'wingman.yaml');
    expect(parse(readFileSync(settings, 'utf8'))).toBeNull();
    const loaded = await loadPhase(join(rig.repo, 'workers', 'phase-1'));
    expect(loaded).toMatchObject({ ok: true, value: { findings: [] } });
    const [worker] = loaded.ok ? loaded.value.instructions : [];
    expect(worker?.deliverables.map(({ path }) => path)).toEqual(['scripts/greet.sh']);
    expect(worker?.blocks.flatMap(({ statements }) => statements).length).toBeGreaterThanOrEqual(3);
    expect(plan.parse(JSON.parse((await rig.wingman('plan', '--json')).out)).workers).toHaveLength(1);
    writeFileSync(settings, 'concurrency: 3\n');
    const again = await rig.wingman('init');
    expect(again.out).toContain('kept wingman.yaml');
    expect(readFileSync(settings, 'utf8')).toBe('concurrency: 3\n');
  });

  it('writes checks that are red before the work and green after it', async () => {
    rig = await openRig([]);
    await rig.wingman('init');
    const loaded = await loadPhase(join(rig.repo, 'workers', 'phase-1'));
    const block = loaded.ok ? (loaded.value.instructions[0]?.blocks[0]?.text ?? '') : '';
    const check = async (): Promise<number | undefined> =>
      (await execa('bash', ['-ec', block], { cwd: rig.repo, reject: false })).exitCode;
    expect(await check()).not.toBe(0);
    await mkdir(join(rig.repo, 'scripts'));
    writeFileSync(
      join(rig.repo, 'scripts', 'greet.sh'),
      'if [ $# -gt 1 ]; then exit 2; fi\necho "Hello, ${1:-world}!"\n',
    );
    expect(await check()).toBe(0);
  });
});

describe('plan', () => {
  it('shows order, conflicts, the critical path and the estimate; nothing runs', async () => {
    const shared = { content: 'x\n', checks: ['test -s x'] };
    rig = await openRig([
      { ...shared, path: 'lib/a.txt' },
      { ...shared, path: 'lib/a.txt' },
      { ...shared, path: 'lib/b.txt', after: ['WORKER_001'] },
    ]);
    const view = plan.parse(JSON.parse((await rig.wingman('plan', '--json')).out));
    expect(view.workers.map(({ step }) => step)).toEqual([1, 2, 2]);
    expect(view.workers[1]?.after).toEqual([{ worker: 'WORKER_001', because: 'shares lib/a.txt' }]);
    expect(view.workers[2]?.after).toEqual([{ worker: 'WORKER_001', because: 'dependency' }]);
    expect(view.criticalPath).toHaveLength(2);
    expect(view.conflicts).toEqual([{ path: 'lib/a.txt', workers: ['WORKER_001', 'WORKER_002'] }]);
    expect(view.estimate).toEqual({ steps: 2, widest: 2, minutes: 40, allMinutes: 60, unknown: 0 });
    const text = await rig.wingman('plan', 'workers/one', '--workers', '1-2');
    expect(text.status).toBe(0);
    expect(text.out).toContain('critical path: WORKER_001 → WORKER_002');
    expect(rig.model.requests()).toEqual([]);
    expect(existsSync(rig.stateDir)).toBe(false);
  });
});

describe('doctor', () => {
  it('finds everything there, and shows no key', async () => {
    rig = await openRig([{ path: 'a.txt', content: 'a\n', checks: ['test -s a.txt'] }]);
    const { status, out } = await rig.wingman('doctor', '--json');
    const found = diagnoses.parse(JSON.parse(out));
    expect(found.filter(({ level }) => level === 'bad')).toEqual([]);
    expect(status).toBe(0);
    expect(found.find(({ what }) => what === 'openai')).toMatchObject({ level: 'ok' });
    expect(out).not.toContain('sk-rig');
    expect(out).toContain('Wingman <wingman@localhost>');
  });

  it('ends with status 1 when the provider of the phase does not answer', async () => {
    rig = await openRig([{ path: 'a.txt', content: 'a\n', checks: ['test -s a.txt'] }]);
    await rig.model.close();
    const { status, out } = await rig.wingman('doctor');
    expect(status).toBe(1);
    expect(out).toMatch(/^BAD {3}openai: /m);
  });
});

describe('demo', () => {
  it(
    'shows retries to a scripted reviewer, asks no real provider, and leaves nothing behind',
    { timeout: 120_000 },
    async () => {
      rig = await openRig([]);
      const real = await serveModel((_call, response) => response.writeHead(500).end());
      const temp = join(rig.repo, 'temp');
      await mkdir(temp);
      try {
        const main = join(import.meta.dirname, '../../src/cli/main.ts');
        const { stdout } = await execa(process.execPath, [main, 'demo', '--fast', '--workers', '001-002'], {
          env: {
            TMPDIR: temp,
            OPENAI_API_KEY: 'sk-real-key-of-a-user',
            OPENAI_BASE_URL: `${real.url}/v1`,
            OLLAMA_HOST: real.url,
          },
          reject: false,
          stdin: 'ignore',
        });
        expect(stdout).toContain('a scripted reviewer answers');
        expect(stdout).toMatch(/WORKER_002 attempt 1: failed: a guide instead of code/);
        expect(stdout).toMatch(/WORKER_002 attempt 2: accepted/);
        expect(stdout).toMatch(/the scripted reviewer (approve|reject)s the phase/);
        expect(real.calls).toEqual([]);
        const [, scratch = ''] = /scratch repository (\S+)\/repo/.exec(stdout) ?? [];
        expect(scratch).toContain(temp);
        expect(existsSync(scratch)).toBe(false);
      } finally {
        await real.close();
        await rm(temp, { recursive: true, force: true });
      }
    },
  );
});
