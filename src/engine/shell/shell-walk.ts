import type { AndOr, CommandNode, CompoundList, Pipeline, PipelineNode, Statement } from 'unbash';
import { unreachable } from '../domain/result.ts';
import { programName } from './command-words.ts';
import { after, ALWAYS, choose, either, inSubshell, negate, type Endings } from './endings.ts';
import { copy, type WalkContext, type Seen, type ShellState } from './walk-context.ts';
import { simple } from './simple-command.ts';

export type { ShellState } from './walk-context.ts';

export interface Walk {
  readonly endings: Endings;
  readonly seen: Seen;
}

/** Commands nested deeper than this count as ones that can fail. */
const MAX_DEPTH = 20;

/** Works out how a list of statements can end. Changes `state` as running them would. */
export function createWalk(commands: readonly Statement[], state: ShellState): Walk {
  const seen: Seen = { print: 0, setup: 0, test: 0, work: 0 };
  const context: WalkContext = {
    state,
    seen,
    depth: 0,
    guarded: false,
    piped: false,
    before: either(),
    walk: list,
  };
  return { endings: list(commands, context), seen };
}

function list(commands: readonly Statement[], context: WalkContext): Endings {
  let total: Endings = { ...ALWAYS };
  let before = context.before;
  for (const [index, statement] of commands.entries()) {
    if (!total.zero && !total.nonzero) break;
    let next = node(statement, { ...context, before });
    const trips = context.state.errexit && !context.guarded && tripsErrexit(statement);
    if (trips && next.nonzero) next = { ...next, nonzero: false, exitNonzero: true };
    const lost =
      index > 0 && total.nonzero && !next.nonzero
        ? `the failure before \`${nameOf(statement)}\` is dropped`
        : null;
    total = after(total, next, lost);
    before = next;
  }
  return total;
}

/** `set -e` ignores a failure on the left of the last `&&` or `||`, and a negated one. */
function tripsErrexit({ command, background }: Statement): boolean {
  if (background === true || command.type === 'AndOr') return false;
  return !(command.type === 'Pipeline' && command.prefixes.some(({ type }) => type === 'Negation'));
}

type Runnable = Statement | CompoundList | PipelineNode | AndOr;

function node(at: Runnable, context: WalkContext): Endings {
  if (context.depth > MAX_DEPTH) return either();
  const deeper: WalkContext = { ...context, depth: context.depth + 1 };
  switch (at.type) {
    case 'Statement': {
      const endings = node(at.command, deeper);
      if (at.background !== true) return endings;
      return { ...ALWAYS, swallowed: 'it runs in the background, so that its status is never seen' };
    }
    case 'AndOr':
      return andOr(at.commands, at.operators, deeper);
    case 'Pipeline':
      return pipeline(at, deeper);
    case 'Command':
      return simple(at, deeper);
    case 'Redirected':
      return node(at.command, deeper);
    case 'CompoundList':
      return list(at.commands, deeper);
    case 'BraceGroup':
      return list(at.body.commands, deeper);
    case 'Subshell':
      return inSubshell(list(at.body.commands, { ...deeper, state: copy(deeper.state) }));
    case 'If': {
      const clauses = [at, ...at.elif].map(({ clause, then }) => ({ clause, then }));
      const otherwise = at.else === undefined ? { ...ALWAYS } : node(at.else, deeper);
      return clauses.reduceRight((rest, { clause, then }) => {
        const condition = node(clause, { ...deeper, guarded: true });
        const lost = condition.nonzero ? 'the condition of `if` is swallowed: no branch fails' : null;
        return choose(condition, node(then, deeper), rest, lost);
      }, otherwise);
    }
    case 'For':
    case 'Select':
    case 'ArithmeticFor':
      return repeated(node(at.body, deeper));
    case 'While': {
      // An `until` loop only waits: if its condition never holds, the time limit ends it.
      const waits = at.kind === 'until' ? { ...deeper, seen: { ...deeper.seen } } : deeper;
      const clause = node(at.clause, { ...waits, guarded: true });
      const endings = repeated(node(at.body, deeper));
      if (at.kind === 'until') context.seen.setup += 1;
      return { ...endings, exitNonzero: endings.exitNonzero || clause.exitNonzero };
    }
    case 'Case': {
      const bodies = at.items.map(({ body }) => node(body, deeper));
      return bodies.reduce((sum, body) => choose(either(), sum, body, null), ALWAYS);
    }
    case 'TestCommand':
    case 'ArithmeticCommand':
      context.seen.test += 1;
      return either();
    case 'Function':
      context.seen.setup += 1;
      // A call ends with the status of its `return`; an `exit` inside is treated as one.
      context.state.functions.set(
        at.name.value,
        inSubshell(node(at.body, { ...deeper, seen: { ...deeper.seen }, state: copy(deeper.state) })),
      );
      return { ...ALWAYS };
    case 'Coproc':
      return { ...ALWAYS, swallowed: 'it runs in the background, so that its status is never seen' };
    default:
      return unreachable(at);
  }
}

const repeated = (body: Endings): Endings => ({ ...body, zero: true });

function andOr(
  commands: readonly PipelineNode[],
  operators: readonly string[],
  context: WalkContext,
): Endings {
  const [first, ...rest] = commands;
  if (first === undefined) return { ...ALWAYS };
  let total = node(first, { ...context, guarded: true });
  for (const [index, command] of rest.entries()) {
    const onFailure = operators[index] === '||';
    if (onFailure ? !total.nonzero : !total.zero) continue;
    const last = index === rest.length - 1;
    const next = node(command, { ...context, guarded: context.guarded || !last, before: total });
    const skipped = onFailure ? { ...total, nonzero: false } : { ...total, zero: false };
    const lost =
      onFailure && !next.nonzero && !next.exitNonzero
        ? `\`|| ${nameOf(command)}\` turns its failure into success`
        : null;
    total = choose(total, onFailure ? skipped : next, onFailure ? next : skipped, lost);
  }
  return total;
}

function pipeline(at: Pipeline, context: WalkContext): Endings {
  const ofEach = at.commands.map((command, index) =>
    inSubshell(node(command, { ...context, state: copy(context.state), piped: index > 0, guarded: true })),
  );
  const last = ofEach.at(-1) ?? { ...ALWAYS };
  const dropped = ofEach.slice(0, -1).some(({ nonzero }) => nonzero);
  const negated = at.prefixes.some(({ type }) => type === 'Negation');
  let total: Endings = last;
  if (context.state.pipefail && dropped) total = { ...last, nonzero: true };
  else if (dropped && !last.nonzero)
    total = {
      ...last,
      swallowed: `the pipe ends with the status of \`${nameOf(at.commands.at(-1))}\`, which always succeeds`,
    };
  return negated ? negate(total) : total;
}

/** The name that a message calls a part of a statement by. */
function nameOf(at: Statement | PipelineNode | CommandNode | undefined): string {
  if (at === undefined) return 'nothing';
  if (at.type === 'Statement')
    return nameOf(at.command.type === 'AndOr' ? at.command.commands.at(-1) : at.command);
  if (at.type === 'Pipeline') return nameOf(at.commands.at(-1));
  if (at.type === 'Command') return programName(at.name?.value ?? 'an assignment');
  if (at.type === 'BraceGroup' || at.type === 'Subshell') return nameOf(at.body.commands.at(-1));
  return at.type.toLowerCase();
}
