/** Every way in which a piece of shell can end, as far as its text tells. */
export interface Endings {
  /** It can end normally, with status 0. */
  readonly zero: boolean;
  /** It can end normally, with another status. */
  readonly nonzero: boolean;
  /** It can end the whole shell, with status 0. */
  readonly exitZero: boolean;
  readonly exitNonzero: boolean;
  /** What dropped a failure on the way, in words; null where nothing did. */
  readonly swallowed: string | null;
}

export const NEVER: Endings = {
  zero: false,
  nonzero: false,
  exitZero: false,
  exitNonzero: false,
  swallowed: null,
};
export const ALWAYS: Endings = { ...NEVER, zero: true };
export const either = (): Endings => ({ ...NEVER, zero: true, nonzero: true });

/** One piece of shell after another, whatever status the first ends with. */
export const after = (first: Endings, next: Endings, lost: string | null): Endings => ({
  zero: next.zero,
  nonzero: next.nonzero,
  exitZero: first.exitZero || next.exitZero,
  exitNonzero: first.exitNonzero || next.exitNonzero,
  swallowed: lost ?? next.swallowed ?? first.swallowed,
});

/** One branch if the condition succeeds, the other if it fails. */
export function choose(
  condition: Endings,
  onZero: Endings,
  onNonzero: Endings,
  lost: string | null,
): Endings {
  const ways = [...(condition.zero ? [onZero] : []), ...(condition.nonzero ? [onNonzero] : [])];
  const any = (read: (endings: Endings) => boolean): boolean => ways.some(read);
  return {
    zero: any(({ zero }) => zero),
    nonzero: any(({ nonzero }) => nonzero),
    exitZero: condition.exitZero || any(({ exitZero }) => exitZero),
    exitNonzero: condition.exitNonzero || any(({ exitNonzero }) => exitNonzero),
    swallowed: lost ?? ways.find(({ swallowed }) => swallowed !== null)?.swallowed ?? condition.swallowed,
  };
}

/** In a subshell an exit is a status like any other. */
export const inSubshell = (endings: Endings): Endings => ({
  ...NEVER,
  zero: endings.zero || endings.exitZero,
  nonzero: endings.nonzero || endings.exitNonzero,
  swallowed:
    endings.swallowed ??
    (endings.exitZero && !endings.zero && !endings.nonzero ? '`exit 0` ends it with success' : null),
});

export const negate = (endings: Endings): Endings => ({
  ...endings,
  zero: endings.nonzero,
  nonzero: endings.zero,
});
