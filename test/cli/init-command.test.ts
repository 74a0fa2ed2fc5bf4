import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadPhase } from '../../src/engine/instructions/load.ts';
import { openRig, type Rig } from './rig.ts';
import { plan } from './shapes.ts';

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
