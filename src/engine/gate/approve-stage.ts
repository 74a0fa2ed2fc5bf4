import { classify } from '../approval/classify.ts';
import type { GateParts } from './gate-parts.ts';

/** Whether a command of the phase may run: one that is destructive, or that must always ask, waits for a person. */
export async function mayRunStage(
  parts: GateParts,
  command: string,
  alwaysAsk: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const { decision, risk, reason } = classify(command);
  if (decision === 'deny') return false;
  if (decision === 'allow' && !alwaysAsk) return true;
  const answer = await parts.desk.ask(
    {
      kind: 'stage',
      worker: null,
      attempt: null,
      command,
      risk: decision === 'ask' ? risk : 'medium',
      reason: decision === 'ask' ? reason : 'a deployment changes what others use',
    },
    signal,
  );
  return answer?.type === 'approved';
}
