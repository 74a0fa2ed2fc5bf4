import type { Instruction } from '../domain/instruction.ts';
import type { Lack } from '../domain/lack.ts';
import type { ProviderName } from '../domain/provider-name.ts';

/** What the engine does by itself after a failed attempt, as plain data. */
export type Mitigation =
  /** One more attempt, with the failure shown to the model. */
  | { readonly type: 'retry' }
  /** One more attempt on the new tip, without counting: nothing was wrong with the failed one. */
  | { readonly type: 'repeat' }
  /** The next attempts go to another provider. */
  | { readonly type: 'switch'; readonly provider: ProviderName; readonly why: string }
  /** Smaller workers, one after the other, replace this one. */
  | { readonly type: 'split'; readonly instructions: readonly Instruction[]; readonly why: string }
  /** The worker waits for a person. */
  | { readonly type: 'escalate' }
  /** The environment lacks something: no attempt can help, and none is used up. */
  | { readonly type: 'block'; readonly lacks: readonly Lack[] }
  /** The checks themselves cannot prove anything: no attempt can help. */
  | { readonly type: 'fail' }
  /** A rework failed: the work that was accepted before stays. */
  | { readonly type: 'keep' };
