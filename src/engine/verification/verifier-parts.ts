import type { DeliverableIndex } from '../plan/concerned.ts';
import type { Settings } from '../settings/settings.ts';
import type { Repo } from '../workspace/repo.ts';
import type { WorktreePool } from '../workspace/worktrees.ts';
import type { BeforeCache } from './before.ts';
import type { IsInert } from './inert-module.ts';
import type { ResultCache } from './result-cache.ts';
import type { CheckParts } from './run-checks.ts';

/** What verifying is done with; the same for every candidate of a run. */
export interface VerifierParts extends CheckParts {
  readonly run: string;
  readonly repo: Repo;
  readonly pool: WorktreePool;
  readonly before: BeforeCache;
  readonly results: ResultCache;
  readonly deliverables: DeliverableIndex;
  /** Whether the repo or a deliverable provides a Python module of that top-level name. */
  readonly provides: (module: string) => boolean;
  /** The project's interpreter. */
  readonly python: string;
  readonly isInert: IsInert;
  readonly settings: Pick<Settings, 'requireProof'>;
}
