import { ask, deny, type Assessment } from '../assessment.ts';
import type { Call } from '../reading/call.ts';
import { placeOf, resolvePath } from '../reading/place.ts';
import { TOKENS } from '../reading/value.ts';
import { readArguments } from './options.ts';
import { firstDelete, firstOf, firstRead, firstWrite, row, type Row } from './rules.ts';

/** Programs that make, move and delete files: harmless where these lie in the worktree. */
export const FILES: readonly Row[] = [
  row('mkdir touch mkfifo', 'make files in the worktree', (call) =>
    firstWrite(
      call,
      readArguments(call.args, ['-m', '-d', '-r', '-t', '--mode', '--date', '--reference']).operands,
    ),
  ),
  row('rm', 'deletes files of the worktree, one by one', (call) => {
    const { operands, has } = readArguments(call.args);
    return firstDelete(call, operands, has('-r', '-R', '--recursive'));
  }),
  row('unlink', 'deletes a file of the worktree', (call) => firstDelete(call, call.args, false)),
  row('rmdir', 'deletes an empty folder', (call) => {
    const { operands, has } = readArguments(call.args);
    return has('-p', '--parents') ? ask('medium', 'deletes folders') : firstWrite(call, operands);
  }),
  row('cp install ditto', 'copy files into the worktree', (call) => {
    const { operands, valuesOf, has } = readArguments(call.args, [
      '-t',
      '-S',
      '-m',
      '-o',
      '-g',
      '--target-directory',
    ]);
    const isFolder = call.program === 'install' && has('-d', '--directory');
    const into = isFolder ? operands : [...valuesOf('-t', '--target-directory'), ...operands.slice(-1)];
    const from =
      valuesOf('-t', '--target-directory').length > 0 || isFolder ? operands : operands.slice(0, -1);
    return firstOf(firstWrite(call, into), isFolder ? null : firstRead(call, from));
  }),
  row('mv rename', 'moves files within the worktree', (call) => {
    const { operands, valuesOf } = readArguments(call.args, ['-t', '-S', '--target-directory']);
    if (call.program === 'rename') return ask('medium', 'renames files by a program');
    return firstOf(
      firstWrite(call, [...operands, ...valuesOf('-t', '--target-directory')]),
      operands.slice(0, -1).some((path) => isWhole(call, path))
        ? ask('medium', 'moves whole folders away')
        : null,
    );
  }),
  row('ln', 'links files within the worktree', judgeLink),
  row('chmod', 'changes rights of files in the worktree', (call) => {
    const { operands, has } = readArguments(call.args);
    if (has('-R', '--recursive')) return ask('medium', 'changes the rights of a whole folder');
    return firstWrite(call, operands.slice(1));
  }),
  row('truncate', 'empties a file of the worktree', (call) =>
    firstOf(
      firstWrite(call, readArguments(call.args, ['-s', '-r', '--size']).operands),
      ask('medium', 'truncates files'),
    ),
  ),
  row('dd', 'copies bytes within the worktree', (call) => {
    const value = (name: string): string[] =>
      call.args.filter((arg) => arg.startsWith(`${name}=`)).map((arg) => arg.slice(name.length + 1));
    if (value('of').some((path) => /^\/dev\/(?!null$|stdout$|stderr$|zero$)/.test(path)))
      return deny('writes to a device');
    return firstOf(
      firstWrite(call, value('of')),
      firstRead(
        call,
        value('if').filter((path) => !/^\/dev\/(?:zero|u?random)$/.test(path)),
      ),
    );
  }),
  row('split csplit', 'split a file of the worktree', (call) => {
    const { operands, has, valuesOf } = readArguments(call.args, ['-l', '-b', '-n', '-a', '-C', '-f', '-d']);
    if (has('--filter')) return ask('high', 'split starts a program for each part');
    if (call.program === 'csplit') return firstWrite(call, valuesOf('-f'));
    return firstWrite(call, operands.slice(call.program === 'split' ? 1 : operands.length));
  }),
  row('patch', 'changes files of the worktree', (call) => {
    const { operands, valuesOf } = readArguments(call.args, [
      '-p',
      '-i',
      '-d',
      '-o',
      '-r',
      '-B',
      '--input',
      '--directory',
      '--output',
    ]);
    return firstWrite(call, [
      ...operands.slice(0, 1),
      ...valuesOf('-d', '--directory', '-o', '--output', '-r'),
    ]);
  }),
  row(
    'gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd lz4 compress uncompress dos2unix unix2dos',
    'pack files of the worktree',
    (call) => {
      const { operands, has, valuesOf } = readArguments(call.args, ['-o']);
      return has('-t', '-l', '--test', '--list') || has('-c', '--stdout')
        ? firstRead(call, operands)
        : firstWrite(call, [...operands, ...valuesOf('-o')]);
    },
  ),
  row('tar bsdtar', 'packs and unpacks in the worktree', judgeTar),
  row('zip', 'packs files of the worktree', (call) => {
    const { operands, has } = readArguments(call.args, ['-x', '-i', '-b', '-P', '-TT', '--unzip-command']);
    if (has('-m', '--move', '-TT', '--unzip-command') || call.args.includes('-TT'))
      return ask('medium', 'zip deletes what it packs, or starts a program');
    return firstOf(firstWrite(call, operands.slice(0, 1)), firstRead(call, operands.slice(1)));
  }),
  row('unzip 7z 7za', 'unpacks into the worktree', (call) => {
    const { operands, has, valuesOf } = readArguments(call.args, ['-d', '-x', '-P']);
    if (call.program !== 'unzip')
      return /^[lt]$/.test(operands[0] ?? '') ? null : ask('medium', 'packs or unpacks files');
    if (has('-l', '-t', '-v', '-p', '-Z', '-z')) return firstRead(call, operands.slice(0, 1));
    return firstOf(firstRead(call, operands.slice(0, 1)), firstWrite(call, [...valuesOf('-d'), '.']));
  }),
  row('rsync', 'copies files within the worktree', (call) => {
    const { operands, has } = readArguments(call.args, [
      '-e',
      '--rsh',
      '-f',
      '--filter',
      '--exclude',
      '--include',
      '-T',
      '--temp-dir',
      '-M',
    ]);
    if (has('-e', '--rsh', '--rsync-path', '-M')) return ask('high', 'rsync starts a program');
    if (operands.some((path) => /^[\w.@-]+::?|^rsync:/.test(path) || path.startsWith(TOKENS.any)))
      return ask('high', 'copies to or from another machine');
    if (call.args.some((arg) => /^--(?:del|remove-source|inplace)/.test(arg)))
      return ask('high', 'rsync deletes what is there');
    return has('-n', '--dry-run')
      ? null
      : firstOf(firstWrite(call, operands.slice(-1)), firstRead(call, operands.slice(0, -1)));
  }),
  row('chown chgrp', 'change who owns a file', () => ask('medium', 'changes the owner of files')),
  row('shred wipe srm', 'destroy files', () => ask('high', 'destroys files')),
  row('mkfs fdisk parted mkswap wipefs sgdisk cfdisk', 'destroy disks', () =>
    deny('formats or partitions a disk'),
  ),
];

const isWhole = (call: Call, path: string): boolean =>
  placeOf(path, call.scope.folder) === 'root' ||
  resolvePath(path, call.scope.folder).endsWith(`/${TOKENS.name}`);

/** What is written through a link later lands where it leads. */
function judgeLink(call: Call): Assessment | null {
  const { operands, has, valuesOf } = readArguments(call.args, ['-t', '-S', '--target-directory']);
  const [target = ''] = operands;
  const link = operands.length > 1 ? operands.slice(-1) : ['.'];
  const isRelative = has('-s', '--symbolic') && !/^[/\uE000-\uE006]/.test(target);
  const folder =
    isRelative && link[0] !== undefined && link[0].includes('/')
      ? resolvePath(`${link[0]}/..`, call.scope.folder)
      : call.scope.folder;
  const place = placeOf(target, folder);
  const isInside = ['worktree', 'root', 'temp', 'common-temp', 'device', 'shared'].includes(place);
  return firstOf(
    firstWrite(call, [...link, ...valuesOf('-t', '--target-directory')]),
    isInside ? null : ask('medium', 'links to a place outside the worktree'),
  );
}

function judgeTar(call: Call): Assessment | null {
  const { args } = call;
  if (
    args.some(
      (arg) =>
        /^--(?:to-command|checkpoint-action|use-compress-program|info-script|new-volume-script|rsh-command|rmt-command|remove-files)/.test(
          arg,
        ) || /^-[a-zA-Z]*[IF]/.test(arg),
    )
  )
    return ask('high', 'tar starts a program or deletes what it packs');
  if (args.some((arg) => /^-[a-zA-Z]*P[a-zA-Z]*$|^--absolute-names$/.test(arg)))
    return ask('high', 'tar writes where the archive says');
  const [mode = ''] = args;
  const words = [mode.startsWith('-') ? mode : `-${mode}`, ...args.slice(1)];
  const { operands, has, valuesOf } = readArguments(words, [
    '-f',
    '-C',
    '-T',
    '-X',
    '--file',
    '--directory',
    '--exclude',
    '--transform',
  ]);
  const archives = valuesOf('-f', '--file').filter((path) => path !== '-');
  const folders = valuesOf('-C', '--directory');
  if (archives.some((path) => /^[\w.@-]+:/.test(path))) return ask('high', 'tar sends to another machine');
  if (has('-t', '--list', '-d', '--diff')) return firstRead(call, archives);
  if (has('-x', '--extract', '--get'))
    return firstOf(firstRead(call, archives), firstWrite(call, folders.length > 0 ? folders : ['.']));
  return firstOf(firstWrite(call, archives), firstRead(call, [...operands, ...folders]));
}
