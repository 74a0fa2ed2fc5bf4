import { ask, worstOf, type Assessment, type Classification } from './assessment.ts';
import { judgeCall } from './judge-call.ts';
import { atAnyMoment, createScope, type Scope } from './reading/scope.ts';
import { walkText, type Walk } from './reading/walk.ts';

export type { Classification } from './assessment.ts';

/** Nodes of a script that are judged; a longer one asks. */
const MAX_STEPS = 20_000;

/**
 * Judges the statements of one shell, in their order, by their grammar: `echo "rm -r x"` is harmless, `bash -c "rm -r x"`
 * is not. What is not known to be harmless asks.
 * @param texts each statement as it stands in the script
 */
export function classifyAll(texts: readonly string[]): readonly Classification[] {
  const scope = createScope();
  const later: { readonly at: number; readonly run: (scope: Scope) => void }[] = [];
  const budget = { left: MAX_STEPS };
  const found: Assessment[][] = texts.map(() => []);
  for (const [at, text] of texts.entries()) {
    const report = (assessment: Assessment): void => void found[at]?.push(assessment);
    const walk: Walk = {
      report,
      judge: judgeCall,
      later: (run) => later.push({ at, run }),
      depth: 0,
      budget,
    };
    bounded(() => walkText(text, scope, walk), budget, report);
  }
  // What runs at the shell's end runs with whatever its variables hold by then.
  for (const { at, run } of later)
    bounded(
      () => run(atAnyMoment(scope)),
      budget,
      (assessment) => void found[at]?.push(assessment),
    );
  return found.map(worstOf);
}

/** What cannot be judged to its end asks. */
function bounded(
  judge: () => void,
  budget: { readonly left: number },
  report: (assessment: Assessment) => void,
): void {
  try {
    judge();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    report(ask('high', 'commands nested too deep to judge'));
  }
  if (budget.left < 0) report(ask('high', 'too long to judge'));
}

/** Judges one statement, or a whole script, in a shell of its own. */
export function classify(text: string): Classification {
  return classifyAll([text])[0] ?? worstOf([]);
}
