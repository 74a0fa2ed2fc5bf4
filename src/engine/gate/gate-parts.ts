import type { ApprovalDesk } from '../approval/desk.ts';
import type { EventBody } from '../domain/event.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { State } from '../domain/reduce.ts';
import type { Settings } from '../settings/settings.ts';
import type { CheckParts } from '../verification/run-checks.ts';
import type { Git } from '../workspace/git.ts';
import type { WorktreePool } from '../workspace/worktrees.ts';

/** What the stages after the build need. */
export interface GateParts extends CheckParts {
  readonly state: State;
  readonly dispatch: (event: EventBody) => void;
  readonly repo: Git;
  readonly pool: WorktreePool;
  readonly desk: Pick<ApprovalDesk, 'ask'>;
  readonly instructionOf: (worker: string) => Instruction | undefined;
  readonly settings: Pick<Settings, 'timeout' | 'requireProof'>;
}
