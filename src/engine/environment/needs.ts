import { forEachChild, parse, type AndOr, type Command, type SyntaxNode } from 'unbash';
import { inlineShell, programName, unwrap, wordsOf, type Words } from '../shell/command-words.ts';
import { canFail } from '../shell/can-fail.ts';
import type { Instruction } from '../domain/instruction.ts';
import type { MissingDependency } from '../domain/lack.ts';
import { localPorts, needsDocker, startsServices } from './services.ts';
import { modulesOfCommand, pathsOfCommand } from './python-needs.ts';
import type { RepoFiles } from './repo-files.ts';

/** A statement that needs something: its worker, its index and its line. */
export interface NeedUse {
  readonly worker: string;
  /** Index of the statement in the worker. */
  readonly statement: number;
  readonly line: number;
}

/** Something that checks need of the machine or of the project's environment. */
export interface Need {
  readonly kind: MissingDependency['kind'];
  /** `pytest`; `requests`; `docker` or `localhost:8001`; `wingman`, from the repo root. */
  readonly name: string;
  readonly uses: readonly NeedUse[];
}

/** Words that start a command but are not programs. */
const BUILTINS = new Set(
  (
    '. : [ alias bg bind break builtin caller cd command compgen complete continue declare dirs disown echo enable ' +
    'eval exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd ' +
    'pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit umask ' +
    'unalias unset wait'
  ).split(' '),
);
const MAX_DEPTH = 40;
/** Stands for all functions that a sourced file may define; no function can have this name. */
const SOURCED = '.';

interface Found {
  readonly programs: Set<string>;
  readonly modules: Set<string>;
  /** Modules with all their parts, as the text itself imports them. */
  readonly imports: Set<string>;
  readonly services: Set<string>;
  /** Programs that the statement itself looks for before it runs them. */
  readonly guarded: Set<string>;
  readonly functions: Set<string>;
  /** Whether it leaves something running that later statements may talk to. */
  starts: boolean;
}

/** What the checks of these workers need, each thing once. `repo` is asked for the imports of test files. */
export function collectNeeds(instructions: readonly Instruction[], repo: RepoFiles | null): Need[] {
  const needs = new Map<string, { kind: Need['kind']; name: string; uses: NeedUse[] }>();
  const add = (kind: Need['kind'], name: string, use: NeedUse): void => {
    const key = `${kind} ${name}`;
    const need = needs.get(key) ?? { kind, name, uses: [] };
    needs.set(key, need);
    need.uses.push(use);
  };
  for (const instruction of instructions) {
    for (const block of instruction.blocks) {
      const functions = new Set<string>();
      let started = false;
      for (const statement of block.statements) {
        const found = needsOf(statement.text, functions, repo);
        if (found === null) continue;
        const use = { worker: instruction.id, statement: statement.index, line: statement.line };
        for (const name of found.programs) add('program', name, use);
        for (const name of found.modules) add('module', name, use);
        started ||= found.starts;
        for (const name of found.services) if (name === 'docker' || !started) add('service', name, use);
      }
    }
  }
  return [...needs.values()];
}

/**
 * Checks that run after their own block has started a service: a port that does not answer them is the fault of the
 * work, and no missing dependency.
 */
export function checksBesideStarted(instruction: Instruction): ReadonlySet<number> {
  const beside = new Set<number>();
  for (const block of instruction.blocks) {
    const functions = new Set<string>();
    let started = false;
    for (const { text, index } of block.statements) {
      started ||= needsOf(text, functions, null)?.starts === true;
      if (started) beside.add(index);
    }
  }
  return beside;
}

/** The modules, with all their parts, that a statement needs so that it can pass, as far as its own text says so. */
export function importsOf(text: string): readonly string[] {
  const found = needsOf(text, new Set(), null);
  return found === null || canFail(text).kind === 'cannot-fail' ? [] : [...found.imports];
}

function needsOf(text: string, functions: Set<string>, repo: RepoFiles | null): Found | null {
  const found: Found = {
    programs: new Set(),
    modules: new Set(),
    imports: new Set(),
    services: new Set(),
    guarded: new Set(),
    functions,
    starts: startsServices(text),
  };
  // Deeply nested input ends in a RangeError; a block that does not parse has a finding of its own.
  try {
    visit(parse(text), found, repo, 0, false);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  for (const name of found.guarded) {
    found.programs.delete(name);
    found.services.delete(name);
  }
  // `curl … || true` goes on without its service.
  if (found.services.size > 0 && canFail(text).kind === 'cannot-fail') found.services.clear();
  return found;
}

function visit(
  node: SyntaxNode,
  found: Found,
  repo: RepoFiles | null,
  depth: number,
  negated: boolean,
): void {
  if (depth > MAX_DEPTH) return;
  if (node.type === 'Function') found.functions.add(node.name.value);
  if (node.type === 'Statement' && node.background === true) found.starts = true;
  // `pytest || python3 -m pytest`: neither is needed by itself.
  if (node.type === 'AndOr' && hasFallback(node)) return;
  if (node.type === 'Command') ofCommand(node, found, repo, depth, negated);
  const inner =
    negated || (node.type === 'Pipeline' && node.prefixes.some(({ type }) => type === 'Negation'));
  forEachChild(node, (child) => visit(child, found, repo, depth + 1, inner));
}

/** Whether a program stands behind `||` that does the work another way; `|| echo` and `|| exit 1` do not. */
function hasFallback({ commands, operators }: AndOr): boolean {
  return commands.some((command, index) => {
    if (operators[index - 1] !== '||' || command.type !== 'Command') return false;
    const [name] = unwrap(wordsOf(command)).words;
    return name !== undefined && name !== null && !BUILTINS.has(name);
  });
}

function ofCommand(
  command: Command,
  found: Found,
  repo: RepoFiles | null,
  depth: number,
  negated: boolean,
): void {
  const all = wordsOf(command);
  const { words, wrappers } = unwrap(all);
  for (const name of wrappers) addProgram(name, found);
  const name = words[0];
  if (name === undefined || name === null || found.functions.has(name)) return;
  // What a sourced file defines (other than the `activate` of an environment) is known only when it has run.
  if ((name === '.' || name === 'source') && !/(^|\/)activate$/.test(words[1] ?? ''))
    found.functions.add(SOURCED);
  if (!found.functions.has(SOURCED)) addProgram(name, found);
  if (['command', 'which', 'type', 'hash'].includes(name))
    for (const word of words.slice(1)) if (word !== null && !word.startsWith('-')) found.guarded.add(word);
  if (name === 'exec' || name === 'xargs') addProgram(firstOperand(words), found);
  for (const module of modulesOfCommand(words, command, repo)) found.modules.add(module);
  // `! python3 -c "import old"` asks that there is no such module.
  if (!negated) for (const path of pathsOfCommand(words, command)) found.imports.add(path);
  if (needsDocker(words)) found.services.add('docker');
  // `! curl …` expects that nothing answers.
  if (!negated) for (const port of localPorts(words)) found.services.add(port);
  const script = inlineShell(words) ?? (name === 'eval' ? words.slice(1).join(' ') : null);
  if (script !== null && script !== '') visit(parse(script), found, repo, depth + 1, negated);
}

const firstOperand = (words: Words): string =>
  words.slice(1).find((word): word is string => word !== null && !word.startsWith('-')) ?? '';

/** Adds a program that the machine must have; a path inside the repo is a script of the repo. */
function addProgram(word: string, found: Found): void {
  const isPath = word.includes('/') && !word.startsWith('/');
  if (word === '' || isPath || BUILTINS.has(word) || !/^[\w./+-]+$/.test(word)) return;
  found.programs.add(word.startsWith('/') ? word : programName(word));
}
