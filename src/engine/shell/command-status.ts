import { programName, type Words } from './command-words.ts';

/** What a simple command's exit status can be, and what kind of work the command is. */
export interface CommandStatus {
  readonly kind: 'print' | 'setup' | 'test' | 'work';
  readonly zero: boolean;
  readonly nonzero: boolean;
}

const PRINTS = new Set([
  'echo',
  'printf',
  'true',
  ':',
  'clear',
  'tput',
  'date',
  'pwd',
  'whoami',
  'hostname',
  'uname',
]);
/**
 * Programs that prepare what the checks need. Their failure says something about the machine and not about the work.
 */
const PREPARES = new Set([
  ...[
    'cd',
    'pushd',
    'popd',
    'export',
    'unset',
    'declare',
    'local',
    'readonly',
    'typeset',
    'set',
    'shopt',
    'source',
  ],
  ...[
    '.',
    'alias',
    'unalias',
    'umask',
    'trap',
    'mkdir',
    'touch',
    'rm',
    'rmdir',
    'sleep',
    'ulimit',
    'hash',
    'shift',
  ],
  ...[
    'kill',
    'pkill',
    'killall',
    'disown',
    'exec',
    'read',
    'conda',
    'deactivate',
    'activate',
    'mktemp',
    'chmod',
  ],
]);
/** Filters that read what is piped in and always succeed, unless one is given a file that is not there. */
const FILTERS_OF_FILES = new Set([
  ...[
    'cat',
    'tail',
    'head',
    'sort',
    'uniq',
    'wc',
    'nl',
    'tac',
    'rev',
    'less',
    'more',
    'fold',
    'column',
    'hexdump',
  ],
  ...['xxd', 'base64', 'expand', 'strings', 'od', 'pr', 'fmt', 'ts'],
]);
const FILTERS_BY_SCRIPT = new Set(['tr', 'cut', 'sed', 'awk', 'gawk', 'mawk', 'paste']);
const EXITS_BY_SCRIPT = /\bexit\b|(^|[;{}\s/\d$])[qQ]\s*\d/;
/** Options of the filters that take a value of their own. */
const VALUED = /^-[ncdfksbwt]$/;

const known = (kind: CommandStatus['kind'], zero: boolean, nonzero: boolean): CommandStatus => ({
  kind,
  zero,
  nonzero,
});

function isFilter(program: string, args: Words): boolean {
  if (program === 'tee') return true;
  const operands = args.filter(
    (arg, at) =>
      arg === null || !(arg.startsWith('-') || /^\+?\d+$/.test(arg) || VALUED.test(args[at - 1] ?? '')),
  );
  if (FILTERS_OF_FILES.has(program)) return operands.length === 0;
  if (!FILTERS_BY_SCRIPT.has(program)) return false;
  const script = program === 'tr' ? 2 : program === 'cut' || program === 'paste' ? 0 : 1;
  return operands.length <= script && !args.some((arg) => arg === null || EXITS_BY_SCRIPT.test(arg));
}

/** Judges a simple command by its words. A program that is not known can fail. `piped`: it reads another's output. */
export function statusOf(words: Words, piped: boolean): CommandStatus {
  const name = words[0];
  if (name === undefined) return known('setup', true, false);
  if (name === null) return known('work', true, true);
  const program = programName(name);
  if (PRINTS.has(program)) return known('print', true, false);
  if (PREPARES.has(program)) return known('setup', true, false);
  if (program === 'wait') return words.length > 1 ? known('work', true, true) : known('setup', true, false);
  if (program === 'false') return known('work', false, true);
  if (program === 'test' || program === '[') return known('test', true, true);
  if (program === 'jobs' || program === 'history') return known('print', true, false);
  if (piped && isFilter(program, words.slice(1))) return known('print', true, false);
  return known('work', true, true);
}
