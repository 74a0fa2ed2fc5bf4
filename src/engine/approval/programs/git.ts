import { ask, type Assessment } from '../assessment.ts';
import type { Call } from '../reading/call.ts';
import { placeOf, resolvePath } from '../reading/place.ts';
import { TOKENS } from '../reading/value.ts';
import { readArguments } from './options.ts';
import { firstRead, firstWrite, row, type Row } from './rules.ts';

export const GIT: readonly Row[] = [
  row('git', 'tells what Git knows; in a repo of the script itself, all that stays there', judgeGit),
  row('gh glab hub', 'tell what a server knows', ({ program, args }) => {
    const words = args.filter((arg) => !arg.startsWith('-'));
    if (args.some((arg) => /token/.test(arg))) return ask('high', 'prints what may be a secret');
    const isLooking =
      /^(?:list|view|status|diff|checks)$/.test(words[1] ?? '') &&
      words[0] !== 'api' &&
      words[0] !== 'secret';
    return isLooking || /^(?:--version|version|--help)$/.test(args[0] ?? '')
      ? null
      : ask('high', `${program} may change what is on a server`);
  }),
  row('pre-commit', 'runs the checks of a commit', ({ args }) =>
    args[0] === 'run' || args[0] === '--version' || args[0] === 'validate-config'
      ? null
      : ask('medium', 'changes hooks'),
  ),
];

/** Subcommands that only tell, whatever their options but those that write a file or start a program. */
const TELLING = new Set(
  'status log diff show rev-parse ls-files ls-tree cat-file rev-list describe blame annotate shortlog grep diff-tree diff-index diff-files for-each-ref show-ref name-rev merge-base cherry check-ignore check-attr check-mailmap count-objects fsck whatchanged range-diff var version help hash-object show-branch verify-commit verify-tag merge-tree column stripspace interpret-trailers check-ref-format get-tar-commit-id mailinfo'.split(
    ' ',
  ),
);
const WITH_VALUE = [
  '-C',
  '-c',
  '--git-dir',
  '--work-tree',
  '--namespace',
  '--exec-path',
  '--config-env',
  '--super-prefix',
];
/** Settings that neither name a program nor send Git elsewhere. */
const PLAIN_SETTING =
  /^(?:user\.(?:name|email)|color\.\w+|core\.(?:quotepath|autocrlf|safecrlf|filemode|ignorecase|abbrev)|init\.defaultbranch|commit\.gpgsign|tag\.gpgsign|advice\.\w+|diff\.(?:renames|renamelimit|noprefix)|protocol\.version|safe\.directory|gc\.auto|log\.\w+)=/i;

function judgeGit(call: Call): Assessment | null {
  const { args, scope } = call;
  let at = 0;
  let folder = scope.folder;
  while (at < args.length && (args[at] ?? '').startsWith('-')) {
    const option = args[at] ?? '';
    const value = args[at + 1] ?? '';
    if (option === '-C') folder = resolvePath(value, folder);
    else if (option === '-c') {
      if (!PLAIN_SETTING.test(value))
        return ask('high', `git -c ${value.split('=')[0] ?? ''} may start a program`);
    } else if (/^--(?:git-dir|work-tree)/.test(option))
      folder = option.includes('=')
        ? resolvePath(option.slice(option.indexOf('=') + 1), folder)
        : resolvePath(value, folder);
    else if (/^--(?:exec-path=|config-env)|^-p$|^--paginate/.test(option))
      return ask('high', `git ${option} may start a program`);
    at += WITH_VALUE.includes(option) ? 2 : 1;
  }
  const [verb = '', ...rest] = args.slice(at);
  if (verb === '') return null;
  const { operands, has, valuesOf } = readArguments(rest, [
    '-n',
    '-o',
    '-m',
    '-F',
    '--output',
    '--format',
    '--since',
    '--until',
    '--author',
  ]);
  if (
    has(
      '--ext-diff',
      '--textconv',
      '--open-files-in-pager',
      '--exec',
      '--upload-pack',
      '--receive-pack',
      '-O',
    ) ||
    rest.some((arg) => /^(?:-O|--open-files-in-pager)/.test(arg))
  )
    return ask('high', `git ${verb} may start a program`);
  if (TELLING.has(verb)) {
    if (verb === 'hash-object' && has('-w')) return ask('low', 'writes into Git');
    return firstWrite(call, valuesOf('--output')) ?? (has('--no-index') ? firstRead(call, operands) : null);
  }
  // A repo that the script has made for itself is nobody else's, but what is sent from there arrives.
  if (placeOf(folder, scope.folder) === 'temp' && isLocal(verb)) return null;
  switch (verb) {
    case 'init':
    case 'clone': {
      const [from = '', into] = verb === 'clone' ? operands : ['', operands[0]];
      const isHere = verb === 'init' || ['worktree', 'root', 'temp'].includes(placeOf(from, folder));
      if (!isHere) return ask('medium', 'fetches from another machine');
      if (has('--template', '-u', '--config', '-c')) return ask('high', `git ${verb} may start a program`);
      const place = into === undefined ? placeOf(folder, folder) : placeOf(into, folder);
      return place === 'temp' || (place === 'worktree' && into !== undefined)
        ? null
        : ask('medium', `git ${verb} makes a repository here`);
    }
    case 'apply':
      if (has('--unsafe-paths') || rest.some((arg) => /^--directory=(?:\/|\.\.|\uE005)/.test(arg)))
        return ask('high', 'writes outside the worktree');
      return has('--check', '--stat', '--numstat', '--summary') ? null : firstWrite(call, ['.']);
    case 'add':
      return has('-i', '-p', '-e', '--interactive', '--patch', '--edit')
        ? ask('medium', 'asks or starts an editor')
        : null;
    case 'archive':
      return has('--remote', '--exec') || rest.some((arg) => /^--(?:remote|exec)/.test(arg))
        ? ask('high', 'asks another machine')
        : firstWrite(call, valuesOf('-o', '--output'));
    case 'branch':
      return isListing(
        rest,
        /^(?:-a|-r|-v+|--list|--show-current|--all|--remotes|--contains|--merged|--no-merged|--format.*|--sort.*|-l)$/,
      )
        ? null
        : ask('medium', "changes the repo's references");
    case 'tag':
      return isListing(
        rest,
        /^(?:-l|--list|-n\d*|--points-at|--contains|--merged|--sort.*|--format.*|-v|--verify)$/,
      )
        ? null
        : ask('medium', "changes the repo's references");
    case 'config':
      if (rest.some((arg) => /extraheader|token|passw|credential|secret/i.test(arg)))
        return ask('high', 'prints what may be a secret');
      return /^(?:--get(?:-all|-urlmatch)?|get)$/.test(
        rest.find(
          (arg) => !/^--(?:global|local|system|worktree|null|show-origin|type=.*|bool|int)$|^-z$/.test(arg),
        ) ?? '',
      )
        ? null
        : ask('medium', 'git config reaches beyond the worktree');
    case 'remote':
      return rest.length === 0 || /^(?:-v|get-url|--verbose)$/.test(rest[0] ?? '')
        ? null
        : ask('medium', 'git remote reaches beyond the worktree');
    case 'stash':
      return /^(?:list|show)$/.test(rest[0] ?? '')
        ? null
        : ask('medium', 'git stash reaches beyond the worktree');
    case 'worktree':
    case 'reflog':
    case 'notes':
    case 'bisect':
      return /^(?:list|show|log)?$/.test(rest[0] ?? '') && (rest.length > 0 || verb === 'reflog')
        ? null
        : ask('medium', `git ${verb} reaches beyond the worktree`);
    case 'submodule':
      return /^(?:status|summary)?$/.test(rest[0] ?? '')
        ? null
        : ask('medium', 'git submodule fetches, or changes folders');
    case 'bundle':
      return /^(?:verify|list-heads)$/.test(rest[0] ?? '') ? null : ask('medium', 'writes a bundle');
    case 'symbolic-ref':
      return operands.length === 1 && !has('-d', '--delete')
        ? null
        : ask('medium', "changes the repo's references");
    case 'lfs':
      return /^(?:ls-files|status|version|env)$/.test(rest[0] ?? '')
        ? null
        : ask('medium', 'fetches or sends large files');
    case 'push':
    case 'send-email':
    case 'request-pull':
    case 'svn':
    case 'p4':
      return ask('high', 'changes a remote repository');
    case 'fetch':
    case 'pull':
    case 'ls-remote':
    case 'remote-https':
      return ask('medium', 'asks another machine, and may start a program');
    case 'reset':
    case 'clean':
    case 'rebase':
    case 'filter-branch':
    case 'checkout':
    case 'restore':
    case 'switch':
    case 'rm':
      return ask('high', `git ${verb} drops work`);
    default:
      return ask('medium', `git ${verb} changes the repository`);
  }
}

const LOCAL = new Set(
  'add commit branch tag checkout switch restore reset merge rebase cherry-pick revert stash rm mv config init symbolic-ref update-ref notes worktree clean gc'.split(
    ' ',
  ),
);
const isLocal = (verb: string): boolean => LOCAL.has(verb);

const isListing = (rest: readonly string[], options: RegExp): boolean =>
  rest.length === 0 ||
  (rest.some((arg) => options.test(arg)) &&
    rest.every((arg) => !arg.startsWith('-') || options.test(arg)) &&
    !rest.some((arg) => arg === TOKENS.any));
