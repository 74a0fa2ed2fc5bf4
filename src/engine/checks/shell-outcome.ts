import {
  parse,
  type Command,
  type CommandNode,
  type PipelineNode,
  type Statement,
  type SyntaxNode,
} from 'unbash';
import { inlineShell, programName, unwrap, wordsOf, type Words } from './command-words.ts';
import { statusOf } from './command-status.ts';
import { after, ALWAYS, choose, either, inSubshell, NEVER, negate, type Outcome } from './outcome.ts';

/** What carries over from one statement of a block to the next. */
export interface ShellState {
  errexit: boolean;
  pipefail: boolean;
  /** What a call of a function can end with. */
  readonly functions: Map<string, Outcome>;
}

/** How many commands of each kind the walk came by, without those that can never be reached. */
export interface Seen {
  print: number;
  setup: number;
  test: number;
  work: number;
}

export interface Walk {
  readonly outcome: Outcome;
  readonly seen: Seen;
}

/** Commands inside commands inside commands: beyond this they count as ones that can fail. */
const MAX_DEPTH = 20;

interface Place {
  readonly state: ShellState;
  readonly seen: Seen;
  readonly depth: number;
  /** The left of `&&`, a condition: `set -e` does not act there. */
  readonly guarded: boolean;
  readonly piped: boolean;
  /** What `$?` can be. */
  readonly before: Outcome;
}

/** Works out what a list of statements can end with. Changes `state` as running them would. */
export function createWalk(commands: readonly Statement[], state: ShellState): Walk {
  const seen: Seen = { print: 0, setup: 0, test: 0, work: 0 };
  const place: Place = { state, seen, depth: 0, guarded: false, piped: false, before: either() };
  return { outcome: list(commands, place), seen };
}

function list(commands: readonly Statement[], place: Place): Outcome {
  let total: Outcome = { ...ALWAYS };
  let before = place.before;
  for (const [index, statement] of commands.entries()) {
    if (!total.zero && !total.nonzero) break;
    let next = node(statement, { ...place, before });
    const trips = place.state.errexit && !place.guarded && tripsErrexit(statement);
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

/** A failure on the left of the last `&&` or `||`, and a negated one, leave `set -e` cold. */
function tripsErrexit({ command, background }: Statement): boolean {
  if (background === true || command.type === 'AndOr') return false;
  return !(command.type === 'Pipeline' && command.prefixes.some(({ type }) => type === 'Negation'));
}

function node(at: SyntaxNode, place: Place): Outcome {
  if (place.depth > MAX_DEPTH) return either();
  const deeper: Place = { ...place, depth: place.depth + 1 };
  switch (at.type) {
    case 'Statement': {
      const outcome = node(at.command, deeper);
      if (at.background !== true) return outcome;
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
      // An `until` waits for something to be there: where it never is, the time limit ends it.
      const waits = at.kind === 'until' ? { ...deeper, seen: { ...deeper.seen } } : deeper;
      const clause = node(at.clause, { ...waits, guarded: true });
      const outcome = repeated(node(at.body, deeper));
      if (at.kind === 'until') place.seen.setup += 1;
      return { ...outcome, exitNonzero: outcome.exitNonzero || clause.exitNonzero };
    }
    case 'Case': {
      const bodies = at.items.map(({ body }) => node(body, deeper));
      return bodies.reduce((sum, body) => choose(either(), sum, body, null), { ...ALWAYS } as Outcome);
    }
    case 'TestCommand':
    case 'ArithmeticCommand':
      place.seen.test += 1;
      return either();
    case 'Function':
      place.seen.setup += 1;
      // A call ends with what its `return` says; an `exit` inside is taken for one.
      place.state.functions.set(
        at.name.value,
        inSubshell(node(at.body, { ...deeper, seen: { ...deeper.seen }, state: copy(deeper.state) })),
      );
      return { ...ALWAYS };
    case 'Coproc':
      return { ...ALWAYS, swallowed: 'it runs in the background, so that its status is never seen' };
    default:
      return either();
  }
}

const copy = (state: ShellState): ShellState => ({ ...state, functions: new Map(state.functions) });
const repeated = (body: Outcome): Outcome => ({ ...body, zero: true });

function andOr(commands: readonly PipelineNode[], operators: readonly string[], place: Place): Outcome {
  const [first, ...rest] = commands;
  if (first === undefined) return { ...ALWAYS };
  let total = node(first, { ...place, guarded: true });
  for (const [index, command] of rest.entries()) {
    const onFailure = operators[index] === '||';
    if (onFailure ? !total.nonzero : !total.zero) continue;
    const last = index === rest.length - 1;
    const next = node(command, { ...place, guarded: place.guarded || !last, before: total });
    const skipped = onFailure ? { ...total, nonzero: false } : { ...total, zero: false };
    const lost =
      onFailure && !next.nonzero && !next.exitNonzero
        ? `\`|| ${nameOf(command)}\` turns its failure into success`
        : null;
    total = choose(total, onFailure ? skipped : next, onFailure ? next : skipped, lost);
  }
  return total;
}

function pipeline(at: Extract<SyntaxNode, { type: 'Pipeline' }>, place: Place): Outcome {
  const outcomes = at.commands.map((command, index) =>
    inSubshell(node(command, { ...place, state: copy(place.state), piped: index > 0, guarded: true })),
  );
  const last = outcomes.at(-1) ?? { ...ALWAYS };
  const dropped = outcomes.slice(0, -1).some(({ nonzero }) => nonzero);
  const negated = at.prefixes.some(({ type }) => type === 'Negation');
  let total: Outcome = last;
  if (place.state.pipefail && dropped) total = { ...last, nonzero: true };
  else if (dropped && !last.nonzero)
    total = {
      ...last,
      swallowed: `the pipe ends with the status of \`${nameOf(at.commands.at(-1))}\`, which always succeeds`,
    };
  return negated ? negate(total) : total;
}

function simple(command: Command, place: Place): Outcome {
  const substituted = substitutionIn(command, place);
  const { words } = unwrap(wordsOf(command));
  if (words.length === 0) {
    if (substituted?.nonzero !== true) place.seen.setup += 1;
    return substituted ?? { ...ALWAYS };
  }
  const name = words[0];
  const called = name === null || name === undefined ? undefined : place.state.functions.get(name);
  if (called !== undefined) {
    place.seen.work += 1;
    return called.nonzero || called.exitNonzero
      ? called
      : { ...called, swallowed: called.swallowed ?? `\`${name}\` never fails` };
  }
  if (name === 'exit' || name === 'return') return leave(words, place);
  if (name === 'set') applySet(words, place.state);
  const script =
    name === 'eval'
      ? words
          .slice(1)
          .map((word) => word ?? '$x')
          .join(' ')
      : inlineShell(words);
  if (script !== null && script !== '') {
    const errexit = words.some((word) => /^-[a-z]*e[a-z]*$/.test(word ?? ''));
    return nested(script, name === 'eval', errexit, place);
  }
  if (name === 'exec' && words.length > 1) {
    const outcome = statusOf(words.slice(1), place.piped);
    place.seen[outcome.kind] += 1;
    return { ...NEVER, exitZero: outcome.zero, exitNonzero: outcome.nonzero };
  }
  const status = statusOf(words, place.piped);
  place.seen[status.kind] += 1;
  const swallowed =
    substituted?.nonzero === true && !status.nonzero ? `\`${name}\` drops the failure inside \`$(…)\`` : null;
  return { ...NEVER, zero: status.zero, nonzero: status.nonzero, swallowed };
}

/** `X=$(pytest)` ends with the status of what is inside; `export X=$(pytest)` and `echo $(pytest)` drop it. */
function substitutionIn(command: Command, place: Place): Outcome | null {
  let found: Outcome | null = null;
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if (Array.isArray(part)) return part.forEach(look);
    const { type, script, parts, value, elements } = part as Record<string, unknown>;
    if (type === 'CommandExpansion' && typeof script === 'object' && script !== null && 'commands' in script)
      found = inSubshell(
        list(script.commands as readonly Statement[], {
          ...place,
          state: copy(place.state),
          depth: place.depth + 1,
        }),
      );
    look(parts);
    look(elements);
    if (type === 'Assignment') look(value);
  };
  look(command.prefix);
  look(command.suffix);
  return found;
}

function leave(words: Words, place: Place): Outcome {
  const status = words[1];
  const { zero, nonzero } =
    status === undefined
      ? { zero: place.before.zero, nonzero: place.before.nonzero }
      : leaveWith(status, place);
  return { ...NEVER, exitZero: zero, exitNonzero: nonzero };
}

function leaveWith(status: string | null, place: Place): { zero: boolean; nonzero: boolean } {
  if (status === null) {
    // `$?` and a saved status both stand for what was before, as far as that is known.
    return { zero: true, nonzero: place.before.nonzero || place.seen.work + place.seen.test > 0 };
  }
  const value = Number(status);
  return Number.isInteger(value)
    ? { zero: value % 256 === 0, nonzero: value % 256 !== 0 }
    : { zero: true, nonzero: true };
}

function applySet(words: Words, state: ShellState): void {
  for (const [index, word] of words.entries()) {
    const match = /^([-+])([a-zA-Z]+)$/.exec(word ?? '');
    if (match === null) continue;
    const on = match[1] === '-';
    const letters = match[2] ?? '';
    if (letters.includes('e')) state.errexit = on;
    if (letters.endsWith('o') && words[index + 1] === 'pipefail') state.pipefail = on;
    if (letters.endsWith('o') && words[index + 1] === 'errexit') state.errexit = on;
  }
}

function nested(script: string, sameShell: boolean, errexit: boolean, place: Place): Outcome {
  const parsed = parse(script);
  if (parsed.errors !== undefined && parsed.errors.length > 0) return either();
  const fresh: ShellState = { errexit, pipefail: false, functions: new Map() };
  const outcome = list(parsed.commands, {
    ...place,
    state: sameShell ? place.state : fresh,
    depth: place.depth + 1,
  });
  return sameShell ? outcome : inSubshell(outcome);
}

/** The name that a message calls a part of a statement by. */
function nameOf(at: Statement | PipelineNode | CommandNode | undefined): string {
  switch (at?.type) {
    case 'Statement':
      return at.command.type === 'AndOr' ? nameOf(at.command.commands.at(-1)) : nameOf(at.command);
    case 'Pipeline':
      return nameOf(at.commands.at(-1));
    case 'Command':
      return programName(at.name?.value ?? 'an assignment');
    case 'BraceGroup':
    case 'Subshell':
      return nameOf(at.body.commands.at(-1));
    default:
      return at?.type.toLowerCase() ?? 'nothing';
  }
}
