import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../domain/clock.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { openLineProcess, type LineProcess } from '../runner/line-process.ts';
import type { Runner } from '../runner/runner.ts';
import type { Git, GitError } from './git.ts';
import { treeLines, type TreeEntry } from './tree-entry.ts';

/** Writes objects into the repo without a process for each. */
export interface ObjectWriter {
  /** @returns the tree's id */
  tree(entries: readonly TreeEntry[]): Promise<Result<string, GitError>>;
  /** @returns the commit's id */
  commit(commit: NewCommit): Promise<Result<string, GitError>>;
}

export interface NewCommit {
  readonly tree: string;
  readonly parent: string;
  readonly message: string;
  /** Epoch seconds and zone (`1700000000 +0100`) of the work; null: now. */
  readonly writtenAt: string | null;
}

export interface WriterOptions {
  readonly runner: Runner;
  readonly clock: Clock;
  readonly git: Git;
  /** The arguments of every Git, the program first. */
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** A folder of the engine's own, which goes at the end: a commit's text stands there while Git reads it. */
  readonly scratch: string;
}

/** As for any Git: one that takes this long hangs. */
const LIMIT_MS = 10 * 60_000;
const IDLE_MS = 60_000;
const MAX_QUESTIONS = 10_000;

/** Who writes, as Git says it: `Name <address> seconds zone`. */
const IDENT = /^(.*>) \d+ ([+-]\d{4})$/;

/** Opens each process at the first object of its kind. The caller closes it. */
export function openObjectWriter(options: WriterOptions): ObjectWriter & { close(): void } {
  const { runner, clock, git, command, env, scratch } = options;
  mkdirSync(scratch, { recursive: true });
  const open = (args: readonly string[]): LineProcess =>
    openLineProcess(runner, {
      argv: [...command, ...args],
      cwd: git.dir,
      ...{ env, clock, limitMs: LIMIT_MS, idleMs: IDLE_MS, maxQuestions: MAX_QUESTIONS },
    });
  // The entries come from trees that are there, so that Git need not look for each.
  const trees = open(['mktree', '--missing', '--batch']);
  const commits = open(['hash-object', '-t', 'commit', '-w', '--no-filters', '--stdin-paths']);
  const file = join(scratch, 'commit');

  const ask = async (helper: LineProcess, args: readonly string[], question: string) => {
    const answer = await helper.ask(question);
    if (!answer.ok) return err({ args, message: answer.error.detail });
    return /^[0-9a-f]{40,64}$/.test(answer.value) ? ok(answer.value) : err({ args, message: answer.value });
  };
  const ident = (who: 'AUTHOR' | 'COMMITTER'): Promise<Result<Ident, GitError>> =>
    git.run(['var', `GIT_${who}_IDENT`]).then((said) => {
      if (!said.ok) return said;
      const [, name, zone] = IDENT.exec(said.value.trim()) ?? [];
      if (name === undefined || zone === undefined) return err({ args: ['var'], message: said.value });
      return ok({ name, zone });
    });
  let idents: Promise<readonly [Result<Ident, GitError>, Result<Ident, GitError>]> | null = null;

  /** One after the other: Git reads the text from the same file every time, since a new one costs more. */
  let last: Promise<unknown> = Promise.resolve();
  const writeCommit = async (text: string): Promise<Result<string, GitError>> => {
    try {
      writeFileSync(file, text);
    } catch (error) {
      return err({ args: ['hash-object'], message: error instanceof Error ? error.message : String(error) });
    }
    return ask(commits, ['hash-object'], file);
  };

  return {
    tree: (entries) => ask(trees, ['mktree'], treeLines(entries)),
    async commit({ tree, parent, message, writtenAt }) {
      idents ??= Promise.all([ident('AUTHOR'), ident('COMMITTER')]);
      const [author, committer] = await idents;
      if (!author.ok) return author;
      if (!committer.ok) return committer;
      const now = `${Math.floor(clock.now() / 1000)} ${committer.value.zone}`;
      const text = [
        `tree ${tree}`,
        `parent ${parent}`,
        `author ${author.value.name} ${writtenAt ?? now}`,
        `committer ${committer.value.name} ${now}`,
        '',
        message,
      ].join('\n');
      const written = last.then(() => writeCommit(text));
      last = written;
      return written;
    },
    close() {
      trees.close();
      commits.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

interface Ident {
  readonly name: string;
  readonly zone: string;
}
