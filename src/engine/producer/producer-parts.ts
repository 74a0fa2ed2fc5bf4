import type { Clock } from '../domain/clock.ts';
import type { Prices } from '../provider/prices.ts';
import type { ModelTables } from '../provider/model-tables.ts';
import type { Settings } from '../settings/settings.ts';
import type { Repo } from '../workspace/repo.ts';
import type { WorktreePool } from '../workspace/worktrees.ts';
import type { Parsers } from './judge/syntax/parsers.ts';

/** What producing is done with; the same for every worker of a run. */
export interface ProducerParts {
  readonly phaseTitle: string;
  readonly repo: Repo;
  readonly pool: WorktreePool;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'maxRetries' | 'promptTokens' | 'maxOutputTokens'>;
  readonly prices: Prices;
  /** They count prompts that may be too long, and price answers. */
  readonly tables: ModelTables;
  /** Paths compare without regard to case. */
  readonly caseInsensitive: boolean;
  /** They judge whether an answer parses, and what is in it. */
  readonly parsers: Parsers;
}
