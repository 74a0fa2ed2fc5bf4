import type { State } from '../domain/reduce.ts';
import type { Settings } from '../settings/settings.ts';

/** Whether the money that the settings allow is spent. An unknown price stops nothing: it is shown as unknown. */
export function isOverBudget({ run }: State, { budget }: Pick<Settings, 'budget'>): boolean {
  const spent = run?.totals.costUsd ?? null;
  return budget !== undefined && spent !== null && spent >= budget;
}
