import type { Risk } from '../domain/approval.ts';

/** Why one command may not run by itself, and what it puts at risk. */
export interface Assessment {
  readonly decision: 'ask' | 'deny';
  readonly risk: Risk;
  readonly reason: string;
}

/** What must happen before a shell command may run. */
export interface Classification {
  readonly decision: 'allow' | 'ask' | 'deny';
  readonly risk: Risk;
  readonly reason: string;
}

const HARMLESS: Classification = {
  decision: 'allow',
  risk: 'low',
  reason: 'all that it runs is known to be harmless',
};
const RISKS: readonly Risk[] = ['low', 'medium', 'high', 'critical'];

export const ask = (risk: Risk, reason: string): Assessment => ({ decision: 'ask', risk, reason });
export const deny = (reason: string): Assessment => ({ decision: 'deny', risk: 'critical', reason });

/** The worst of several assessments; harmless where there is none. */
export function worstOf(assessments: readonly Assessment[]): Classification {
  const weight = ({ decision, risk }: Assessment): number =>
    RISKS.indexOf(risk) + (decision === 'deny' ? RISKS.length : 0);
  const [worst] = [...assessments].sort((a, b) => weight(b) - weight(a));
  return worst ?? HARMLESS;
}
