import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRates } from '../../../src/simulator/fault-options.ts';
import type { SettingsInput } from '../../../src/engine/settings/settings.ts';
import { EXERCISES, hasNoCorpus, NEEDS_CORPUS } from '../../support/corpus.ts';
import { makeRig, valueOf } from '../../support/rig.ts';
import { tempFolder } from '../../support/temp.ts';
import { tempRepo, type TempRepo } from '../../support/temp-repo.ts';

const LIMIT_MS = 300_000;

function exercises(): TempRepo {
  const repo = tempRepo({ commit: false });
  cpSync(join(EXERCISES, 'repo'), repo.dir, { recursive: true });
  spawnSync('chmod', ['-R', 'u+w', repo.dir]);
  repo.commit({}, 'start');
  return repo;
}

/** Exercises whose own tests do not pass in a fresh clone of `main`. */
function failing(repo: TempRepo): readonly string[] {
  const clone = join(tempFolder(), 'clone');
  repo.git('clone', '--quiet', '--branch', 'main', repo.dir, clone);
  return readdirSync(join(clone, 'python')).filter((name) => {
    const cwd = join(clone, 'python', name);
    return spawnSync('bash', ['-c', 'python3 -m unittest -q *_test.py'], { cwd }).status !== 0;
  });
}

describe.skipIf(hasNoCorpus)(`34 real exercises ${NEEDS_CORPUS}`, () => {
  it.each<readonly [string, string, SettingsInput]>([
    ['OpenAI, nothing going wrong', '', { provider: 'openai' }],
    [
      'OpenAI, with faults',
      'guide=.1,broken=.1,stub=.05,elide=.05,disconnect=.05,e429=.05',
      { provider: 'openai', maxRetries: 8 },
    ],
    ['Ollama', '', { provider: 'ollama' }],
  ])(
    'are done through %s, and pass their own tests in a clean clone',
    { timeout: LIMIT_MS },
    async (_, rates, flags) => {
      const simulator = { rates: valueOf(parseRates(rates)), seed: 1 };
      const repo = exercises();
      const folders = { workersDir: join(EXERCISES, 'workers'), answersDir: join(EXERCISES, 'answers') };
      const rig = await makeRig({ repo, workers: [], simulator, ...folders });
      const run = await rig.start({ flags });
      const end = await run.finished;
      expect(end).toMatchObject({ outcome: 'merged', exit: 0, workers: 34 });
      expect(end.proven + end.unproven).toBe(34);
      expect(run.all('attempt-failed').length > 0).toBe(rates !== '');
      expect(failing(repo)).toEqual([]);
    },
  );
});
