import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRig } from '../../support/rig.ts';
import { tempRepo } from '../../support/temp-repo.ts';

const PHASE = `test: cat state.txt
deploy:
  - echo "first deployment"
  - echo "second deployment"
`;

describe('what the commands of a phase print', () => {
  it('is all kept: of every command, and of the verification at the merge beside the review', async () => {
    const repo = tempRepo({ files: { 'state.txt': 'as reviewed\n' } });
    const rig = await makeRig({
      repo,
      phaseYaml: PHASE,
      workers: [
        { number: 1, files: { 'part.py': 'VALUE = 1\n' }, checks: 'cat state.txt\npython3 -c "import part"' },
      ],
    });
    const run = await rig.start({
      gate: 'ask',
      flags: { allow: ['no-failing-check'] },
      onEvent: (event, { handle }) => {
        if (event.type === 'approval-requested')
          handle.send({ type: 'approve', id: event.approval.id, hash: event.approval.hash, by: 'tester' });
      },
    });
    await run.until('gate-opened');
    repo.commit({ 'state.txt': 'as merged\n' });
    run.handle.send({ type: 'gate', answer: { decision: 'approve' }, by: 'tester' });
    expect(await run.finished).toMatchObject({ outcome: 'merged' });
    const logs = join(run.prepared.runDir, 'logs');
    const kept = (name: string): string | null =>
      existsSync(join(logs, name)) ? readFileSync(join(logs, name), 'utf8') : null;
    expect([kept('deploy-1-0.log'), kept('deploy-2-0.log')]).toEqual([
      'first deployment\n',
      'second deployment\n',
    ]);
    expect([kept('test-0.log'), kept('merge-test-0.log')]).toEqual(['as reviewed\n', 'as merged\n']);
    expect([kept('WORKER_001/gate-first-0.log'), kept('WORKER_001/merge-first-0.log')]).toEqual([
      'as reviewed\n',
      'as merged\n',
    ]);
  });
});
