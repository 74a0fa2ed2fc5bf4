import { normalize } from 'node:path/posix';
import { parse, type SyntaxNode } from 'unbash';
import { wordsOf } from '../shell/command-words.ts';
import type { ShellBlock } from '../domain/instruction.ts';

/** One `cd` of a block, with where the block is by then. */
export interface FolderChange {
  /** As it is written. */
  readonly target: string;
  /** The folder that it leads to, from the repo root; null for an absolute path. */
  readonly path: string | null;
  readonly line: number;
  /** The line of an earlier `cd` with the same words, from where the block has not come back. */
  readonly since: number | null;
}

interface Place {
  /** Null once nobody can tell. */
  cwd: string | null;
  readonly made: Set<string>;
}

/** Follows the `cd`s of a block through its statements, which run in one shell; each is taken to succeed. */
export function folderChanges(block: ShellBlock): FolderChange[] {
  const place: Place = { cwd: '', made: new Set() };
  const changes: FolderChange[] = [];
  for (const statement of block.statements) {
    try {
      for (const command of parse(statement.text).commands)
        follow(command.command, place, statement.line, changes);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return changes.filter(({ path }) => path === null || !place.made.has(path));
}

function follow(node: SyntaxNode, place: Place, line: number, changes: FolderChange[]): void {
  if (node.type === 'AndOr') {
    for (const [index, command] of node.commands.entries())
      if (node.operators[index - 1] !== '||') follow(command, place, line, changes);
  } else if (node.type === 'Subshell' || node.type === 'BraceGroup') {
    const inner = node.type === 'Subshell' ? { ...place } : place;
    for (const statement of node.body.commands) follow(statement.command, inner, line, changes);
  } else if (node.type === 'Command') {
    const [name, ...args] = wordsOf(node);
    if (name === 'mkdir' || (name === 'git' && args[0] === 'clone')) make(args, place);
    if (name === 'popd') place.cwd = null;
    if (name === 'cd' || name === 'pushd')
      enter(args.find((arg) => arg !== '--' && arg !== '-P') ?? null, place, line, changes);
  }
}

function make(args: readonly (string | null)[], place: Place): void {
  for (const arg of args)
    if (arg !== null && place.cwd !== null)
      place.made.add(normalize(`./${place.cwd}/${arg}`).replace(/^\/|\/$/g, ''));
}

function enter(target: string | null, place: Place, line: number, changes: FolderChange[]): void {
  if (target === null || target === '-' || target.startsWith('~')) {
    place.cwd = null;
    return;
  }
  if (target.startsWith('/')) {
    changes.push({ target, path: null, line, since: null });
    place.cwd = null;
    return;
  }
  if (place.cwd === null) return;
  const path = normalize(`./${place.cwd}/${target}`).replace(/^\.\/|\/$/g, '');
  // `cd ..` leads further up each time, and means to.
  const before = target.startsWith('..')
    ? undefined
    : changes.find((change) => change.target === target && change.path === place.cwd);
  if (before !== undefined) {
    changes.push({ target, path, line, since: before.since ?? before.line });
    return;
  }
  place.cwd = path === '.' ? '' : path;
  if (path !== '.' && !path.startsWith('..')) changes.push({ target, path, line, since: null });
}
