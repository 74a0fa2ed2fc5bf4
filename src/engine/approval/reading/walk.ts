import {
  forEachChild,
  parse,
  type ParsedScript,
  type PipelineNode,
  type Redirection,
  type Statement,
  type SyntaxNode,
  type Word,
} from 'unbash';
import { ask, type Assessment } from '../assessment.ts';
import type { SimpleCall, Stdin } from './call.ts';
import { fieldsOf, textOf } from './expand.ts';
import { outputOf } from './output-of.ts';
import { judgeRead, judgeWrite } from './paths.ts';
import { placeOf } from './place.ts';
import { assign, copyOf, joinInto, type Scope } from './scope.ts';
import { judgeVariable } from './variables.ts';
import { TOKENS } from './value.ts';

/** What a script is judged with. */
export interface Walk {
  readonly report: (assessment: Assessment) => void;
  /** Judges a simple command. */
  readonly judge: (call: SimpleCall, scope: Scope, walk: Walk) => void;
  /** Commands that run when the shell ends (`trap`): judged when all is known that they may meet. */
  readonly later: (run: (scope: Scope) => void) => void;
  readonly depth: number;
  /** Steps that are left, so that no script takes for ever. */
  readonly budget: { left: number };
}

const MAX_DEPTH = 12;
/** Values of a loop's variable that are gone through one by one. */
const MAX_ROUNDS = 12;
const NO_INPUT: Stdin = { type: 'none' };

/** Judges a script that runs in this shell. */
export function walkText(text: string, scope: Scope, walk: Walk, stdin: Stdin = NO_INPUT): void {
  if (walk.depth > MAX_DEPTH) return walk.report(ask('high', 'commands nested too deep to judge'));
  if (/[\uE000-\uE0FF]/.test(text))
    return walk.report(ask('high', 'a script that is known only when it runs'));
  if (/\$\{[^}]*@P\}/.test(text)) walk.report(ask('high', 'runs a text that is known only when it runs'));
  const script = parse(text);
  if ((script.errors?.length ?? 0) > 0)
    return walk.report(ask('high', 'cannot be parsed, so it cannot be judged'));
  walkScript(script, scope, { ...walk, depth: walk.depth + 1 }, stdin);
}

function walkScript(script: ParsedScript, scope: Scope, walk: Walk, stdin: Stdin): void {
  if ((script.errors?.length ?? 0) > 0)
    return walk.report(ask('high', 'cannot be parsed, so it cannot be judged'));
  walkList(script.commands, scope, walk, stdin);
}

function walkList(commands: readonly Statement[], scope: Scope, walk: Walk, stdin: Stdin): void {
  for (const { command, background } of commands) {
    if (background === true) walkNode(command, copyOf(scope), walk, NO_INPUT);
    else walkNode(command, scope, walk, stdin);
    scope.hasStarted ||= background === true;
  }
}

/** Judges one node, and carries into the scope what it changes. */
export function walkNode(node: SyntaxNode, scope: Scope, walk: Walk, stdin: Stdin): void {
  walk.budget.left -= 1;
  if (walk.budget.left < 0) return;
  switch (node.type) {
    case 'Command':
      return walkCommand(node, scope, walk, stdin);
    case 'Pipeline':
      return walkPipeline(node.commands, scope, walk, stdin);
    case 'AndOr':
      return walkAndOr(node.commands, scope, walk, stdin);
    case 'Redirected': {
      const input = redirected(node.redirects, scope, walk) ?? stdin;
      return walkNode(node.command, scope, walk, input);
    }
    case 'CompoundList':
      return walkList(node.commands, scope, walk, stdin);
    case 'Subshell':
      return walkList(node.body.commands, copyOf(scope), walk, stdin);
    case 'BraceGroup':
      return walkList(node.body.commands, scope, walk, stdin);
    case 'If': {
      walkList(node.clause.commands, scope, walk, stdin);
      const ways = [copyOf(scope)];
      walkList(node.then.commands, ways[0] as Scope, walk, stdin);
      for (const { clause, then } of node.elif) {
        walkList(clause.commands, scope, walk, stdin);
        const way = copyOf(scope);
        walkList(then.commands, way, walk, stdin);
        ways.push(way);
      }
      const last = copyOf(scope);
      if (node.else !== undefined) walkList(node.else.commands, last, walk, stdin);
      return joinInto(scope, [...ways, last]);
    }
    case 'Case': {
      textOf(node.word, scope, inside(scope, walk));
      const ways = node.items.map((item) => {
        const way = copyOf(scope);
        for (const word of item.pattern) textOf(word, way, inside(way, walk));
        walkList(item.body.commands, way, walk, stdin);
        return way;
      });
      return joinInto(scope, [copyOf(scope), ...ways]);
    }
    case 'While':
      return repeat(scope, (way) => {
        walkList(node.clause.commands, way, walk, stdin);
        walkList(node.body.commands, way, walk, stdin);
      });
    case 'For':
    case 'Select': {
      const words = node.wordlist ?? [];
      const values = words.flatMap((word) => fieldsOf(word, scope, inside(scope, walk)));
      if (node.wordlist === undefined) values.push(TOKENS.any);
      return walkFor(node.name.value, values, scope, (way) => walkList(node.body.commands, way, walk, stdin));
    }
    case 'ArithmeticFor': {
      for (const part of [node.initialize, node.test, node.update]) walkInner(part, scope, walk);
      return repeat(scope, (way) => walkList(node.body.commands, way, walk, stdin));
    }
    case 'Function': {
      if (RESERVED_FUNCTIONS.test(node.name.value))
        walk.report(ask('high', `defines ${node.name.value}, which the shell calls by itself`));
      scope.functions.set(node.name.value, [node.body]);
      return;
    }
    case 'Coproc':
      return walkNode(node.body, copyOf(scope), walk, { type: 'unknown' });
    case 'TestCommand':
      return walkInner(node.expression, scope, walk);
    case 'ArithmeticCommand':
      return walkInner(node.expression, scope, walk);
    default:
      return walkInner(node, scope, walk);
  }
}

const RESERVED_FUNCTIONS = /^(?:command_not_found_handle|[A-Z_]*PROMPT[A-Z_]*)$/;

/** Judges what runs inside the words of an expression. */
function walkInner(node: SyntaxNode | undefined, scope: Scope, walk: Walk): void {
  if (node === undefined) return;
  if (node.type === 'TestUnary' && node.operator === '-v' && /[$`]/.test(node.operand.text))
    walk.report(ask('high', 'computes an index by a command'));
  if (node.type === 'Word') return void fieldsOf(node, scope, inside(scope, walk));
  if (node.type === 'CommandExpansion' || node.type === 'ArithmeticCommandExpansion')
    return void inside(scope, walk)(node.script, 'output');
  forEachChild(node, (child) => walkInner(child, scope, walk));
}

/** Judges a loop's body for each value of its variable, or once where nobody knows how many there are. */
function walkFor(name: string, values: readonly string[], scope: Scope, body: (way: Scope) => void): void {
  const rounds = values.length > MAX_ROUNDS ? [TOKENS.any] : values;
  const ways = rounds.map((value) => {
    const way = copyOf(scope);
    assign(way, name, value);
    repeat(way, (again) => {
      assign(again, name, value);
      body(again);
    });
    return way;
  });
  joinInto(scope, [copyOf(scope), ...ways]);
}

/** Judges a body that runs any number of times: once with what holds before it, and once with what it leaves. */
function repeat(scope: Scope, body: (way: Scope) => void): void {
  const once = copyOf(scope);
  body(once);
  joinInto(scope, [copyOf(scope), once]);
  const again = copyOf(scope);
  body(again);
  joinInto(scope, [copyOf(scope), again]);
}

function walkAndOr(commands: readonly PipelineNode[], scope: Scope, walk: Walk, stdin: Stdin): void {
  const before = scope.folder;
  for (const [at, command] of commands.entries()) {
    walkNode(command, scope, walk, stdin);
    // What follows in the chain runs where this one went; the next statement may be met without it having run.
    if (at === 0 && scope.folder !== before) return walkRest(commands.slice(1), scope, walk, stdin);
  }
  if (placeOf('.', scope.folder) !== placeOf('.', before) && !isInWorktree(scope.folder))
    scope.folder = TOKENS.any;
}

/** The rest of a chain that began by going to a folder: nothing of it runs elsewhere. */
function walkRest(commands: readonly PipelineNode[], scope: Scope, walk: Walk, stdin: Stdin): void {
  for (const command of commands) walkNode(command, scope, walk, stdin);
}

const isInWorktree = (folder: string): boolean => ['worktree', 'root'].includes(placeOf('.', folder));

function walkPipeline(commands: readonly PipelineNode[], scope: Scope, walk: Walk, stdin: Stdin): void {
  if (commands.length === 1) return walkNode(commands[0] as PipelineNode, scope, walk, stdin);
  let input = stdin;
  for (const command of commands) {
    const own = copyOf(scope);
    walkNode(command, own, walk, input);
    input = printedBy(command, copyOf(scope), walk, input);
  }
}

/** Programs that let names through as they are. */
const FILTERS = new Set(['head', 'tail', 'sort', 'uniq', 'grep', 'egrep', 'cat', 'tac']);

/** What a command prints into a pipe. */
function printedBy(node: SyntaxNode, scope: Scope, walk: Walk, input: Stdin): Stdin {
  if (node.type === 'BraceGroup' || node.type === 'Subshell') {
    const texts = node.body.commands.map(({ command }) => printedBy(command, scope, walk, input));
    const isKnown = texts.every((printed) => printed.type === 'text');
    return isKnown
      ? { type: 'text', text: texts.map((printed) => ('text' in printed ? printed.text : '')).join('\n') }
      : { type: 'unknown' };
  }
  if (node.type !== 'Command') return { type: 'unknown' };
  const silent: Walk = { ...walk, report: () => undefined, later: () => undefined };
  const words = wordsIn(node, scope, silent);
  if (
    FILTERS.has(words[0] ?? '') &&
    (input.type === 'names' || (input.type === 'text' && words[0] === 'cat'))
  ) {
    const isPlain = words.slice(1).every((word) => word.startsWith('-') || /grep$/.test(words[0] ?? ''));
    return isPlain ? input : { type: 'unknown' };
  }
  if (words[0] === 'cat' && words.length === 1) {
    const fed = node.redirects
      .map((redirect) => inputOf(redirect, scope, silent))
      .find((found) => found !== null);
    if (fed !== undefined && fed !== null) return fed;
  }
  const text = outputOf(words, scope);
  if (words[0] === 'echo' || words[0] === 'printf') return { type: 'text', text };
  return text.includes(TOKENS.any) ? { type: 'unknown' } : { type: 'names', text };
}

function wordsIn(
  node: Extract<SyntaxNode, { type: 'Command' }>,
  scope: Scope,
  walk: Walk,
): readonly string[] {
  const run = inside(scope, walk);
  const words = node.name === undefined ? [] : [node.name, ...node.args];
  return words.flatMap((word) =>
    word.type === 'Word'
      ? fieldsOf(word, scope, run)
      : [`${word.name}=${word.value.type === 'Word' ? textOf(word.value, scope, run) : TOKENS.any}`],
  );
}

/** Judges the script in a word, and tells what it prints. */
function inside(
  scope: Scope,
  walk: Walk,
): (script: ParsedScript | undefined, kind: 'output' | 'file') => string {
  return (script, kind) => {
    if (script === undefined) return TOKENS.any;
    // What a process substitution reads may be what a command writes into it.
    const stdin: Stdin = kind === 'file' ? { type: 'unknown' } : NO_INPUT;
    walkScript(script, copyOf(scope), { ...walk, depth: walk.depth + 1 }, stdin);
    if (kind === 'file') return `/dev/fd/63`;
    const [only, more] = script.commands;
    return only === undefined || more !== undefined ? TOKENS.any : lastOutput(only.command, scope, walk);
  };
}

function lastOutput(node: SyntaxNode, scope: Scope, walk: Walk): string {
  const silent: Walk = { ...walk, report: () => undefined, later: () => undefined };
  if (node.type === 'Command') return outputOf(wordsIn(node, scope, silent), scope);
  if (node.type === 'AndOr') {
    // `cd "$(dirname "$0")/.." && pwd` prints where it went.
    const [go, say] = node.commands;
    if (node.operators.join() !== '&&' || go?.type !== 'Command' || say?.type !== 'Command')
      return TOKENS.any;
    if (wordsIn(say, scope, silent).join(' ') !== 'pwd') return TOKENS.any;
    const after = copyOf(scope);
    walkNode(go, after, silent, NO_INPUT);
    return after.folder;
  }
  if (node.type !== 'Pipeline') return TOKENS.any;
  let input: Stdin = NO_INPUT;
  for (const command of node.commands) {
    if (command.type === 'Command' && /^(?:wc|grep)$/.test(command.name?.value ?? '')) {
      const output = outputOf(wordsIn(command, scope, silent), scope);
      if (output === TOKENS.number) {
        input = { type: 'text', text: output };
        continue;
      }
    }
    if (command.type === 'Command' && command.name?.value === 'tr' && input.type === 'text') continue;
    input = printedBy(command, copyOf(scope), walk, input);
  }
  return input.type === 'names' || input.type === 'text' ? input.text : TOKENS.any;
}

function walkCommand(
  node: Extract<SyntaxNode, { type: 'Command' }>,
  scope: Scope,
  walk: Walk,
  stdin: Stdin,
): void {
  const run = inside(scope, walk);
  const own = new Map<string, string>();
  for (const item of node.prefix) {
    if (item.type !== 'Assignment') continue;
    if (item.index !== undefined) textOf(item.index, scope, run);
    const value =
      item.value.type === 'Word'
        ? textOf(item.value, scope, run)
        : item.value.elements.flatMap((word: Word) => fieldsOf(word, scope, run));
    const found = judgeVariable(
      item.name,
      typeof value === 'string' ? value : TOKENS.any,
      scope,
      node.name !== undefined,
    );
    if (found !== null) walk.report(found);
    if (node.name !== undefined) own.set(item.name, typeof value === 'string' ? value : TOKENS.any);
    else if (item.append === true || item.index !== undefined)
      assign(scope, item.name, appended(scope, item.name, value));
    else assign(scope, item.name, value);
  }
  const words = wordsIn(node, scope, walk);
  const input = redirected(node.redirects, scope, walk, words) ?? stdin;
  if (words.length > 0) walk.judge({ words, env: own, stdin: input }, scope, walk);
}

function appended(scope: Scope, name: string, value: string | readonly string[]): string | readonly string[] {
  const before = scope.variables.get(name) ?? '';
  if (typeof before === 'string' && typeof value === 'string') return before + value;
  if (typeof before !== 'string' && typeof value !== 'string') return [...before, ...value];
  return before === '' && typeof value !== 'string' ? value : TOKENS.any;
}

/** Judges where a command's redirections lead, and tells what they give it to read; null where nothing does. */
function redirected(
  redirects: readonly Redirection[],
  scope: Scope,
  walk: Walk,
  words: readonly string[] = [],
): Stdin | null {
  let input: Stdin | null = null;
  for (const redirect of redirects) {
    const given = inputOf(redirect, scope, walk);
    if (given !== null) input = given;
    if (redirect.type !== 'Redirect') continue;
    const target = redirect.target === undefined ? '' : textOf(redirect.target, scope, inside(scope, walk));
    if (redirect.operator === '<&' || (redirect.operator === '>&' && /^(?:\d+-?|-)$/.test(target))) continue;
    if (redirect.operator === '<') {
      const found = judgeRead(target, scope.folder);
      if (found !== null) walk.report(found);
      continue;
    }
    const found = judgeWrite(target, scope.folder);
    if (found !== null) walk.report(found);
    const isOwnNumber = words[0] === 'echo' && words.slice(1).join(' ') === TOKENS.ownProcess;
    scope.written.add(judgePath(target, scope));
    if (isOwnNumber) scope.pidFiles.add(judgePath(target, scope));
    else scope.pidFiles.delete(judgePath(target, scope));
  }
  return input;
}

const judgePath = (path: string, scope: Scope): string => outputOf(['realpath', path], scope);

function inputOf(redirect: Redirection, scope: Scope, walk: Walk): Stdin | null {
  if (redirect.type === 'HereString')
    return {
      type: 'text',
      text: redirect.target === undefined ? '' : textOf(redirect.target, scope, inside(scope, walk)),
    };
  if (redirect.type === 'HereDoc') {
    const { body } = redirect;
    if (body.parts === undefined) return { type: 'text', text: body.text };
    const word = {
      type: 'Word',
      text: body.text,
      value: body.text,
      pos: body.pos,
      end: body.end,
      parts: [{ type: 'DoubleQuoted', text: body.text, pos: body.pos, end: body.end, parts: body.parts }],
    } as Word;
    return { type: 'text', text: textOf(word, scope, inside(scope, walk)) };
  }
  if (redirect.operator !== '<' && redirect.operator !== '<>') return null;
  const path = redirect.target === undefined ? '' : textOf(redirect.target, scope, inside(scope, walk));
  return { type: 'file', path };
}
