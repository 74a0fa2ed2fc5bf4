import { fraction } from './seeded.ts';

/** Everything the simulated model can do to a request, in the order in which the rates are added up. */
export const FAULT_NAMES = [
  'ok',
  'guide',
  'broken',
  'stub',
  'truncate',
  'empty',
  'wrongfile',
  'escape',
  'ansi',
  'elide',
  'crlf',
  'prose-code',
  'stall',
  'slow',
  'disconnect',
  'e429',
  'e500',
  'e401',
] as const;

/** One of `FAULT_NAMES`; `ok` is the right answer, sent as it should be. */
export type FaultName = (typeof FAULT_NAMES)[number];

/** How often each fault is drawn, 0 to 1; what is left up to 1 is `ok`. */
export type FaultRates = Partial<Record<FaultName, number>>;

/** The faults of a worker's requests, in order; after the last one every answer is `ok`. */
export type FaultScript = Readonly<Record<string, readonly FaultName[]>>;

/** Whether the text is the name of a fault. */
export function isFaultName(text: string): text is FaultName {
  return (FAULT_NAMES as readonly string[]).includes(text);
}

/** What decides a worker's faults: its script, or where it has none a seeded draw against the rates. */
export interface FaultPlan {
  readonly seed: number;
  readonly rates: FaultRates;
  readonly script: FaultScript;
}

/**
 * The fault of a worker's n-th request (from 1). It depends on seed, worker and n alone, so it is the same in
 * whatever order the requests of different workers arrive.
 */
export function drawFault(plan: FaultPlan, worker: string, n: number): FaultName {
  if (Object.hasOwn(plan.script, worker)) return plan.script[worker]?.[n - 1] ?? 'ok';
  const draw = fraction(plan.seed, worker, n, 'fault');
  let bound = 0;
  for (const name of FAULT_NAMES) {
    bound += plan.rates[name] ?? 0;
    if (draw < bound) return name;
  }
  return 'ok';
}
