import type { Risk } from '../../domain/approval.ts';
import { ask, type Assessment } from '../assessment.ts';
import type { Call, Rule } from '../reading/call.ts';
import { judgeDelete, judgeRead, judgeWrite } from '../reading/paths.ts';
import { readArguments, subcommand } from './options.ts';

/** One row of the table: which programs it is about, what it lets them do, and why that is harmless. */
export interface Row {
  readonly programs: readonly string[];
  readonly why: string;
  readonly rule: Rule;
}

export const row = (programs: string, why: string, rule: Rule = allowed): Row => ({
  programs: programs.trim().split(/\s+/),
  why,
  rule,
});

const allowed: Rule = () => null;

/** The first assessment that there is. */
export const firstOf = (...found: readonly (Assessment | null)[]): Assessment | null =>
  found.find((one) => one !== null) ?? null;

export const firstWrite = (call: Call, paths: readonly string[]): Assessment | null =>
  firstOf(...paths.map((path) => judgeWrite(path, call.scope.folder)));
export const firstRead = (call: Call, paths: readonly string[]): Assessment | null =>
  firstOf(...paths.map((path) => judgeRead(path, call.scope.folder)));
export const firstDelete = (call: Call, paths: readonly string[], isRecursive: boolean): Assessment | null =>
  firstOf(...paths.map((path) => judgeDelete(path, call.scope.folder, isRecursive)));

/** Reads the files that it is given, and writes where these options say. */
export function reading(
  options: {
    readonly valued?: readonly string[];
    readonly writes?: readonly string[];
    readonly skip?: number;
  } = {},
): Rule {
  const { valued = [], writes = [], skip = 0 } = options;
  return (call) => {
    const { operands, valuesOf } = readArguments(call.args, [...valued, ...writes]);
    return firstOf(firstWrite(call, valuesOf(...writes)), firstRead(call, operands.slice(skip)));
  };
}

/**
 * Allows these subcommands, one word or several; everything else asks.
 * @param valued options before the subcommand that take the next word
 */
export function onlyVerbs(verbs: string, risk: Risk, reason: string, valued: readonly string[] = []): Rule {
  const known = new Set(verbs.split(/\s*,\s*/));
  return ({ args }) => {
    if (isAboutItself(args)) return null;
    const { verb, rest } = subcommand(args, valued);
    const second = subcommand(rest, valued).verb;
    return known.has(verb) || known.has(`${verb} ${second}`)
      ? null
      : ask(risk, `${reason} (${verb})`.replace(' ()', ''));
  };
}

/** `--version`, `--help` and the like, alone. */
export const isAboutItself = (args: readonly string[]): boolean =>
  args.length > 0 && args.every((arg) => /^(?:--?version|-[vVh]|--list|--?help|help|version|-vV)$/.test(arg));
