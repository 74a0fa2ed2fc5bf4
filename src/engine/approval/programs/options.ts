/** A command's arguments, its options told from its operands. */
export interface Arguments {
  /** Each with its dashes, and its value where it has one: `-o`, `--output`. */
  readonly options: readonly (readonly [name: string, value: string | null])[];
  readonly operands: readonly string[];
  readonly has: (...names: readonly string[]) => boolean;
  /** The values that options of these names were given. */
  readonly valuesOf: (...names: readonly string[]) => readonly string[];
}

/**
 * Reads arguments as getopt does.
 * @param valued options whose value is the next word, or the rest of the word
 */
export function readArguments(args: readonly string[], valued: readonly string[] = []): Arguments {
  const options: [string, string | null][] = [];
  const operands: string[] = [];
  const takesValue = new Set(valued);
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (arg === '-' || !arg.startsWith('-')) {
      operands.push(arg);
    } else if (arg.startsWith('--')) {
      const equals = arg.indexOf('=');
      if (equals > 0) options.push([arg.slice(0, equals), arg.slice(equals + 1)]);
      else options.push([arg, takesValue.has(arg) ? (args[(at += 1)] ?? null) : null]);
    } else if (takesValue.has(arg)) {
      options.push([arg, args[(at += 1)] ?? null]);
    } else {
      for (let letter = 1; letter < arg.length; letter += 1) {
        const name = `-${arg[letter] ?? ''}`;
        if (!takesValue.has(name)) {
          options.push([name, null]);
          continue;
        }
        const rest = arg.slice(letter + 1);
        options.push([name, rest === '' ? (args[(at += 1)] ?? null) : rest.replace(/^=/, '')]);
        break;
      }
    }
  }
  return {
    options,
    operands,
    has: (...names) => options.some(([name]) => names.includes(name)),
    valuesOf: (...names) =>
      options.flatMap(([name, value]) => (names.includes(name) && value !== null ? [value] : [])),
  };
}

/** The first word that is no option, and what follows it. */
export function subcommand(
  args: readonly string[],
  valued: readonly string[] = [],
): { readonly verb: string; readonly rest: readonly string[]; readonly before: readonly string[] } {
  let at = 0;
  while (at < args.length && (args[at] ?? '').startsWith('-')) at += valued.includes(args[at] ?? '') ? 2 : 1;
  return { verb: args[at] ?? '', rest: args.slice(at + 1), before: args.slice(0, at) };
}
