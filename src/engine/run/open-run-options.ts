import type { Channel } from '../approval/channel.ts';
import type { Clock } from '../domain/clock.ts';
import type { Event } from '../domain/event.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { Plan } from '../domain/plan.ts';
import type { ProviderName } from '../domain/provider-name.ts';
import type { PhaseConfig } from '../instructions/phase-config.ts';
import type { Mitigate } from '../mitigation/ladder.ts';
import type { ReadyProvider } from '../provider/ready-provider.ts';
import type { Settings } from '../settings/settings.ts';

/** All that a run is opened with. */
export interface OpenRunOptions {
  readonly run: string;
  readonly runDir: string;
  /** The user's checkout: absolute path of its top level. */
  readonly repo: string;
  /** Where worktrees and clones of this run go: outside any checkout. */
  readonly workDir: string;
  readonly phase: { readonly name: string; readonly title: string; readonly config: PhaseConfig };
  /** The commit and branch that a new run starts from. */
  readonly start: { readonly commit: string; readonly branch: string };
  readonly instructions: readonly Instruction[];
  readonly plan: Plan;
  readonly settings: Settings;
  readonly providers: ReadonlyMap<ProviderName, ReadyProvider>;
  readonly secrets: readonly string[];
  readonly caseInsensitive: boolean;
  /** Cores of the machine: how many worktrees are checked at once where the settings do not say. */
  readonly cores: number;
  readonly clock: Clock;
  /** On which ways a person is asked, beside the screen. */
  readonly channels: readonly Channel[];
  /** What follows a failed attempt; the ladder unless told. */
  readonly mitigate?: Mitigate;
  /** What checks inherit; the environment of this process unless told. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly onEvent: (event: Event, worker: string | null) => void;
}
