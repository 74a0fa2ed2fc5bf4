import { ask, deny, type Assessment } from '../assessment.ts';
import { judgeCode } from '../code/judge-code.ts';
import type { Call } from '../reading/call.ts';
import { placeOf, resolvePath } from '../reading/place.ts';
import { assign } from '../reading/scope.ts';
import { holdsAny, isLiteral, TOKENS } from '../reading/value.ts';
import { judgeVariable } from '../reading/variables.ts';
import { readArguments } from './options.ts';
import { firstOf, firstRead, isAboutItself, row, type Row } from './rules.ts';

const isSourced = ['worktree', 'temp', 'shared', 'root'];

/** What the shell itself does, and what runs other commands. */
export const SHELL_WORDS: readonly Row[] = [
  row('cd pushd', 'goes to a folder', ({ args, scope }) => {
    const [target] = readArguments(args).operands;
    const before = scope.folder;
    if (target === '' || /^[+-]\d+$/.test(args[0] ?? '')) scope.folder = TOKENS.any;
    else
      scope.folder = args.includes('-') ? scope.previous : resolvePath(target ?? TOKENS.home, scope.folder);
    scope.previous = before;
    return null;
  }),
  row('popd', 'goes back', ({ scope }) => {
    scope.folder = scope.previous;
    scope.previous = TOKENS.any;
    return null;
  }),
  row('dirs hash suspend logout', 'tell or forget what the shell knows', ({ args }) =>
    args.some((arg) => /^-[a-z]*p/.test(arg)) && args.length > 1
      ? ask('high', 'gives a program the name of another')
      : null,
  ),
  row('cross-env cross-env-shell dotenv', 'run a program with other variables', (call) => {
    const at = call.args.findIndex((arg) => !/^[A-Za-z_]\w*=|^-/.test(arg));
    for (const word of call.args.slice(0, Math.max(0, at)))
      if (word.includes('=')) call.run(['export', word]);
    if (at >= 0) call.run(call.args.slice(at));
    return null;
  }),
  row('export declare typeset local readonly', 'set variables', ({ args, scope }) => {
    if (args.some((arg) => /^-[a-zA-Z]*n/.test(arg)) && args[0] !== undefined && !/^-n$/.test(args[0]))
      return ask('medium', 'names a variable by another');
    if (args.some((arg) => /^-[a-zA-Z]*f/.test(arg)) && args.length > 1)
      return ask('medium', 'gives a function to other shells');
    if (args[0] === '-n') return ask('medium', 'names a variable by another');
    if (args.length === 0 || args.every((arg) => /^-[px]+$/.test(arg)))
      return ask('medium', 'prints all variables, keys among them');
    return setAll(args, scope);
  }),
  row('unset', 'forgets variables', ({ args, scope }) => {
    for (const name of args) {
      scope.functions.delete(name);
      if (scope.variables.has(name)) assign(scope, name, '');
    }
    return null;
  }),
  row('read readarray mapfile', 'read into variables', ({ program, args, scope, stdin }) => {
    if (program !== 'read' && args.some((arg) => /^-[a-zA-Z]*C/.test(arg)))
      return ask('high', `${program} runs a command for each line`);
    const { operands, valuesOf } = readArguments(
      args,
      ['-d', '-n', '-N', '-p', '-t', '-u', '-a', '-i', '-O', '-s', '-c', '-C'].filter(
        (name) => name !== '-s',
      ),
    );
    const value = stdin.type === 'names' ? stdin.text : TOKENS.any;
    for (const name of [...operands, ...valuesOf('-a'), 'REPLY', 'MAPFILE']) assign(scope, name, value);
    return null;
  }),
  row('let', 'computes', ({ args, scope }) => {
    for (const arg of args) assign(scope, /^\w+/.exec(arg)?.[0] ?? 'REPLY', TOKENS.number);
    return args.every((arg) => !/[[$`]/.test(arg))
      ? null
      : ask('medium', 'computes with what is known only when it runs');
  }),
  row('set shopt', 'set how the shell works', ({ args, program }) =>
    program === 'set' && args.length === 0 ? ask('medium', 'prints all variables, keys among them') : null,
  ),
  row('trap', 'names what the shell runs at its end', (call) => {
    const [command = '', ...signals] = call.args.filter((arg, at) => !(at === 0 && arg === '--'));
    if (signals.length === 0 || command === '-' || command === '' || command.startsWith('-')) return null;
    call.later(command);
    return null;
  }),
  row('eval', 'runs a text as a command', (call) => {
    if (call.args.some((arg) => !isLiteral(arg)))
      return ask('high', 'runs a text that is known only when it runs');
    call.sameShell(call.args.join(' '));
    return null;
  }),
  row('source .', 'reads a script of the worktree into the shell', ({ args, scope }) => {
    const [file = ''] = args;
    if (/^\/dev\/fd\//.test(file)) return ask('high', 'reads a script that is known only when it runs');
    scope.hasSourced = true;
    return isSourced.includes(placeOf(file, scope.folder)) &&
      !scope.written.has(resolvePath(file, scope.folder))
      ? null
      : ask('high', 'reads a script from outside the worktree');
  }),
  row('exec', 'runs a command in the place of the shell', (call) => {
    const { args } = call;
    let at = 0;
    while (/^-/.test(args[at] ?? '')) at += args[at] === '-a' ? 2 : 1;
    call.run(args.slice(at));
    return null;
  }),
  row('command builtin', 'run what is named', (call) => {
    if (/^-[pvV]*[vV]/.test(call.args[0] ?? '')) return null;
    call.run(call.args.filter((arg, at) => !(at === 0 && arg === '-p')));
    return null;
  }),
  row('alias', 'gives a command another name', ({ args }) =>
    args.every((arg) => !arg.includes('=')) ? null : ask('medium', 'gives a command another name'),
  ),
  row(
    'unalias bind complete compgen compopt fc history caller help enable',
    'tell what the shell knows',
    ({ program, args }) => {
      if (program === 'enable' && args.some((arg) => /^-[a-z]*f/.test(arg)))
        return ask('high', 'loads code into the shell');
      if (
        program === 'bind' ||
        program === 'history' ||
        program === 'fc' ||
        program === 'complete' ||
        program === 'compgen'
      )
        return ask('medium', `${program} may run commands`);
      return null;
    },
  ),
  row('bg fg', 'go on with what the script has started'),
  row('disown setsid nohup daemonize start-stop-daemon', 'let a program outlive the script', (call) => {
    if (call.program === 'setsid' || call.program === 'nohup')
      call.run(call.args.filter((arg, at) => !(at === 0 && /^-/.test(arg))));
    return ask('medium', `${call.program} lets a program outlive the check`);
  }),
  row('timeout gtimeout', 'ends a command that takes too long', (call) => {
    const { args } = call;
    let at = 0;
    while (/^-/.test(args[at] ?? '')) at += /^(?:-s|-k|--signal|--kill-after)$/.test(args[at] ?? '') ? 2 : 1;
    call.run(args.slice(at + 1));
    return null;
  }),
  row(
    'nice ionice stdbuf time chronic unbuffer catchsegv xvfb-run caffeinate setarch taskset faketime',
    'run a command in another way',
    (call) => {
      const { args } = call;
      const valued = new Set([
        '-n',
        '-c',
        '-i',
        '-o',
        '-e',
        '-a',
        '-s',
        '-f',
        '--adjustment',
        '--server-args',
      ]);
      let at = 0;
      if (call.program === 'time' && args.some((arg) => arg === '-o' || arg.startsWith('--output')))
        return ask('medium', 'writes what time it took');
      while (/^-/.test(args[at] ?? '')) at += valued.has(args[at] ?? '') ? 2 : 1;
      if (call.program === 'taskset' || call.program === 'setarch' || call.program === 'faketime') at += 1;
      call.run(args.slice(at));
      return null;
    },
  ),
  row('watch entr nodemon chokidar', 'run a command again and again', ({ program }) =>
    ask('medium', `${program} runs without end`),
  ),
  row('xargs parallel', 'runs a command with what it reads', (call) => {
    if (call.program === 'parallel') return ask('medium', 'parallel makes commands of texts');
    const { args, stdin } = call;
    const valued = new Set([
      '-n',
      '-I',
      '-P',
      '-L',
      '-d',
      '-s',
      '-a',
      '-E',
      '--max-args',
      '--max-procs',
      '--delimiter',
      '--arg-file',
      '--replace',
    ]);
    let at = 0;
    let mark: string | null = null;
    while (/^-/.test(args[at] ?? '')) {
      const arg = args[at] ?? '';
      if (arg === '-I') mark = args[at + 1] ?? null;
      else if (/^-I./.test(arg)) mark = arg.slice(2);
      at += valued.has(arg) ? 2 : 1;
    }
    const fed =
      stdin.type === 'names'
        ? stdin.text
        : stdin.type === 'text' && isLiteral(stdin.text)
          ? stdin.text
          : TOKENS.any;
    const items = fed.split(/\s+/).filter((item) => item !== '');
    const inner = args.slice(at);
    if (inner.length === 0) return null;
    if (mark !== null) {
      for (const item of items)
        call.run(
          inner.map((word) => word.replaceAll(mark ?? '{}', item)),
          { type: 'none' },
        );
    } else call.run([...inner, ...items], { type: 'none' });
    return null;
  }),
  row('flock', 'waits for a lock', () => ask('medium', 'flock runs a command under a lock that others see')),
  row(
    'script expect unshare nsenter chroot fakeroot proot firejail',
    'run a command elsewhere',
    ({ program }) => ask('high', `${program} runs a command in another place`),
  ),
  row('sh bash dash zsh ksh ash', 'run a script', judgeShell),
  row('busybox toybox', 'runs one of its programs', (call) => {
    call.run(call.args);
    return null;
  }),
  row('sudo doas', 'run with the rights of root', (call) => {
    const { args } = call;
    let at = 0;
    while (/^-/.test(args[at] ?? '') || /^\w+=/.test(args[at] ?? ''))
      at += /^-[ugCh]$/.test(args[at] ?? '') ? 2 : 1;
    call.run(args.slice(at));
    return ask('high', 'runs with the rights of root');
  }),
  row('su runuser pkexec', 'run as another user', () => ask('high', 'runs as another user')),
];

function setAll(args: readonly string[], scope: Call['scope']): Assessment | null {
  const found: (Assessment | null)[] = [];
  const isArray = args.some((arg) => /^-[a-zA-Z]*[aA]/.test(arg));
  for (const arg of args) {
    const match = /^([A-Za-z_]\w*)\+?=(.*)$/s.exec(arg);
    if (match === null) {
      if (/\[[^\]]*[$`]/.test(arg)) found.push(ask('high', 'computes an index by a command'));
      continue;
    }
    const [, name = '', value = ''] = match;
    found.push(judgeVariable(name, value, scope, true));
    if (!isArray || !scope.variables.has(name)) assign(scope, name, value);
  }
  return firstOf(...found);
}

/** A script of the worktree is the project's own code; one that is fed or given as a text is judged like this one. */
function judgeShell(call: Call): Assessment | null {
  const { args, stdin, scope } = call;
  if (isAboutItself(args)) return null;
  const at = args.findIndex((arg) => /^-[a-zA-Z]*c$/.test(arg));
  if (args.some((arg) => /^--(?:rcfile|init-file)/.test(arg)) || args.some((arg) => /^-[a-z]*i/.test(arg)))
    return ask('high', 'starts a shell with settings of its own');
  if (at >= 0) {
    const [text = '', ...rest] = args.slice(args.findIndex((arg, index) => index > at && !/^[-+]/.test(arg)));
    if (!isLiteral(text) && holdsAny(text)) return ask('high', 'runs a text that is known only when it runs');
    const before = scope.positional;
    scope.positional = rest.slice(1);
    call.script(text);
    scope.positional = before;
    return null;
  }
  const { operands } = readArguments(args, ['-o', '-O', '+o', '+O']);
  const [file] = operands;
  if (file !== undefined && !args.includes('-s')) {
    if (args.some((arg) => /^-[a-zA-Z]*n/.test(arg))) return firstRead(call, operands);
    if (/^\/dev\/(?:fd|stdin)/.test(file))
      return ask('high', 'runs a script that is known only when it runs');
    return judgeCode(file, scope);
  }
  if (stdin.type === 'text' && isLiteral(stdin.text)) {
    call.script(stdin.text);
    return null;
  }
  if (stdin.type === 'file') return judgeCode(stdin.path, scope);
  return stdin.type === 'none' ? null : ask('high', 'runs a script that is known only when it runs');
}

/** Commands that nothing makes harmless. */
export const NEVER: readonly Row[] = [
  row('shutdown reboot halt poweroff init telinit', 'stop the machine', () => deny('stops the machine')),
];
