import { parse, type Command, type Statement } from 'unbash';
import { inlineShell, unwrap, wordsOf, type Words } from './command-words.ts';
import { statusOf } from './command-status.ts';
import { ALWAYS, either, inSubshell, NEVER, type Endings } from './endings.ts';
import { copy, type WalkContext, type ShellState } from './walk-context.ts';

/** How a simple command can end, the commands inside its words included. */
export function simple(command: Command, context: WalkContext): Endings {
  const substituted = substitutionIn(command, context);
  const { words } = unwrap(wordsOf(command));
  if (words.length === 0) {
    if (substituted?.nonzero !== true) context.seen.setup += 1;
    return substituted ?? { ...ALWAYS };
  }
  const name = words[0];
  const called = name === null || name === undefined ? undefined : context.state.functions.get(name);
  if (called !== undefined) {
    context.seen.work += 1;
    return called.nonzero || called.exitNonzero
      ? called
      : { ...called, swallowed: called.swallowed ?? `\`${name}\` never fails` };
  }
  if (name === 'exit' || name === 'return') return leave(words, context);
  if (name === 'set') applySet(words, context.state);
  const script =
    name === 'eval'
      ? words
          .slice(1)
          .map((word) => word ?? '$x')
          .join(' ')
      : inlineShell(words);
  if (script !== null && script !== '') {
    const errexit = words.some((word) => /^-[a-z]*e[a-z]*$/.test(word ?? ''));
    return nested(script, name === 'eval', errexit, context);
  }
  if (name === 'exec' && words.length > 1) {
    const status = statusOf(words.slice(1), context.piped);
    context.seen[status.kind] += 1;
    return { ...NEVER, exitZero: status.zero, exitNonzero: status.nonzero };
  }
  const status = statusOf(words, context.piped);
  context.seen[status.kind] += 1;
  const swallowed =
    substituted?.nonzero === true && !status.nonzero ? `\`${name}\` drops the failure inside \`$(…)\`` : null;
  return { ...NEVER, zero: status.zero, nonzero: status.nonzero, swallowed };
}

/** `X=$(pytest)` ends with the status of what is inside; `export X=$(pytest)` and `echo $(pytest)` drop it. */
function substitutionIn(command: Command, context: WalkContext): Endings | null {
  let found: Endings | null = null;
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if (Array.isArray(part)) return part.forEach(look);
    const { type, script, parts, value, elements } = part as Record<string, unknown>;
    if (type === 'CommandExpansion' && typeof script === 'object' && script !== null && 'commands' in script)
      found = inSubshell(
        context.walk(script.commands as readonly Statement[], {
          ...context,
          state: copy(context.state),
          depth: context.depth + 1,
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

function leave(words: Words, context: WalkContext): Endings {
  const status = words[1];
  const { zero, nonzero } =
    status === undefined
      ? { zero: context.before.zero, nonzero: context.before.nonzero }
      : leaveWith(status, context);
  return { ...NEVER, exitZero: zero, exitNonzero: nonzero };
}

function leaveWith(status: string | null, context: WalkContext): { zero: boolean; nonzero: boolean } {
  if (status === null) {
    // `$?` and a saved status both stand for the status of an earlier command, as far as that is known.
    return { zero: true, nonzero: context.before.nonzero || context.seen.work + context.seen.test > 0 };
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

function nested(script: string, sameShell: boolean, errexit: boolean, context: WalkContext): Endings {
  const parsed = parse(script);
  if (parsed.errors !== undefined && parsed.errors.length > 0) return either();
  const fresh: ShellState = { errexit, pipefail: false, functions: new Map() };
  const endings = context.walk(parsed.commands, {
    ...context,
    state: sameShell ? context.state : fresh,
    depth: context.depth + 1,
  });
  return sameShell ? endings : inSubshell(endings);
}
