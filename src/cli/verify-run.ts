import { verifyEvidence } from '../engine/evidence/verify.ts';
import { openUserGit } from '../engine/workspace/user-git.ts';
import { loadRun } from './saved-run.ts';

/** Everything in a run's saved evidence that does not match its seals, a line each; empty where all of it does. */
export async function verifyRun(runDir: string): Promise<readonly string[]> {
  const saved = loadRun(runDir);
  if (!saved.ok) return [saved.error];
  const found = await verifyEvidence(runDir, openUserGit(saved.value.repo));
  return found.map(({ worker, what }) => `${worker}: ${what}`);
}
