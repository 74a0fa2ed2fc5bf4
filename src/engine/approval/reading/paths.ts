import { ask, deny, type Assessment } from '../assessment.ts';
import { placeOf, resolvePath } from './place.ts';
import { shown, TOKENS } from './value.ts';

/** Whether writing a file there needs a question. */
export function judgeWrite(path: string, folder: string): Assessment | null {
  switch (placeOf(path, folder)) {
    case 'worktree':
    case 'temp':
    case 'common-temp':
    case 'device':
    case 'root':
      return null;
    case 'git':
      return ask('high', `writes into Git's own files: ${shown(path)}`);
    case 'shared':
      return ask('high', `changes what the worktree shares with your checkout: ${shown(path)}`);
    case 'home':
    case 'outside':
      if (path === '/dev/tty') return ask('low', 'writes to the terminal itself');
      if (/^\/dev\/(?!shm\/)/.test(path))
        return /^\/dev\/(?:tcp|udp)\//.test(path)
          ? ask('high', `opens a connection: ${shown(path)}`)
          : deny('writes to a device');
      return ask('high', `writes outside the worktree: ${shown(path)}`);
    case 'unknown':
      return ask('medium', `writes to a place that is known only when it runs: ${shown(path)}`);
  }
}

const SYSTEM =
  /^\/(?:(?:bin|boot|dev|etc|home|lib|lib64|opt|proc|root|sbin|sys|usr|var|Users|System|Library|Applications)(?:\/\uE001)?|\uE001)?$/;

/** Whether deleting there needs a question. */
export function judgeDelete(path: string, folder: string, isRecursive: boolean): Assessment | null {
  const whole = resolvePath(path, folder);
  const place = placeOf(path, folder);
  const isHome = whole === TOKENS.home || whole === `${TOKENS.home}/${TOKENS.name}`;
  if (isRecursive && (isHome || SYSTEM.test(whole))) return deny('deletes a system or home folder');
  if (place === 'temp') return null;
  if (isRecursive) return ask('high', 'deletes folders with all that is in them');
  const isAll = whole === TOKENS.root || whole.endsWith(`/${TOKENS.name}`);
  if (isAll && place !== 'unknown') return ask('medium', 'deletes every file of a folder');
  const found = judgeWrite(path, folder);
  if (found === null) return null;
  return {
    ...found,
    reason: found.reason.replace(
      /^writes (?:into|to|outside)/,
      (verb) => `deletes ${verb.endsWith('outside') ? 'a file outside' : 'in'}`,
    ),
  };
}

/** What may be read outside the worktree: programs, libraries, and what tells which machine this is. */
const READABLE =
  /^\/(?:usr|lib|lib64|bin|sbin|opt)(?:\/|$)|^\/etc\/(?:os-release|lsb-release|debian_version|issue|hostname|timezone|localtime|hosts|ssl\/certs\/.*|resolv\.conf|nsswitch\.conf|services|protocols|mime\.types)$|^\/proc\/(?:cpuinfo|meminfo|version|loadavg|uptime|stat|mounts|filesystems|sys\/kernel\/(?:osrelease|ostype|random\/uuid))$|^\/sys\/(?:class\/net|devices\/system\/cpu|fs\/cgroup)(?:\/|$)/;

/** Whether reading a file there, into an output that is kept, needs a question. */
export function judgeRead(path: string, folder: string): Assessment | null {
  const place = placeOf(path, folder);
  const whole = resolvePath(path, folder);
  if (isSecret(whole)) return ask('high', `reads what may be a secret: ${shown(path)}`);
  if (place === 'home' || (place === 'outside' && !READABLE.test(whole)))
    return ask('medium', `reads outside the worktree: ${shown(path)}`);
  return null;
}

const SECRET =
  /(?:^|\/)(?:\.ssh|\.aws|\.gnupg|\.kube|\.docker|\.netrc|\.pgpass|\.my\.cnf|\.npmrc|\.pypirc|\.git-credentials|id_(?:rsa|dsa|ecdsa|ed25519)|shadow|gshadow|sudoers|credentials|\.vault-token)(?:\/|$)|^\/proc\/(?:[^/]+)\/(?:environ|mem|maps|cmdline|root|fd|task)|^\/run\/secrets(?:\/|$)|^\/root(?:\/|$)/;

/** Whether even the names of what lies there are nobody's business. */
export function judgeListing(path: string, folder: string): Assessment | null {
  return isSecret(resolvePath(path, folder))
    ? ask('medium', `looks into what may hold secrets: ${shown(path)}`)
    : null;
}

function isSecret(whole: string): boolean {
  if (whole.startsWith(TOKENS.root) || whole.startsWith(TOKENS.temp)) return false;
  return SECRET.test(whole);
}
