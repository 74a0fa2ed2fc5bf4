import { forEachChild, type ParsedScript, type SyntaxNode, type Word, type WordPart } from 'unbash';
import { operated, parameterValue } from './parameter.ts';
import { assign, type Scope } from './scope.ts';
import { TOKENS } from './value.ts';

/** Judges the script inside a word, and tells what it prints. */
export type RunInside = (script: ParsedScript | undefined, kind: 'output' | 'file') => string;

/** Most fields that a word may become; beyond, one that can be anything stands for all. */
const MAX_FIELDS = 64;

/** The fields that a word becomes: none, one, or several. */
export function fieldsOf(word: Word, scope: Scope, runInside: RunInside): readonly string[] {
  const fields = createFields();
  if (word.parts === undefined) fields.add(withHome(word.text, word.value, scope));
  else addParts(word.parts, fields, scope, runInside, word.text);
  return fields.end();
}

/** A word as one text, as an assignment or a redirection takes it. */
export function textOf(word: Word, scope: Scope, runInside: RunInside): string {
  return fieldsOf(word, scope, runInside).join(' ');
}

interface Fields {
  /** Adds to the field at hand. */
  add(text: string): void;
  /** Adds what is split at its blanks. */
  addSplit(text: string, separators: RegExp): void;
  /** Adds several fields, the first of them to the one at hand. */
  addEach(texts: readonly string[]): void;
  /** Goes on with each of these ways: `a{b,c}`. */
  fork(texts: readonly string[]): void;
  end(): readonly string[];
}

function createFields(): Fields {
  let done: string[] = [];
  let open: string[] = [''];
  let isQuoted = false;
  const next = (): void => {
    done.push(...open);
    open = [''];
  };
  return {
    add(text) {
      isQuoted = true;
      open = open.map((field) => field + text);
    },
    addSplit(text, separators) {
      for (const [at, piece] of text.split(separators).entries()) {
        if (at > 0) next();
        open = open.map((field) => field + piece);
      }
    },
    addEach(texts) {
      for (const [at, text] of texts.entries()) {
        if (at > 0) next();
        isQuoted = true;
        open = open.map((field) => field + text);
      }
    },
    fork(texts) {
      isQuoted = true;
      open = open.flatMap((field) => texts.map((text) => field + text));
      if (open.length > MAX_FIELDS) open = [TOKENS.any];
    },
    end() {
      next();
      done = done.filter((field) => field !== '' || isQuoted);
      return done.length > MAX_FIELDS ? [...done.slice(0, MAX_FIELDS), TOKENS.any] : done;
    },
  };
}

function addParts(
  parts: readonly WordPart[],
  fields: Fields,
  scope: Scope,
  runInside: RunInside,
  whole: string,
): void {
  for (const [at, part] of parts.entries()) {
    switch (part.type) {
      case 'Literal':
        fields.add(at === 0 && whole.startsWith('~') ? withHome(part.text, part.value, scope) : part.value);
        break;
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        fields.add(part.value);
        break;
      case 'DoubleQuoted':
      case 'LocaleString':
        fields.add('');
        for (const child of part.parts) {
          const value = dynamicValue(child, scope, runInside);
          if (typeof value === 'string') fields.add(value);
          else if (/\[@\]|\$@|\$\{@/.test(child.text)) fields.addEach(value);
          else fields.add(value.join(' '));
        }
        break;
      case 'Glob':
      case 'ExtendedGlob':
        fields.add(TOKENS.name);
        break;
      case 'BraceExpansion':
        runWithin(part, runInside);
        fields.fork(braces(part.text));
        break;
      default: {
        const value = dynamicValue(part, scope, runInside);
        fields.addSplit(typeof value === 'string' ? value : value.join(' '), separatorsIn(scope));
      }
    }
  }
}

/** Where words are split that an expansion gave. */
function separatorsIn(scope: Scope): RegExp {
  const own = scope.variables.get('IFS');
  if (typeof own !== 'string') return /[ \t\n]+/;
  return new RegExp(`[ \\t\\n${own.replace(/[\\\]^-]/g, '\\$&')}]+`);
}

/** Judges the scripts inside an expression. */
function runWithin(node: SyntaxNode, runInside: RunInside): void {
  forEachChild(node, (child) => {
    if (child.type === 'CommandExpansion' || child.type === 'ArithmeticCommandExpansion')
      runInside(child.script, 'output');
    else if (child.type !== 'Script') runWithin(child, runInside);
  });
}

type Dynamic = Exclude<WordPart, { readonly type: 'Glob' | 'ExtendedGlob' | 'BraceExpansion' }>;

function dynamicValue(part: Dynamic, scope: Scope, runInside: RunInside): string | readonly string[] {
  switch (part.type) {
    case 'SimpleExpansion':
      return parameterValue(part.text.slice(1), scope) ?? TOKENS.any;
    case 'ParameterExpansion':
      return expanded(part, scope, runInside);
    case 'CommandExpansion':
      return runInside(part.script, 'output');
    case 'ProcessSubstitution':
      return runInside(part.script, 'file');
    case 'ArithmeticExpansion':
      runWithin(part, runInside);
      return TOKENS.number;
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.map((child) => oneText(dynamicValue(child, scope, runInside))).join('');
    default:
      return part.value;
  }
}

function expanded(
  part: Extract<WordPart, { type: 'ParameterExpansion' }>,
  scope: Scope,
  runInside: RunInside,
): string | readonly string[] {
  const { parameter, prefix, index, operation } = part;
  if (prefix === '#') return TOKENS.number;
  if (prefix === '!') return TOKENS.any;
  if (index !== undefined) textOf(index, scope, runInside);
  runWithin(part, runInside);
  const value = parameterValue(parameter, scope);
  const isWhole = index?.text === '@' || index?.text === '*';
  if (isWhole && operation === undefined) return value ?? TOKENS.any;
  if (index !== undefined && typeof value !== 'string') {
    const element = /^\d+$/.test(index.text) ? value?.[Number(index.text)] : undefined;
    return element ?? TOKENS.any;
  }
  if (operation === undefined) return value ?? TOKENS.any;
  const text = value === null ? null : oneText(value);
  const result = operated(text, operation, (word) => textOf(word as Word, scope, runInside));
  if (operation.type === 'Default' && operation.operator.endsWith('=')) assign(scope, parameter, result);
  return result;
}

const oneText = (value: string | readonly string[]): string =>
  typeof value === 'string' ? value : value.join(' ');

/** `~` and `~/x` lead to the home folder, `~name` to another's. */
function withHome(text: string, value: string, scope: Scope): string {
  const match = /^~(\+|-|[\w.-]*)(?=\/|$)/.exec(text);
  if (match === null) return value;
  const rest = value.slice(match[0].length);
  if (match[1] === '') return oneText(parameterValue('HOME', scope) ?? TOKENS.home) + rest;
  return match[1] === '+' ? scope.folder + rest : `/home/${match[1] ?? ''}${rest}`;
}

/** What `{a,b}` becomes; a range becomes digits, and what holds more than plain letters anything. */
function braces(text: string): readonly string[] {
  const inner = text.slice(1, -1);
  if (/^-?\d+\.\.-?\d+(\.\.-?\d+)?$/.test(inner)) return [TOKENS.number];
  if (/[$`'"\\{}*?[\]~]/.test(inner) || !inner.includes(',')) return [TOKENS.any];
  return inner.split(',');
}
