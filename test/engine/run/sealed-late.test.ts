import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verifyEvidence } from '../../../src/engine/evidence/verify.ts';
import { testGit } from '../../support/runner.ts';
import { makeRig } from '../../support/rig.ts';

it('a worker that was accepted as the engine was killed is sealed by the next one', async () => {
  const rig = await makeRig({
    workers: [{ number: 1, files: { 'part.py': 'VALUE = 1\n' }, checks: 'python3 -c "import part"' }],
  });
  const run = await rig.start({ gate: 'stop' });
  await run.finished;
  const { runDir } = run.prepared;
  // The journal as a kill right after the verdict leaves it.
  const journal = join(runDir, 'journal.jsonl');
  const lines = readFileSync(journal, 'utf8').split('\n');
  const accepted = lines.findIndex((line) => line.includes('"type":"worker-accepted"'));
  writeFileSync(journal, `${lines.slice(0, accepted + 1).join('\n')}\n`);
  rmSync(join(runDir, 'run.json'));
  for (const name of readdirSync(join(runDir, 'workers'))) rmSync(join(runDir, 'workers', name));
  const again = await rig.resume(runDir, { gate: 'auto' });
  expect(await again.finished).toMatchObject({ outcome: 'merged', proven: 1 });
  expect(again.handle.worker('WORKER_001')?.evidence).toMatchObject({ verdict: 'proven' });
  expect(await verifyEvidence(runDir, testGit(rig.repo.dir))).toEqual([]);
});
