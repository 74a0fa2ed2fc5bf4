import type { ParameterExpansionPart } from 'unbash';
import { baseName } from './place.ts';
import type { Scope } from './scope.ts';
import { isLiteral, TOKENS } from './value.ts';

const NUMBERS = new Set(['?', '#', '$', 'RANDOM', 'SECONDS', 'LINENO', 'UID', 'EUID', 'PPID', 'BASHPID']);

const SECRET_NAME = /(?:^|_)(?:API_?KEY|KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)(?:_|$)/i;

/** What a parameter holds; null where the script has not set it. Several texts are the elements of an array. */
export function parameterValue(name: string, scope: Scope): string | readonly string[] | null {
  const known = scope.variables.get(name);
  if (known !== undefined) return known;
  if (NUMBERS.has(name)) return TOKENS.number;
  if (name === '!') return TOKENS.ownProcess;
  if (name === 'PWD') return scope.folder;
  if (name === 'OLDPWD') return scope.previous;
  if (name === 'HOME') return TOKENS.home;
  if (name === 'TMPDIR') return '/tmp';
  if (SECRET_NAME.test(name)) return TOKENS.secret;
  if (scope.positional === null) return null;
  if (name === '@' || name === '*') return scope.positional;
  return /^[1-9]$/.test(name) ? (scope.positional[Number(name) - 1] ?? '') : null;
}

type Operation = NonNullable<ParameterExpansionPart['operation']>;

/**
 * What `${name<operation>}` gives.
 * @param value null where the script has not set it
 * @param textOf what a word of the operation is, as one text
 */
export function operated(
  value: string | null,
  operation: Operation,
  textOf: (word: { readonly text: string }) => string,
): string {
  switch (operation.type) {
    case 'Default': {
      const operand = textOf(operation.operand);
      if (/\+/.test(operation.operator)) return value === null || value === '' ? TOKENS.any : operand;
      if (value === null || value === TOKENS.secret)
        return /\?/.test(operation.operator) ? TOKENS.any : operand;
      return value === '' && operation.operator.startsWith(':') ? operand : value;
    }
    case 'Remove':
      return removed(value ?? TOKENS.any, operation.operator, textOf(operation.operand));
    case 'CaseModification':
      if (value === null || !isLiteral(value) || operation.operand !== undefined) return TOKENS.any;
      return (
        { '^^': value.toUpperCase(), ',,': value.toLowerCase() }[operation.operator as string] ?? TOKENS.any
      );
    case 'Slice': {
      const [offset, length] = [operation.offset, operation.length].map((word) =>
        word === undefined ? undefined : textOf(word).trim(),
      );
      const isPlain = [offset, length].every((text) => text === undefined || /^\d+$/.test(text));
      if (value === null || !isLiteral(value) || !isPlain) return TOKENS.any;
      const from = Number(offset);
      return value.slice(from, length === undefined ? undefined : from + Number(length));
    }
    default:
      return TOKENS.any;
  }
}

/** `${x%.py}`, `${x##*\/}` and the like, as far as what is left still lies where the value does. */
function removed(value: string, operator: string, pattern: string): string {
  const isSuffix = operator.startsWith('%');
  if (!isSuffix && /^\uE001\/$/.test(pattern) && operator === '##') {
    const last = baseName(value);
    return last === '' || last === TOKENS.any ? TOKENS.any : last;
  }
  if (!isLiteral(pattern)) return TOKENS.any;
  if (isSuffix) return value.endsWith(pattern) ? value.slice(0, -pattern.length) : value;
  return value.startsWith(pattern) ? value.slice(pattern.length) : value;
}
