import { forEachChild, parse, type Command, type SyntaxNode } from 'unbash';
import type { Risk } from '../domain/approval.ts';
import { DESTRUCTIVE_SQL, RISKY_PROGRAMS, type Assessment } from './risky-programs.ts';

/** What must happen before a shell command may run. */
export interface Classification {
  readonly decision: 'allow' | 'ask' | 'deny';
  readonly risk: Risk;
  readonly reason: string;
}

const HARMLESS: Classification = { decision: 'allow', risk: 'low', reason: 'nothing destructive in it' };
const RISKS: readonly Risk[] = ['low', 'medium', 'high', 'critical'];
const MAX_DEPTH = 8;

/** Programs that run the rest of their arguments, with the options that take a value of their own. */
const WRAPPERS = new Map<string, readonly string[]>([
  ['env', ['-u', '-C', '-S']],
  ['timeout', ['-s', '-k']],
  ['nice', ['-n']],
  ['nohup', []],
  ['time', []],
  ['command', []],
  ['builtin', []],
  ['exec', ['-a']],
  ['stdbuf', ['-i', '-o', '-e']],
  ['setsid', []],
  ['xargs', ['-n', '-I', '-P', '-L', '-d', '-s']],
]);
const SHELLS = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh']);
const DATABASE_CLIENTS = new Set(['psql', 'mysql', 'mariadb', 'sqlite3', 'mongosh', 'mongo', 'redis-cli']);

/** Judges a statement by its grammar, not by its letters: `echo "rm -r x"` is harmless, `bash -c "rm -r x"` is not. */
export function classify(text: string): Classification {
  const assessments: Assessment[] = [];
  collect(text, 0, assessments);
  const worst = assessments.sort((a, b) => weight(b) - weight(a))[0];
  return worst ?? HARMLESS;
}

function weight(assessment: Assessment): number {
  return RISKS.indexOf(assessment.risk) + (assessment.decision === 'deny' ? RISKS.length : 0);
}

function collect(text: string, depth: number, assessments: Assessment[]): void {
  if (depth > MAX_DEPTH) {
    assessments.push({ decision: 'ask', risk: 'high', reason: 'commands nested too deep to judge' });
    return;
  }
  try {
    visit(parse(text), text, depth, assessments);
  } catch {
    assessments.push({ decision: 'ask', risk: 'high', reason: 'cannot be parsed, so it cannot be judged' });
  }
}

function visit(node: SyntaxNode, source: string, depth: number, assessments: Assessment[]): void {
  if (node.type === 'Command') judgeCommand(node, source, depth, assessments);
  if (node.type === 'Pipeline') judgePipeline(node, assessments);
  if (node.type === 'Redirect' && node.operator.startsWith('>'))
    judgeTarget(node.target?.value ?? '', assessments);
  forEachChild(node, (child) => visit(child, source, depth, assessments));
}

function judgeCommand(node: Command, source: string, depth: number, assessments: Assessment[]): void {
  if (node.name === undefined) return;
  const words = [node.name, ...node.args].map((word) => (word.type === 'Word' ? word.value : ''));
  judgeWords(words, depth, assessments);
  const program = baseName(words[0] ?? '');
  if (DATABASE_CLIENTS.has(program) && DESTRUCTIVE_SQL.test(source.slice(node.pos))) {
    assessments.push({ decision: 'ask', risk: 'critical', reason: 'deletes from a database' });
  }
}

function judgeWords(words: readonly string[], depth: number, assessments: Assessment[]): void {
  const program = baseName(words[0] ?? '');
  const args = words.slice(1);
  const assessment = RISKY_PROGRAMS.get(program.startsWith('mkfs.') ? 'mkfs' : program)?.(args) ?? null;
  if (assessment !== null) assessments.push(assessment);
  if (depth > MAX_DEPTH) return;
  if (program === 'eval') collect(args.join(' '), depth + 1, assessments);
  const inline = SHELLS.has(program) ? args[args.findIndex((arg) => /^-[a-z]*c$/.test(arg)) + 1] : undefined;
  if (inline !== undefined && args.some((arg) => /^-[a-z]*c$/.test(arg)))
    collect(inline, depth + 1, assessments);
  const valued = WRAPPERS.get(program);
  if (valued !== undefined) judgeWords(wrapped(program, args, valued), depth + 1, assessments);
  if (program === 'sudo' || program === 'doas')
    judgeWords(wrapped(program, args, ['-u', '-g']), depth + 1, assessments);
  if ((program === 'docker' || program === 'podman') && args[0] === 'exec') {
    judgeWords(wrapped(program, args.slice(1), ['-e', '-u', '-w']).slice(1), depth + 1, assessments);
  }
  const execAt = program === 'find' ? args.findIndex((arg) => arg === '-exec' || arg === '-execdir') : -1;
  if (execAt >= 0) judgeWords(args.slice(execAt + 1), depth + 1, assessments);
}

/** The command inside a wrapper: behind its options, its assignments and, for `timeout`, its duration. */
function wrapped(program: string, args: readonly string[], valued: readonly string[]): readonly string[] {
  let at = 0;
  while (at < args.length) {
    const arg = args[at] ?? '';
    if (valued.includes(arg)) at += 2;
    else if (arg.startsWith('-') || /^[A-Za-z_]\w*=/.test(arg)) at += 1;
    else if (program === 'timeout' && /^\d+(\.\d+)?[smhd]?$/.test(arg)) at += 1;
    else break;
  }
  return args.slice(at);
}

function judgePipeline(node: Extract<SyntaxNode, { type: 'Pipeline' }>, assessments: Assessment[]): void {
  const names = node.commands.map((command) =>
    command.type === 'Command' ? baseName(command.name?.value ?? '') : '',
  );
  const fetches = names.slice(0, -1).some((name) => name === 'curl' || name === 'wget');
  if (fetches && SHELLS.has(names.at(-1) ?? '')) {
    assessments.push({ decision: 'ask', risk: 'high', reason: 'runs a script from the network' });
  }
  const client = names.findIndex((name) => DATABASE_CLIENTS.has(name));
  if (client > 0) {
    const fed = node.commands
      .slice(0, client)
      .map((command) => (command.type === 'Command' ? command : null));
    const text = fed
      .flatMap((command) => command?.args.map((word) => (word.type === 'Word' ? word.text : '')) ?? [])
      .join(' ');
    if (DESTRUCTIVE_SQL.test(text))
      assessments.push({ decision: 'ask', risk: 'critical', reason: 'deletes from a database' });
  }
}

const HARMLESS_TARGET = /^(\/tmp\/|\/var\/tmp\/|\/dev\/(null|stdout|stderr|tty|fd\/))/;

function judgeTarget(target: string, assessments: Assessment[]): void {
  if (!/^(\/|~|\.\.\/)/.test(target) || HARMLESS_TARGET.test(target)) return;
  assessments.push({ decision: 'ask', risk: 'high', reason: `writes outside the worktree: ${target}` });
}

function baseName(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1).replace(/^\\/, '');
}
