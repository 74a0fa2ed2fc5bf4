import { ask } from '../assessment.ts';
import { TOKENS } from '../reading/value.ts';
import { onlyVerbs, row, type Row } from './rules.ts';

/** Processes, services and the machine: looking is harmless, and so is ending what the script itself has started. */
export const PROCESSES: readonly Row[] = [
  row('kill', 'ends what the script itself has started', ({ args }) => {
    if (args[0] === '-0' || args[0] === '-l' || args[0] === '-L') return null;
    const targets = args.filter((arg, at) => !/^-/.test(arg) && !/^-(?:s|n)$/.test(args[at - 1] ?? ''));
    const isOwn =
      targets.length > 0 &&
      targets.every((target) => target === TOKENS.ownProcess || /^%[\w+%-]*$/.test(target) || target === '');
    return isOwn ? null : ask('medium', 'ends processes');
  }),
  row('pkill killall skill xkill fuser', 'end processes by name', () =>
    ask('high', 'ends processes by name'),
  ),
  row(
    'systemctl',
    'tells the state of services',
    onlyVerbs(
      'status, is-active, is-enabled, is-failed, list-units, list-unit-files, show, cat',
      'high',
      'changes a system service',
    ),
  ),
  row('service', 'tells the state of a service', ({ args }) =>
    args.includes('status') ? null : ask('high', 'changes a system service'),
  ),
  row(
    'launchctl',
    'tells the state of services',
    onlyVerbs('list, print', 'high', 'changes a system service'),
  ),
  row('crontab', 'tells scheduled jobs', ({ args }) =>
    args.includes('-l') ? null : ask('high', 'changes scheduled jobs'),
  ),
  row('at batch', 'run a command later', () => ask('high', 'runs a command later')),
  row('journalctl', 'tells the log', ({ args }) =>
    args.some((arg) => /vacuum|rotate|flush/.test(arg)) ? ask('high', 'deletes logs') : null,
  ),
  row('sysctl', 'tells settings of the kernel', ({ args }) =>
    args.some((arg) => arg.includes('=') || /^-[a-z]*[wp]/.test(arg))
      ? ask('high', 'changes the kernel')
      : null,
  ),
  row('ip ifconfig', 'tell addresses', ({ args }) =>
    args.some((arg) => /^(?:add|del|delete|set|up|down|flush|change|replace|exec)$/.test(arg))
      ? ask('high', 'changes the network')
      : null,
  ),
  row('mount', 'tells what is mounted', ({ args }) =>
    args.length === 0 || args.join(' ') === '-l' ? null : ask('high', 'changes what is mounted'),
  ),
  row(
    'useradd userdel usermod groupadd passwd chpasswd visudo iptables nft ufw umount swapoff swapon modprobe insmod rmmod losetup setcap chattr',
    'change the machine',
    ({ program }) => ask('high', `${program} changes the machine`),
  ),
];
