import { parse } from 'unbash';
import { createWalk, type ShellState, type Walk } from './shell-walk.ts';

/** What a statement of a block is worth as evidence. */
export interface StatementJudgement {
  /**
   * `check`: a failure of what it tests reaches its exit status. `cannot-fail`: whatever happens, it ends with 0.
   * `setup`: it prepares (`cd`, assignments, function definitions, `mkdir` …) and tests nothing; it is no proof either.
   */
  readonly kind: 'check' | 'cannot-fail' | 'setup';
  readonly canFail: boolean;
  /** The reason, phrased to follow a colon. */
  readonly why: string;
}

const CHECK: StatementJudgement = {
  kind: 'check',
  canFail: true,
  why: 'its exit status tells success from failure',
};
const UNREADABLE: StatementJudgement = {
  kind: 'check',
  canFail: true,
  why: 'it cannot be judged: it does not parse',
};

/** Judges one statement by its grammar, as it would run in a shell without `set -e` and `pipefail`. */
export function canFail(statement: string): StatementJudgement {
  return judgeStatements([statement])[0] ?? UNREADABLE;
}

/**
 * Judges the statements of one block, in order: `set -e`, `set -o pipefail` and functions carry over from one to the
 * next, as they do in the one shell that runs them.
 */
export function judgeStatements(statements: readonly string[]): StatementJudgement[] {
  const state: ShellState = { errexit: false, pipefail: false, functions: new Map() };
  return statements.map((text) => {
    // The parser is recursive: deeply nested input ends in a RangeError.
    try {
      const script = parse(text);
      if (script.errors !== undefined && script.errors.length > 0) return UNREADABLE;
      return judge(createWalk(script.commands, state));
    } catch (error) {
      if (error instanceof RangeError) return UNREADABLE;
      throw error;
    }
  });
}

function judge(walk: Walk): StatementJudgement {
  const { endings, seen } = walk;
  if (endings.nonzero || endings.exitNonzero) return CHECK;
  const isSetup = seen.setup > 0 && seen.work === 0 && !(seen.test > 0 && seen.print > 0);
  if (isSetup) return { kind: 'setup', canFail: false, why: 'it prepares and tests nothing' };
  const why =
    endings.swallowed ??
    (endings.exitZero ? '`exit 0` ends with success whatever was before' : 'it only prints');
  return { kind: 'cannot-fail', canFail: false, why };
}
