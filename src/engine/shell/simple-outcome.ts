import { parse, type Command, type Statement } from 'unbash';
import { inlineShell, unwrap, wordsOf, type Words } from './command-words.ts';
import { statusOf } from './command-status.ts';
import { ALWAYS, either, inSubshell, NEVER, type Outcome } from './outcome.ts';
import { copy, type Place, type ShellState } from './shell-place.ts';

/** What a simple command can end with, the commands inside its words included. */
export function simple(command: Command, place: Place): Outcome {
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
        place.walk(script.commands as readonly Statement[], {
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
  const outcome = place.walk(parsed.commands, {
    ...place,
    state: sameShell ? place.state : fresh,
    depth: place.depth + 1,
  });
  return sameShell ? outcome : inSubshell(outcome);
}
