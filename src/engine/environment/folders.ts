import { normalize } from 'node:path/posix';
import { parse, type SyntaxNode } from 'unbash';
import { wordsOf } from '../shell/command-words.ts';
import type { ShellBlock } from '../domain/instruction.ts';

/** One `cd` of a block, and the folder that it leads to. */
export interface FolderChange {
  /** As it is written. */
  readonly target: string;
  /** The folder that it leads to, from the repo root; null for an absolute path. */
  readonly path: string | null;
  readonly line: number;
  /** The line of an earlier `cd` with the same words, if the block is still in its folder. */
  readonly since: number | null;
}

interface FolderState {
  /** From the repo root; null once the text no longer tells. */
  cwd: string | null;
  /** Folders that the block itself creates. */
  readonly made: Set<string>;
}

/** Follows the `cd`s of a block through its statements, which run in one shell; each is taken to succeed. */
export function folderChanges(block: ShellBlock): FolderChange[] {
  const state: FolderState = { cwd: '', made: new Set() };
  const changes: FolderChange[] = [];
  for (const statement of block.statements) {
    try {
      for (const command of parse(statement.text).commands)
        follow(command.command, state, statement.line, changes);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return changes.filter(({ path }) => path === null || !state.made.has(path));
}

function follow(node: SyntaxNode, state: FolderState, line: number, changes: FolderChange[]): void {
  if (node.type === 'AndOr') {
    for (const [index, command] of node.commands.entries())
      if (node.operators[index - 1] !== '||') follow(command, state, line, changes);
  } else if (node.type === 'Subshell' || node.type === 'BraceGroup') {
    const inner = node.type === 'Subshell' ? { ...state } : state;
    for (const statement of node.body.commands) follow(statement.command, inner, line, changes);
  } else if (node.type === 'Command') {
    const [name, ...args] = wordsOf(node);
    if (name === 'mkdir' || (name === 'git' && args[0] === 'clone')) make(args, state);
    if (name === 'popd') state.cwd = null;
    if (name === 'cd' || name === 'pushd')
      enter(args.find((arg) => arg !== '--' && arg !== '-P') ?? null, state, line, changes);
  }
}

function make(args: readonly (string | null)[], state: FolderState): void {
  for (const arg of args)
    if (arg !== null && state.cwd !== null)
      state.made.add(normalize(`./${state.cwd}/${arg}`).replace(/^\/|\/$/g, ''));
}

function enter(target: string | null, state: FolderState, line: number, changes: FolderChange[]): void {
  if (target === null || target === '-' || target.startsWith('~')) {
    state.cwd = null;
    return;
  }
  if (target.startsWith('/')) {
    changes.push({ target, path: null, line, since: null });
    state.cwd = null;
    return;
  }
  if (state.cwd === null) return;
  const path = normalize(`./${state.cwd}/${target}`).replace(/^\.\/|\/$/g, '');
  // A repeated `cd ..` is no mistake: each one leads further up.
  const before = target.startsWith('..')
    ? undefined
    : changes.find((change) => change.target === target && change.path === state.cwd);
  if (before !== undefined) {
    changes.push({ target, path, line, since: before.since ?? before.line });
    return;
  }
  state.cwd = path === '.' ? '' : path;
  if (path !== '.' && !path.startsWith('..')) changes.push({ target, path, line, since: null });
}
