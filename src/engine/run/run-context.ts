import type { ApprovalDesk } from '../approval/desk.ts';
import type { BeforeCache } from '../verification/before.ts';
import type { DeliverableIndex } from '../plan/concerned.ts';
import type { Reaper } from '../runner/reaper.ts';
import type { ResultCache } from '../verification/result-cache.ts';
import type { Clock } from '../domain/clock.ts';
import type { Settings } from '../settings/settings.ts';
import type { EventBody } from '../domain/event.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { Prices } from '../provider/prices.ts';
import type { ReadyProvider } from '../provider/ready-provider.ts';
import type { ProviderName } from '../domain/provider-name.ts';
import type { State } from '../domain/reduce.ts';
import type { Git } from '../workspace/git.ts';
import type { MergeQueue } from '../verification/merge-queue.ts';
import type { WorktreePool } from '../workspace/worktrees.ts';

export type { ReadyProvider };

/** What every part of a run's engine works with. Made once by the engine; holds handles, so it is never saved. */
export interface RunContext {
  readonly run: string;
  /** `state/<run>`: logs and evidence go below it. */
  readonly runDir: string;
  readonly phaseTitle: string;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly reaper: Reaper;
  readonly repo: Git;
  readonly pool: WorktreePool;
  readonly queue: MergeQueue;
  readonly desk: ApprovalDesk;
  readonly instructions: ReadonlyMap<string, Instruction>;
  readonly deliverables: DeliverableIndex;
  readonly before: BeforeCache;
  readonly results: ResultCache;
  /** Whether the repo or a deliverable provides a Python module of that top-level name. */
  readonly provides: (module: string) => boolean;
  readonly providers: ReadonlyMap<ProviderName, ReadyProvider>;
  readonly prices: Prices;
  /** Paths compare without regard to case. */
  readonly caseInsensitive: boolean;
  /** The project's interpreter, which judges whether Python parses. */
  readonly python: string;
  /** The environment of what is run in a worktree. */
  readonly environmentOf: (root: string) => Readonly<Record<string, string>>;
  /** Values that must reach no log. */
  readonly secrets: readonly string[];
  /** The state to read from; it changes by `dispatch` alone. */
  readonly state: State;
  readonly dispatch: (event: EventBody) => void;
}
