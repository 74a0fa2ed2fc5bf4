import { ask, type Assessment } from '../assessment.ts';
import type { Call } from '../reading/call.ts';
import { isLiteral, shown } from '../reading/value.ts';
import { readArguments } from './options.ts';
import { firstOf, firstRead, firstWrite, isAboutItself, row, type Row } from './rules.ts';

/** The network: what stays on this machine is harmless. */
export const NETWORK: readonly Row[] = [
  row('curl', 'asks a server on this machine', judgeCurl),
  row('wget', 'asks a server on this machine', (call) => {
    const { operands, valuesOf, has } = readArguments(call.args, [
      '-O',
      '--output-document',
      '-P',
      '--directory-prefix',
      '-o',
      '-a',
      '-T',
      '--timeout',
      '-t',
      '--tries',
      '-i',
      '--input-file',
      '-e',
      '--execute',
      '--header',
      '-U',
      '--post-data',
      '--post-file',
      '--method',
      '--body-data',
      '--body-file',
    ]);
    if (isAboutItself(call.args)) return null;
    if (has('-e', '--execute', '--use-askpass', '--config', '-i', '--input-file'))
      return ask('high', 'wget takes settings or addresses from elsewhere');
    return firstOf(
      ...operands.map(judgeAddress),
      firstRead(call, valuesOf('--post-file', '--body-file')),
      firstWrite(
        call,
        valuesOf('-O', '--output-document', '-P', '--directory-prefix', '-o', '-a').filter(
          (path) => path !== '-',
        ),
      ),
    );
  }),
  row('http https xh httpie', 'asks a server on this machine', (call) => {
    const [first = '', second = ''] = readArguments(call.args, [
      '-a',
      '--auth',
      '-o',
      '--output',
      '--timeout',
    ]).operands;
    const address = /^[A-Z]+$/.test(first) ? second : first;
    return /^(?:DELETE|PUT|PATCH)$/.test(first)
      ? ask('high', 'asks a server to change something')
      : judgeAddress(address.startsWith(':') ? `localhost${address}` : address);
  }),
  row(
    'grpcurl websocat wscat ab wrk hey k6 siege vegeta oha autocannon',
    'ask a server on this machine',
    ({ args, program }) => {
      const addresses = args.filter((arg) => /^(?:[a-z]+:\/\/|[\w.-]+:\d+)/.test(arg));
      if (program === 'k6' || addresses.length === 0)
        return isAboutItself(args) ? null : ask('medium', `${program} may ask other machines`);
      return firstOf(...addresses.map(judgeAddress));
    },
  ),
  row('nc ncat netcat telnet', 'tells whether a port of this machine answers', ({ args }) => {
    const isOnlyLooking =
      args.some((arg) => /^-[a-zA-Z]*z/.test(arg)) && !args.some((arg) => /^-[a-zA-Z]*[lec]/.test(arg));
    return isOnlyLooking && args.some((arg) => LOCAL.test(arg)) ? null : ask('high', 'opens a connection');
  }),
  row('ping ping6', 'tells whether this machine answers', ({ args }) =>
    args.some((arg) => LOCAL.test(arg)) ? null : ask('low', 'asks another machine'),
  ),
  row(
    'ssh scp sftp mosh ftp lftp rcp rlogin rsh socat sendmail mail mailx mutt msmtp swaks aria2c ngrok cloudflared tftp smbclient nmap dig nslookup host tcpdump wormhole',
    'reach other machines',
    ({ program, args }) =>
      isAboutItself(args) || (program === 'ssh' && args[0] === '-V')
        ? null
        : ask('high', `${program} reaches other machines`),
  ),
  row('openssl', 'computes', (call) => {
    const [verb = ''] = call.args;
    if (/^(?:s_client|s_server|ocsp|ts|engine|cms|smime)$/.test(verb))
      return ask('high', 'opens a connection');
    return firstOf(
      firstWrite(call, readArguments(call.args, ['-out', '-keyout']).valuesOf('-out', '-keyout')),
      firstWrite(
        call,
        call.args.filter((_, at) => /^-(?:out|keyout|CAserial|writerand)$/.test(call.args[at - 1] ?? '')),
      ),
      firstRead(
        call,
        call.args.filter((_, at) => call.args[at - 1] === '-in'),
      ),
    );
  }),
  row(
    'gpg gpg2 age ssh-keygen ssh-add ssh-agent ssh-copy-id security keyctl secret-tool certbot mkcert',
    'work with keys',
    ({ program, args }) =>
      isAboutItself(args) || (program.startsWith('gpg') && args[0] === '--verify')
        ? null
        : ask('high', `${program} works with keys`),
  ),
  row('open xdg-open osascript say notify-send wall write mesg', 'reach the person', ({ program }) =>
    ask('medium', `${program} reaches beyond the worktree`),
  ),
];

const LOCAL = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|0\.0\.0\.0|[\w-]+\.localhost)$/;

/** Whether asking that address needs a question. */
function judgeAddress(address: string): Assessment | null {
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^@/\s]*@)?(\[[0-9a-f:]+\]|[^:/?#\s]*)/i.exec(address);
  const scheme = (match?.[1] ?? 'http').toLowerCase();
  const host = match?.[2] ?? '';
  if (!/^(?:https?|wss?|grpc)$/.test(scheme)) return ask('medium', `asks ${shown(address)}`);
  if (!isLiteral(host)) return ask('medium', 'asks a server that is known only when it runs');
  return LOCAL.test(host.toLowerCase()) ? null : ask('high', `asks another machine: ${shown(host)}`);
}

const VALUED = [
  '-o',
  '--output',
  '-H',
  '--header',
  '-d',
  '--data',
  '--data-raw',
  '--data-binary',
  '--data-urlencode',
  '--json',
  '-F',
  '--form',
  '-X',
  '--request',
  '-u',
  '--user',
  '-A',
  '--user-agent',
  '-b',
  '--cookie',
  '-c',
  '--cookie-jar',
  '-e',
  '-m',
  '--max-time',
  '--connect-timeout',
  '--retry',
  '--retry-delay',
  '--retry-max-time',
  '-w',
  '--write-out',
  '-T',
  '--upload-file',
  '-K',
  '--config',
  '-x',
  '--proxy',
  '--url',
  '--unix-socket',
  '--resolve',
  '--connect-to',
  '-D',
  '--dump-header',
  '-E',
  '--cert',
  '--cacert',
  '--key',
  '-r',
  '-y',
  '-Y',
  '-z',
  '--limit-rate',
  '-C',
  '-t',
  '--socks5',
  '--interface',
  '--output-dir',
  '--trace',
  '--trace-ascii',
  '--stderr',
  '--ciphers',
  '--expect100-timeout',
  '--keepalive-time',
  '-Q',
];

function judgeCurl(call: Call): Assessment | null {
  if (isAboutItself(call.args)) return null;
  const { operands, valuesOf, has } = readArguments(call.args, VALUED);
  if (
    has(
      '-K',
      '--config',
      '-x',
      '--proxy',
      '--unix-socket',
      '--abstract-unix-socket',
      '--resolve',
      '--connect-to',
      '--socks5',
      '--preproxy',
      '-Q',
    )
  )
    return ask('high', 'curl takes its settings or its way from elsewhere');
  const method = valuesOf('-X', '--request').at(-1) ?? '';
  const files = [
    ...valuesOf('-d', '--data', '--data-binary', '--data-urlencode', '--json', '-F', '--form'),
  ].flatMap((data) => /(?:^|=)[@<]([^;]+)/.exec(data)?.[1] ?? []);
  return firstOf(
    ...[...operands, ...valuesOf('--url')].map(judgeAddress),
    /^(?:DELETE|PURGE)$/i.test(method) && !call.scope.hasStarted
      ? ask('high', 'asks a server to delete something')
      : null,
    firstWrite(
      call,
      [
        ...valuesOf(
          '-o',
          '--output',
          '-c',
          '--cookie-jar',
          '-D',
          '--dump-header',
          '--output-dir',
          '--trace',
          '--trace-ascii',
          '--stderr',
        ),
      ].filter((path) => path !== '-'),
    ),
    firstRead(
      call,
      [...files, ...valuesOf('-T', '--upload-file')].filter((path) => path !== '-'),
    ),
    operands.length === 0 && !has('--url')
      ? ask('medium', 'asks a server that is known only when it runs')
      : null,
  );
}
