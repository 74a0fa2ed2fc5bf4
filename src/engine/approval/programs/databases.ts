import { ask, type Assessment } from '../assessment.ts';
import type { Call } from '../reading/call.ts';
import { isLiteral } from '../reading/value.ts';
import { readArguments } from './options.ts';
import { isAboutItself, onlyVerbs, row, type Row } from './rules.ts';
import { placeOf } from '../reading/place.ts';

const VALUED = [
  '-c',
  '--command',
  '-e',
  '--execute',
  '--eval',
  '-f',
  '--file',
  '-h',
  '--host',
  '-p',
  '--port',
  '-U',
  '--username',
  '-u',
  '--user',
  '-d',
  '--dbname',
  '-n',
  '-v',
  '--set',
  '-P',
  '-D',
  '--database',
  '-cmd',
  '-F',
  '-o',
  '-L',
];

/** Databases: reading by plain queries is harmless, where these can be read. */
export const DATABASES: readonly Row[] = [
  row('psql mysql mariadb sqlcmd clickhouse-client duckdb cockroach', 'read by plain queries', (call) =>
    judgeSql(
      call,
      readArguments(call.args, VALUED).valuesOf('-c', '--command', '-e', '--execute', '-q', '-Q', '--query'),
    ),
  ),
  row('sqlite3', 'reads by plain queries; changes a database of the worktree', judgeSqlite),
  row('mongosh mongo', 'tell the state of a database', ({ args }) =>
    isAboutItself(args) || isPlainMongo(readArguments(args, VALUED).valuesOf('--eval'))
      ? null
      : ask('high', 'may change a database'),
  ),
  row('redis-cli valkey-cli', 'tell the state of a store', ({ args, stdin }) => {
    const { operands } = readArguments(args, ['-h', '-p', '-a', '-n', '-u', '--user', '-s', '--pass']);
    const isReading =
      /^(?:ping|get|mget|exists|ttl|pttl|type|keys|scan|info|dbsize|llen|lrange|hget|hgetall|hlen|hkeys|smembers|scard|zrange|zcard|strlen|time|echo|memory|lastsave|role|xlen|xrange|sismember|hexists)$/i.test(
        operands[0] ?? '',
      );
    return isAboutItself(args) || (isReading && stdin.type !== 'text')
      ? null
      : ask(
          /^flush|^del|^unlink|^shutdown/i.test(operands[0] ?? '') ? 'critical' : 'high',
          'may change a store',
        );
  }),
  row('pg_isready mysqladmin pg_config mysql_config', 'tell whether a server answers', ({ program, args }) =>
    program !== 'mysqladmin' || args.includes('ping') || args.includes('status') || isAboutItself(args)
      ? null
      : ask('high', 'changes a database server'),
  ),
  row(
    'dropdb createdb dropuser createuser pg_restore pg_dump pg_dumpall mysqldump mongodump mongorestore mongoimport pg_ctl initdb pg_basebackup mysqlimport',
    'change or copy databases',
    ({ program }) =>
      ask(program.startsWith('drop') ? 'critical' : 'high', `${program} changes or copies a database`),
  ),
  row(
    'alembic',
    'tells migrations',
    onlyVerbs('history, current, heads, show, check, branches', 'high', 'changes a database', [
      '-c',
      '-n',
      '-x',
    ]),
  ),
  row(
    'prisma',
    'checks a schema',
    onlyVerbs(
      'validate, format, version, generate, migrate status, migrate diff',
      'high',
      'changes a database',
    ),
  ),
  row(
    'flyway liquibase dbmate goose migrate knex sequelize sequelize-cli typeorm drizzle-kit mikro-orm sqitch atlas diesel sea-orm-cli',
    'tell migrations',
    onlyVerbs(
      'info, status, validate, history, check, diff-check, migrate:list, migrate:status, db:migrate:status',
      'high',
      'changes a database',
      ['-configFiles', '-url', '--url', '-u', '-path', '-database'],
    ),
  ),
];

/** A query that only reads: no statement but SELECT and its like, and no function that does more than compute. */
function isReadingSql(sql: string): boolean {
  if (!isLiteral(sql)) return false;
  const bare = sql.replace(/'(?:''|[^'])*'/g, "''").replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  return bare
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .every(
      (statement) =>
        /^(?:select|with|show|explain(?!\s+analy[sz]e)|describe|desc|pragma\s+(?:table_info|index_list|foreign_key_list|integrity_check|user_version|database_list|foreign_keys|journal_mode|table_list)\s*(?:\([\w' ]*\))?\s*$|values|\\(?:d|l|dt|du|dn|di|conninfo|x)\b|\.(?:tables|schema|databases|headers|mode|indexes|dbinfo|width|quit|exit)\b)/i.test(
          statement,
        ) &&
        !/\b(?:insert|update|delete|drop|truncate|alter|create|grant|revoke|merge|replace\s+into|into\s+(?:outfile|dumpfile)|copy|lo_\w+|pg_(?:terminate|cancel|reload|read|ls|write|rotate|switch|promote)\w*|dblink\w*|load_file|load_extension|writefile|readfile|edit|sys_exec|nextval|setval|xp_\w+|query_to_xml|sleep|benchmark)\b/i.test(
          statement,
        ),
    );
}

function judgeSql(call: Call, given: readonly string[]): Assessment | null {
  const { args, stdin } = call;
  if (isAboutItself(args) || args.some((arg) => /^(?:-l|--list)$/.test(arg))) return null;
  if (args.some((arg) => /^(?:-f|--file)/.test(arg))) return ask('high', 'runs a script on a database');
  const queries = [...given, ...(given.length === 0 && stdin.type === 'text' ? [stdin.text] : [])];
  if (queries.length === 0) return ask('high', 'runs on a database what is known only when it runs');
  return queries.every(isReadingSql)
    ? null
    : ask(
        DESTRUCTIVE.test(queries.join(' ')) ? 'critical' : 'high',
        DESTRUCTIVE.test(queries.join(' ')) ? 'deletes from a database' : 'changes a database',
      );
}

const DESTRUCTIVE = /\b(?:drop\s+\w+|delete\s+from|truncate)\b/i;

function judgeSqlite(call: Call): Assessment | null {
  const { args, stdin, scope } = call;
  if (isAboutItself(args)) return null;
  const { operands, valuesOf } = readArguments(args, [
    '-cmd',
    '-separator',
    '-init',
    '-newline',
    '-nullvalue',
    '-vfs',
  ]);
  const [file = '', ...queries] = operands;
  if (valuesOf('-init').length > 0) return ask('medium', 'runs a script on a database');
  const all = [
    ...valuesOf('-cmd'),
    ...queries,
    ...(queries.length === 0 && stdin.type === 'text' ? [stdin.text] : []),
  ];
  if (
    all.some(
      (text) =>
        /^\s*\.(?:shell|system|load|output|once|save|backup|import|read|clone|excel|www|log|archive|open|restore|dump\s*>)/im.test(
          text,
        ) || /\b(?:load_extension|writefile|edit)\s*\(|attach\s/i.test(text),
    )
  )
    return ask('high', 'sqlite3 starts a program or writes files');
  const place = placeOf(file, scope.folder);
  if (file === ':memory:' || file === '' || place === 'temp')
    return all.length > 0 || stdin.type === 'file' ? null : ask('low', 'a database session without a query');
  if (place !== 'worktree' && place !== 'common-temp')
    return all.length > 0 && all.every(isReadingSql) && place !== 'unknown'
      ? ask('low', 'reads a database outside the worktree')
      : ask('high', 'may change a database outside the worktree');
  if (all.length === 0)
    return stdin.type === 'file'
      ? ask('medium', 'runs a script on a database')
      : ask('medium', 'runs on a database what is known only when it runs');
  return all.every(isReadingSql)
    ? null
    : ask(DESTRUCTIVE.test(all.join(' ')) ? 'critical' : 'medium', 'changes a database');
}

const isPlainMongo = (queries: readonly string[]): boolean =>
  queries.length > 0 &&
  queries.every((query) =>
    /^(?:db\.(?:runCommand\(\{\s*ping:\s*1\s*\}\)|version\(\)|stats\(\)|adminCommand\(['"]ping['"]\)|getName\(\)|[\w.]+\.(?:countDocuments|count|find|findOne)\([^()$]*\))(?:\.\w+)?;?\s*)+$/.test(
      query,
    ),
  );
