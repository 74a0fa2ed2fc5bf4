import type { Risk } from '../domain/approval.ts';

/** How dangerous one program is with its arguments, as far as these tell. */
export interface Assessment {
  readonly decision: 'ask' | 'deny';
  readonly risk: Risk;
  readonly reason: string;
}

type Judge = (args: readonly string[]) => Assessment | null;

const ask = (risk: Risk, reason: string): Assessment => ({ decision: 'ask', risk, reason });
const deny = (reason: string): Assessment => ({ decision: 'deny', risk: 'critical', reason });

/** The first argument that is not an option: the subcommand of most tools. */
const verb = (args: readonly string[]): string => args.find((arg) => !arg.startsWith('-')) ?? '';
const hasFlag = (args: readonly string[], short: string, long: string): boolean =>
  args.some(
    (arg) => arg === long || (/^-[A-Za-z]+$/.test(arg) && [...short].some((letter) => arg.includes(letter))),
  );
const always =
  (risk: Risk, reason: string): Judge =>
  () =>
    ask(risk, reason);
const unlessVerb =
  (harmless: readonly string[], risk: Risk, reason: string): Judge =>
  (args) =>
    harmless.includes(verb(args)) || args.includes('--version') || args.length === 0
      ? null
      : ask(risk, reason);

const EVERYTHING =
  /^(\/|\/\*|~\/?\*?|\$HOME\/?\*?|\$\{HOME\}\/?\*?|\/(bin|boot|dev|etc|home|lib|opt|proc|root|sbin|sys|usr|var|Users|System)\/?\*?)$/;

function judgeRm(args: readonly string[]): Assessment | null {
  const targets = args.filter((arg) => !arg.startsWith('-'));
  const isRecursive = hasFlag(args, 'rR', '--recursive');
  if (isRecursive && targets.some((target) => EVERYTHING.test(target)))
    return deny('deletes a system or home folder');
  if (isRecursive) return ask('high', 'deletes folders with all that is in them');
  const outside = targets.find((target) => /^(\/|~|\.\.)/.test(target) && !target.startsWith('/tmp/'));
  return outside === undefined ? null : ask('high', `deletes a file outside the worktree: ${outside}`);
}

const CONTAINER_VERBS = new Set([
  'up',
  'down',
  'rm',
  'restart',
  'stop',
  'kill',
  'rmi',
  'prune',
  'run',
  'start',
  'create',
  'push',
  'system',
  'volume',
  'network',
  'swarm',
]);

function judgeContainers(args: readonly string[]): Assessment | null {
  const words = args.filter((arg) => !arg.startsWith('-'));
  const first = words[0] ?? '';
  // `compose -f FILE down`: an option's value stands before the verb.
  const isGroup = first === 'compose' || first === 'container' || first === 'image';
  const action = isGroup ? (words.slice(1).find((word) => CONTAINER_VERBS.has(word)) ?? '') : first;
  const nested = words.slice(1).find((word) => word === 'prune' || word === 'rm');
  if (!CONTAINER_VERBS.has(action)) return null;
  if ((action === 'volume' || action === 'network' || action === 'system') && nested === undefined)
    return null;
  return ask(
    action === 'up' || action === 'start' || action === 'run' ? 'medium' : 'high',
    `changes running containers (${action})`,
  );
}

/** Options of Git itself whose value is the next word. */
const GIT_VALUED = new Set([
  '-C',
  '-c',
  '--git-dir',
  '--work-tree',
  '--namespace',
  '--exec-path',
  '--config-env',
]);

function judgeGit(args: readonly string[]): Assessment | null {
  const at = args.findIndex((arg, index) => !arg.startsWith('-') && !GIT_VALUED.has(args[index - 1] ?? ''));
  const action = at < 0 ? '' : (args[at] ?? '');
  const rest = at < 0 ? [] : args.slice(at + 1);
  switch (action) {
    case 'push':
      return ask('high', 'changes a remote repository');
    case 'reset':
    case 'clean':
    case 'rebase':
    case 'filter-branch':
      return ask('high', `git ${action} drops work`);
    case 'stash':
      return ['list', 'show'].includes(rest[0] ?? '')
        ? null
        : ask('medium', 'git stash reaches beyond the worktree');
    case 'update-ref':
    case 'gc':
    case 'prune':
    case 'reflog':
    case 'worktree':
    case 'config':
    case 'remote':
      return rest.length === 0 || ['list', 'show', '--list', '-l', '--get', '-v'].includes(rest[0] ?? '')
        ? null
        : ask('medium', `git ${action} reaches beyond the worktree`);
    case 'branch':
    case 'tag':
      return rest.some((arg) => /^(-[a-zA-Z]*[dDmMf]|--delete|--force|--move)/.test(arg))
        ? ask('medium', `git ${action} changes the repo's references`)
        : null;
    default:
      return null;
  }
}

function judgeSql(args: readonly string[]): Assessment | null {
  return DESTRUCTIVE_SQL.test(args.join(' ')) ? ask('critical', 'deletes from a database') : null;
}

/** SQL that removes data; looked for only in what a database client is given. */
export const DESTRUCTIVE_SQL =
  /\b(drop\s+(table|database|schema|index|view|user|role)|delete\s+from|truncate(\s+table)?\s|flushall|flushdb|dropdatabase)\b/i;

function judgeFind(args: readonly string[]): Assessment | null {
  return args.includes('-delete') ? ask('high', 'find -delete deletes what it finds') : null;
}

function judgeHttp(args: readonly string[]): Assessment | null {
  const text = args.join(' ');
  return /(^|\s)(-X|--request)[ =]?DELETE\b/i.test(text)
    ? ask('high', 'asks a server to delete something')
    : null;
}

function judgeDd(args: readonly string[]): Assessment | null {
  return args.some((arg) => arg.startsWith('of=/dev/') && arg !== 'of=/dev/null')
    ? deny('writes to a device')
    : null;
}

const onlyRecursive =
  (reason: string): Judge =>
  (args) =>
    hasFlag(args, 'R', '--recursive') ? ask('medium', reason) : null;

/** What is known to be destructive, by the program's name without its folder. */
export const RISKY_PROGRAMS: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['rm', judgeRm],
  ['rmdir', (args) => (hasFlag(args, 'p', '--parents') ? ask('medium', 'deletes folders') : null)],
  ['shred', always('high', 'destroys files')],
  ['dd', judgeDd],
  ['find', judgeFind],
  ['chmod', onlyRecursive('changes the rights of a whole folder')],
  ['chown', onlyRecursive('changes the owner of a whole folder')],
  ['git', judgeGit],
  ['docker', judgeContainers],
  ['podman', judgeContainers],
  ['docker-compose', (args) => judgeContainers(['compose', ...args])],
  [
    'kubectl',
    unlessVerb(
      ['get', 'describe', 'logs', 'version', 'explain', 'api-resources', 'top', 'diff'],
      'critical',
      'changes a cluster',
    ),
  ],
  [
    'helm',
    unlessVerb(['list', 'status', 'template', 'lint', 'version', 'show'], 'critical', 'changes a cluster'),
  ],
  [
    'terraform',
    unlessVerb(
      ['plan', 'validate', 'fmt', 'show', 'version', 'output', 'providers'],
      'critical',
      'changes infrastructure',
    ),
  ],
  [
    'tofu',
    unlessVerb(
      ['plan', 'validate', 'fmt', 'show', 'version', 'output', 'providers'],
      'critical',
      'changes infrastructure',
    ),
  ],
  ['ansible', always('critical', 'changes other machines')],
  ['ansible-playbook', always('critical', 'changes other machines')],
  [
    'systemctl',
    unlessVerb(
      ['status', 'is-active', 'is-enabled', 'list-units', 'show', 'cat'],
      'high',
      'changes a system service',
    ),
  ],
  ['service', (args) => (args.includes('status') ? null : ask('high', 'changes a system service'))],
  ['launchctl', unlessVerb(['list', 'print'], 'high', 'changes a system service')],
  ['crontab', (args) => (args.includes('-l') ? null : ask('high', 'changes scheduled jobs'))],
  ['kill', (args) => (args[0] === '-0' || args[0] === '-l' ? null : ask('medium', 'ends processes'))],
  ['pkill', always('high', 'ends processes by name')],
  ['killall', always('high', 'ends processes by name')],
  ['sudo', always('high', 'runs with the rights of root')],
  ['doas', always('high', 'runs with the rights of root')],
  ['su', always('high', 'runs as another user')],
  ['shutdown', () => deny('stops the machine')],
  ['reboot', () => deny('stops the machine')],
  ['halt', () => deny('stops the machine')],
  ['poweroff', () => deny('stops the machine')],
  ['mkfs', () => deny('formats a disk')],
  ['fdisk', () => deny('partitions a disk')],
  ['psql', judgeSql],
  ['mysql', judgeSql],
  ['mariadb', judgeSql],
  ['sqlite3', judgeSql],
  ['mongosh', judgeSql],
  ['mongo', judgeSql],
  ['redis-cli', judgeSql],
  ['dropdb', always('critical', 'drops a database')],
  ['dropuser', always('critical', 'drops a database user')],
  [
    'npm',
    (args) =>
      ['publish', 'unpublish', 'deprecate'].includes(verb(args))
        ? ask('high', 'changes a package registry')
        : null,
  ],
  ['twine', always('high', 'changes a package registry')],
  [
    'cargo',
    (args) => (['publish', 'yank'].includes(verb(args)) ? ask('high', 'changes a package registry') : null),
  ],
  ['curl', judgeHttp],
]);
