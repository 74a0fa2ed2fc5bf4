import type { SyntaxNode } from 'unbash';
import { TOKENS } from './value.ts';

/** What a shell knows at a point of a script. */
export interface Scope {
  /** The folder that it is in, as `resolvePath` gives one. */
  folder: string;
  /** Where it was before that. */
  previous: string;
  /** Whether the script has started something that goes on beside it, such as a server. */
  hasStarted: boolean;
  /** Whether it has read functions of the project into itself. */
  hasSourced: boolean;
  /** A text, or the elements of an array. */
  readonly variables: Map<string, string | readonly string[]>;
  /** Every body that a function may have. */
  readonly functions: Map<string, readonly SyntaxNode[]>;
  /** `$1` and on, inside a function; null outside. */
  positional: readonly string[] | null;
  /** Files that hold the number of a process that the script has started. */
  readonly pidFiles: Set<string>;
  /** Files that the script has written itself. */
  readonly written: Set<string>;
  /** Everything that a variable has been, for what runs at a moment that nobody knows (`trap`). */
  readonly past: Map<string, Set<string>>;
}

export function createScope(): Scope {
  return {
    folder: TOKENS.root,
    previous: TOKENS.any,
    hasStarted: false,
    hasSourced: false,
    variables: new Map(),
    functions: new Map(),
    positional: null,
    pidFiles: new Set(),
    written: new Set(),
    past: new Map(),
  };
}

/** A shell of its own that knows the same: a subshell, a pipeline's part, a branch. */
export function copyOf(scope: Scope): Scope {
  return {
    ...scope,
    variables: new Map(scope.variables),
    functions: new Map(scope.functions),
    pidFiles: new Set(scope.pidFiles),
  };
}

export function assign(scope: Scope, name: string, value: string | readonly string[]): void {
  scope.variables.set(name, value);
  const past = scope.past.get(name) ?? new Set();
  past.add(typeof value === 'string' ? value : JSON.stringify(value));
  scope.past.set(name, past);
}

/** What holds after one of several ways was taken: what differs between them is anything. */
export function joinInto(scope: Scope, ways: readonly Scope[]): void {
  const [first, ...others] = ways;
  if (first === undefined) return;
  const names = new Set(ways.flatMap((way) => [...way.variables.keys()]));
  for (const name of names) {
    const value = first.variables.get(name);
    const same = others.every((way) => JSON.stringify(way.variables.get(name)) === JSON.stringify(value));
    scope.variables.set(name, same && value !== undefined ? value : TOKENS.any);
  }
  scope.folder = others.every((way) => way.folder === first.folder) ? first.folder : TOKENS.any;
  scope.hasSourced = ways.some((way) => way.hasSourced);
  scope.hasStarted = ways.some((way) => way.hasStarted);
  for (const way of ways) {
    for (const [name, bodies] of way.functions) {
      scope.functions.set(name, [...new Set([...(scope.functions.get(name) ?? []), ...bodies])]);
    }
    for (const file of way.pidFiles) scope.pidFiles.add(file);
  }
}

/** What a variable can be at a moment that nobody knows. */
export function atAnyMoment(scope: Scope): Scope {
  const later = copyOf(scope);
  for (const [name, past] of scope.past) {
    if (past.size > 1) later.variables.set(name, TOKENS.any);
  }
  return later;
}
