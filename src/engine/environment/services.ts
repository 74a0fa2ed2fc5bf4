import { programName, type Words } from '../shell/command-words.ts';

const NETWORK_CLIENTS = new Set(
  'curl wget http https xh nc ncat netcat telnet ab wrk hey siege websocat grpcurl psql pg_isready redis-cli mysql mariadb mongosh'.split(
    ' ',
  ),
);
const URL =
  /\b(https?|wss?|postgres(?:ql)?|redis|mysql|mongodb):\/\/(?:[^@\s/'"]*@)?(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d{1,5}))?(?=[/?#\s'"]|$)/g;
const HOST_PORT = /(?:^|[\s'"=])(localhost|127\.0\.0\.1)(?::|\s+)(\d{2,5})\b/g;
const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  ...{ http: 80, https: 443, ws: 80, wss: 443, postgres: 5432, postgresql: 5432, redis: 6379, mysql: 3306 },
  ...{ mongodb: 27017, psql: 5432, pg_isready: 5432, 'redis-cli': 6379, mariadb: 3306, mongosh: 27017 },
};
const DATABASES = new Set(['psql', 'pg_isready', 'redis-cli', 'mysql', 'mariadb', 'mongosh']);

/** Whether the command talks to the Docker daemon; asking for the version or for help does not. */
export function needsDocker(words: Words): boolean {
  const program = programName(words[0] ?? '');
  if (program === 'docker-compose')
    return !['version', 'config', '--version', 'help'].includes(words[1] ?? '');
  if (program !== 'docker') return false;
  const rest = words.slice(1).filter((word) => word !== null);
  const first = rest[0] ?? '';
  if (['--version', '-v', 'help', '--help', 'context', 'completion', ''].includes(first)) return false;
  return !(
    first === 'compose' && rest.some((word) => word === 'config' || word === 'version' || word === '--help')
  );
}

/** `localhost:8001` for each local port that a network client is pointed at. */
export function localPorts(words: Words): string[] {
  const program = programName(words[0] ?? '');
  if (!NETWORK_CLIENTS.has(program)) return [];
  const text = words.slice(1).join(' ');
  const ports = new Set<number>();
  for (const [, scheme = '', , port] of text.matchAll(URL))
    ports.add(Number(port ?? DEFAULT_PORTS[scheme] ?? 80));
  for (const [, , port] of text.matchAll(HOST_PORT)) ports.add(Number(port));
  if (DATABASES.has(program) && /(^|\s)(-h|--host)[= ]?(localhost|127\.0\.0\.1)(\s|$)/.test(text)) {
    const named = /(?:^|\s)(?:-p|-P|--port)[= ]?(\d{2,5})(?:\s|$)/.exec(text)?.[1];
    ports.add(Number(named ?? DEFAULT_PORTS[program] ?? 0));
  }
  return [...ports].filter((port) => port > 0 && port < 65_536).map((port) => `localhost:${port}`);
}

/** Whether a statement starts a service, so that what will answer later statements cannot be checked beforehand. */
export function startsServices(text: string): boolean {
  return (
    /\bdocker(-|\s+)compose\b.*\b(up|start|restart)\b|\bdocker\s+(run|start|restart)\b/.test(text) ||
    /\b(systemctl|service|brew\s+services|launchctl)\b.*\bstart\b|\b(kubectl|ssh)\b.*\b(port-forward|-L)\b/.test(
      text,
    )
  );
}
