import { baseName, placeOf, resolvePath } from './place.ts';
import type { Scope } from './scope.ts';
import { holdsAny, isLiteral, TOKENS } from './value.ts';

/** Programs that print digits. */
const COUNTING = new Set(['date', 'wc', 'nproc', 'seq', 'stat', 'expr', 'id', 'grep']);

/**
 * What a simple command prints, as far as its words tell; anything where they do not.
 * @param words of the command, its program first
 */
export function outputOf(words: readonly string[], scope: Scope): string {
  const [program = '', ...args] = words;
  const operands = args.filter((arg) => !arg.startsWith('-'));
  const [first = ''] = operands;
  switch (baseName(program)) {
    case 'mktemp':
      return isOwnTemp(args) ? TOKENS.temp : TOKENS.any;
    case 'pwd':
      return scope.folder;
    case 'git':
      return args.join(' ') === 'rev-parse --show-toplevel' ? TOKENS.root : listed(words, scope);
    case 'dirname':
      return folderOf(first);
    case 'basename':
      return isLiteral(first) ? baseName(first) : first.endsWith(TOKENS.any) ? TOKENS.any : baseName(first);
    case 'realpath':
    case 'readlink':
      return operands.length === 1 && !holdsAny(first) ? resolvePath(first, scope.folder) : TOKENS.any;
    case 'command':
    case 'which':
    case 'type':
      return operands.length === 1 ? first : TOKENS.any;
    case 'echo':
      return args[0] === '-e' ? TOKENS.any : (args[0] === '-n' ? args.slice(1) : args).join(' ');
    case 'printf':
      return printed(args);
    case 'jobs':
      return args.join(' ') === '-p' ? TOKENS.ownProcess : TOKENS.any;
    case 'cat':
      return args.length === 1 && scope.pidFiles.has(resolvePath(first, scope.folder))
        ? TOKENS.ownProcess
        : TOKENS.any;
    default:
      return COUNTING.has(program) && isCount(program, args) ? TOKENS.number : listed(words, scope);
  }
}

/** `mktemp` makes a file of its own wherever it is told; only below a temporary folder is it nobody else's. */
function isOwnTemp(args: readonly string[]): boolean {
  return args.every(
    (arg) =>
      isLiteral(arg) &&
      !/[/~]/.test(arg.replace(/^(?:-p|--tmpdir=)?\/tmp\//, '').replace(/^(?:-p|--tmpdir=)?\/tmp$/, '')),
  );
}

function isCount(program: string, args: readonly string[]): boolean {
  if (program === 'date') return args.length === 1 && /^\+%[sNYmdHMS%_-]+$/.test(args[0] ?? '');
  if (program === 'grep') return args.some((arg) => /^-[a-zA-Z]*c/.test(arg));
  if (program === 'wc') return args.length <= 1;
  if (program === 'id') return args.join(' ') === '-u' || args.join(' ') === '-g';
  if (program === 'stat') return args.some((arg) => /^(?:--format=|-c)?%[sYa]$/.test(arg));
  return program === 'nproc' || program === 'seq';
}

/** The folder of a path: that of the script itself is in the worktree. */
function folderOf(path: string): string {
  if (path === '' || /^[\uE000-\uE0FF]$/.test(path)) return TOKENS.any;
  const at = path.lastIndexOf('/');
  return at < 0 ? '.' : at === 0 ? '/' : path.slice(0, at);
}

function printed(args: readonly string[]): string {
  const [format = '', ...rest] = args;
  if (format === '%s' || format === '%s\\n') return rest.join(format === '%s' ? '' : '\n');
  return rest.length === 0 && !/[%\\]/.test(format) ? format : TOKENS.any;
}

/** What lists names of files prints names below the folders that it was given. */
function listed([program = '', ...args]: readonly string[], scope: Scope): string {
  const isInside = (path: string): boolean =>
    ['worktree', 'root', 'temp'].includes(placeOf(path, scope.folder));
  if (program === 'git' && args[0] === 'ls-files') return TOKENS.name;
  if (program === 'ls' || program === 'find') {
    const at = program === 'find' ? args.findIndex((arg) => /^[-(!]/.test(arg)) : args.length;
    const starts = args.slice(0, at < 0 ? args.length : at).filter((arg) => !arg.startsWith('-'));
    const [start = '.'] = starts;
    if (starts.length > 1 || !isInside(start)) return TOKENS.any;
    return program === 'ls' && !start.includes(TOKENS.name) && start !== '.'
      ? TOKENS.name
      : `${start}/${TOKENS.name}`;
  }
  if (
    /^(?:grep|rg|egrep|fgrep)$/.test(program) &&
    args.some((arg) => /^-[a-zA-Z]*l|^--files-with-matches$/.test(arg))
  )
    return TOKENS.name;
  return TOKENS.any;
}
