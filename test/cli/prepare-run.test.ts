import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareNewRun, type PathFlags } from '../../src/cli/prepare-run.ts';
import { loadRun, updateRun } from '../../src/cli/saved-run.ts';
import { readText, type ReadText } from '../../src/engine/instructions/read-text.ts';
import { workerFile, writePhase, type WorkerSpec } from '../support/phase-files.ts';
import { errorOf, valueOf } from '../support/rig.ts';
import { tempFolder } from '../support/temp.ts';
import { tempRepo } from '../support/temp-repo.ts';

const spec = (number: number): WorkerSpec => ({
  number,
  files: { [`part_${number}.py`]: '' },
  checks: `test -s part_${number}.py`,
});

const SPECS = [spec(1), spec(2), spec(3)];

/** A repo, and a phase of three workers beside it. */
function pathFlagsFor(phaseYaml: string): PathFlags {
  const base = tempFolder();
  const workersDir = join(base, 'workers');
  writePhase(workersDir, SPECS, phaseYaml);
  return { repo: tempRepo().dir, workersDir, state: join(base, 'state'), work: join(base, 'work') };
}

describe('prepareNewRun', () => {
  it('judges, plans and copies the worker files of a run from one reading of each', async () => {
    const paths = pathFlagsFor('name: once\nworkers: 1-2\n');
    const reads: string[] = [];
    // A file is gone once it has been read, so that no other way of reading it goes unnoticed.
    const readAndRemove: ReadText = async (file, maxBytes) => {
      reads.push(basename(file));
      const text = await readText(file, maxBytes);
      rmSync(file);
      return text;
    };
    const { runDir, plan, instructions } = valueOf(await prepareNewRun(undefined, paths, {}, readAndRemove));
    expect(reads.sort()).toEqual(['WORKER_001_Part_1.md', 'WORKER_002_Part_2.md', 'phase.yaml']);
    expect(plan.order).toEqual(['WORKER_001', 'WORKER_002']);
    expect(instructions.map(({ source }) => source)).toEqual(SPECS.slice(0, 2).map(workerFile));
    const copies = ['WORKER_001_Part_1.md', 'WORKER_002_Part_2.md'].map((name) =>
      readFileSync(join(runDir, 'instructions', name), 'utf8'),
    );
    expect(copies).toEqual(SPECS.slice(0, 2).map(workerFile));
  });

  it('saves settings that only the user can read, also when they are saved again', async () => {
    const { runDir, saved } = valueOf(await prepareNewRun(undefined, pathFlagsFor('name: once\n'), {}));
    const settingsFile = join(runDir, 'settings.json');
    const again = { ...saved, settings: { ...saved.settings, concurrency: 7 } };
    updateRun(runDir, again);
    expect(valueOf(loadRun(runDir))).toEqual(again);
    expect(statSync(settingsFile).mode & 0o777).toBe(0o600);
    expect(readdirSync(runDir).sort()).toEqual(['instructions', 'settings.json']);
  });

  it('says that a rule to let pass does not exist', async () => {
    const refused = await prepareNewRun(undefined, pathFlagsFor('name: once\n'), {
      allow: ['cycle', 'circle'],
    });
    expect(errorOf(refused)).toBe('allow: there is no rule circle; "wingman lint --rules" lists them');
  });
});
