import { ask } from '../assessment.ts';
import { judgeListing } from '../reading/paths.ts';
import { firstOf, firstRead, firstWrite, reading, row, type Row } from './rules.ts';
import { readArguments } from './options.ts';
import { judgeAwk, judgeSed } from '../code/stream-editors.ts';
import { TOKENS } from '../reading/value.ts';

/** Programs that look at files and print. */
export const LOOKING: readonly Row[] = [
  row(
    'cat head tail wc nl tac rev fold column paste join comm cmp diff colordiff diff3 sdiff od hexdump hd strings file base64 base32 md5sum sha1sum sha224sum sha256sum sha384sum sha512sum shasum b2sum cksum sum expand unexpand fmt pr zcat bzcat xzcat zless zgrep iconv cut bat jsonlint nm objdump readelf size ldd otool lipo addr2line c++filt pdfinfo identify mediainfo ffprobe xmllint tidy csvstat csvlook mlr',
    'print what is in files',
    (call) =>
      firstOf(
        firstWrite(call, readArguments(call.args, ['--output']).valuesOf('--output')),
        call.args.some((arg) => /^--(?:pager|compress-program)/.test(arg))
          ? ask('high', `${call.program} starts another program`)
          : null,
        // `cut -d /`
        firstRead(
          call,
          readArguments(call.args).operands.filter((path) => path !== '/'),
        ),
      ),
  ),
  row(
    'ls dir vdir tree exa eza stat du df lsof basename dirname realpath readlink pathchk namei test [ nproc uname arch hostname whoami id groups uptime cal free vmstat pgrep tty locale getconf lscpu lsblk sw_vers who w sleep true false : yes seq factor expr bc tput clear which whereis whatis apropos type getent ulimit umask times wait jobs pwd shift getopts break continue return exit uuidgen cksfv numfmt shuf ts pv lsb_release nvidia-smi ss netstat',
    'tell names, numbers and states, and change the shell alone',
    (call) =>
      call.program === 'getent' && /shadow/.test(call.args[0] ?? '')
        ? ask('high', 'reads what may be a secret')
        : firstOf(...call.args.map((path) => judgeListing(path, call.scope.folder))),
  ),
  row('echo printf', 'print their words', ({ program, args, scope }) => {
    const at = args.indexOf('-v');
    if (program === 'printf' && at === 0) scope.variables.set(args[1] ?? '', TOKENS.any);
    return null;
  }),
  row('grep egrep fgrep rg ag ack pcregrep ugrep', 'look for texts in files', (call) => {
    const { operands, has, valuesOf } = readArguments(call.args, [
      '-e',
      '-f',
      '-m',
      '-A',
      '-B',
      '-C',
      '-g',
      '--glob',
      '-t',
      '--type',
      '--include',
      '--exclude',
      '--exclude-dir',
      '--max-count',
      '--regexp',
      '-d',
      '-D',
      '--color',
      '--pre',
      '-j',
    ]);
    if (has('--pre', '--pre-glob', '--hostname-bin'))
      return ask('high', `${call.program} starts a program for each file`);
    const isPatternGiven = has('-e', '-f', '--regexp', '--file', '--files');
    return firstRead(call, [...operands.slice(isPatternGiven ? 0 : 1), ...valuesOf('-f', '--file')]);
  }),
  row('sort', 'sorts lines', (call) =>
    call.args.some((arg) => arg.startsWith('--compress-program'))
      ? ask('high', 'sort starts another program')
      : reading({ valued: ['-k', '-t', '-S', '-T', '--key', '--parallel'], writes: ['-o', '--output'] })(
          call,
        ),
  ),
  row('uniq', 'leaves out repeated lines', (call) => {
    const { operands } = readArguments(call.args, ['-f', '-s', '-w']);
    return firstOf(firstRead(call, operands.slice(0, 1)), firstWrite(call, operands.slice(1)));
  }),
  row('tr', 'changes letters of a stream'),
  row('tsort look', 'print', reading()),
  row('xxd', 'prints bytes', (call) => {
    const { operands } = readArguments(call.args, ['-l', '-s', '-c', '-g']);
    return firstOf(firstRead(call, operands.slice(0, 1)), firstWrite(call, operands.slice(1)));
  }),
  row('jq yq gojq jaq xq tomlq dasel fx jp jmespath', 'take values out of documents', (call) => {
    const { operands, has } = readArguments(call.args, [
      '--arg',
      '--argjson',
      '--indent',
      '-L',
      '-o',
      '-p',
      '--slurpfile',
      '--rawfile',
    ]);
    if (/\$ENV\b(?!\.)|(?<![.\w"$])env\b(?!\.)/.test(operands[0] ?? ''))
      return ask('medium', 'prints all variables, keys among them');
    const isInPlace = call.program !== 'jq' && has('-i', '--inplace', '--in-place');
    return isInPlace
      ? firstWrite(call, operands.slice(1))
      : firstRead(call, has('-f', '--from-file', '-n', '--null-input') ? [] : operands.slice(1));
  }),
  row('awk gawk mawk nawk', 'compute over lines', judgeAwk),
  row('sed gsed', 'edits a stream, or files of the worktree', judgeSed),
  row('find fd fdfind', 'looks for files', (call) => {
    const { args } = call;
    if (args.some((arg) => /^-(?:delete)$/.test(arg)))
      return ask('high', 'find -delete deletes what it finds');
    const writes = args.flatMap((arg, at) =>
      /^-(?:fprintf?|fprint0|fls)$/.test(arg) ? [args[at + 1] ?? ''] : [],
    );
    for (const [at, arg] of args.entries()) {
      if (!/^-(?:exec|execdir|ok|okdir)$|^(?:-x|-X|--exec|--exec-batch)$/.test(arg)) continue;
      if (call.program === 'find' && arg.startsWith('-x')) continue;
      const end = args.findIndex((word, index) => index > at && (word === ';' || word === '+'));
      const inner = args.slice(at + 1, end < 0 ? args.length : end);
      const start = args[0]?.startsWith('-') === false && call.program === 'find' ? args[0] : '.';
      const found = inner.map((word) => word.replaceAll('{}', `${start}/${TOKENS.name}`));
      call.run(call.program === 'find' || inner.join(' ').includes('{}') ? found : [...found, TOKENS.name], {
        type: 'none',
      });
    }
    return firstWrite(call, writes);
  }),
  row('env printenv', 'prints variables, or runs a program with others', (call) => {
    const { program, args } = call;
    if (program === 'printenv') return judgeNames(args);
    let at = 0;
    while (at < args.length) {
      const arg = args[at] ?? '';
      if (/^(?:-S|--split-string)/.test(arg) || /^-[a-z0]*S/.test(arg))
        return ask('high', 'env -S splits a text into a command');
      if (arg === '-u' || arg === '-C' || arg === '--unset' || arg === '--chdir') at += 2;
      else if (arg.startsWith('-') || /^[A-Za-z_]\w*=/.test(arg)) at += 1;
      else break;
    }
    for (const word of args.slice(0, at)) {
      const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(word);
      if (match === null) continue;
      call.run(['export', word]);
    }
    if (at >= args.length) return judgeNames([]);
    call.run(args.slice(at));
    return null;
  }),
  row('less more most', 'show a file', (call) =>
    call.args.some((arg) => /^\+/.test(arg) || /^-[a-zA-Z]*[kKoOpP]/.test(arg))
      ? ask('medium', 'runs commands of the pager')
      : firstRead(call, readArguments(call.args).operands),
  ),
  row('mktemp', 'makes a temporary file of its own', (call) => {
    const { operands, valuesOf } = readArguments(call.args, ['-p', '--tmpdir', '--suffix']);
    return firstWrite(
      call,
      [
        ...operands.map((path) => (call.args.includes('-t') ? `/tmp/${path}` : path)),
        ...valuesOf('-p', '--tmpdir'),
      ].map((path) => `${path}/x`),
    );
  }),
  row('ps', 'tells processes', ({ args }) =>
    args.some((arg) => /^[a-z]*e[a-z]*$/.test(arg))
      ? ask('medium', 'prints the variables of processes, keys among them')
      : null,
  ),
  row('date', 'tells the time', ({ args }) =>
    args.some((arg) => /^(?:-[a-zA-Z]*s|--set)/.test(arg)) ? ask('high', 'sets the clock') : null,
  ),
  row('tee', 'writes what it reads', (call) => firstWrite(call, readArguments(call.args).operands)),
];

const SECRET_NAME = /KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH/i;

function judgeNames(names: readonly string[]): ReturnType<typeof ask> | null {
  if (names.length === 0) return ask('medium', 'prints all variables, keys among them');
  return names.some((name) => SECRET_NAME.test(name)) ? ask('high', 'prints what may be a secret') : null;
}
