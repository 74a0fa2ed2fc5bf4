import { err, ok, type Result } from '../domain/result.ts';
import type { Git } from './git.ts';

/** A run's branch as its record has it. */
export interface BranchOptions {
  readonly name: string;
  /** The commit that a new run starts from. */
  readonly start: string;
  /** Its tip on the record; null for a new run. */
  readonly recorded: string | null;
  /** Commits that it was about to move to when the engine before this one ended. */
  readonly landings: readonly string[];
}

/** The tip of the run's branch: where it is, or made anew. Refused when somebody else has moved it. */
export async function prepareBranch(repo: Git, options: BranchOptions): Promise<Result<string, string>> {
  const { name, start, recorded, landings } = options;
  const ref = `refs/heads/${name}`;
  const found = await repo.run(['rev-parse', '--verify', '--quiet', ref]);
  const there = found.ok ? found.value.trim() : '';
  if (there === '') {
    const tip = recorded ?? start;
    const made = await repo.run(['update-ref', ref, tip, '']);
    return made.ok ? ok(tip) : err(made.error.message);
  }
  if (recorded === null || there === recorded || landings.includes(there)) return ok(there);
  const moved = `${name} was moved to ${there.slice(0, 10)} since the run stopped at ${recorded.slice(0, 10)}`;
  return err(`${moved}; its verdicts are about the latter: git branch -f ${name} ${recorded} puts it back`);
}
