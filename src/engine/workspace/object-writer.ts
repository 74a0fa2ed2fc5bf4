import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';
import type { LineProcess } from '../runner/line-process.ts';
import type { GitError } from './git.ts';
import { openGitProcess, type GitProcessOptions } from './git-process.ts';
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

export interface WriterOptions extends GitProcessOptions {
  /** A folder of the engine's own, which goes at the end: a commit's text stands there while Git reads it. */
  readonly scratch: string;
}

/** Who writes, as Git says it: `Name <address> seconds zone`. */
const IDENT = /^(.*>) \d+ ([+-]\d{4})$/;

interface Ident {
  readonly name: string;
  readonly zone: string;
}

/** Opens each process at the first object of its kind. The caller closes it. */
export function openObjectWriter(options: WriterOptions): ObjectWriter & { close(): void } {
  const { clock, git, scratch } = options;
  mkdirSync(scratch, { recursive: true });
  const file = join(scratch, 'commit');
  // The entries come from trees that are there, so that Git need not look for each.
  const trees = openGitProcess(options, ['mktree', '--missing', '--batch']);
  const commits = openGitProcess(options, [
    'hash-object',
    ...['-t', 'commit', '-w', '--no-filters', '--stdin-paths'],
  ]);

  const ask = async (helper: LineProcess, args: readonly string[], question: string) => {
    const answer = await helper.ask(question);
    if (!answer.ok) return err({ args, message: answer.error.detail });
    return /^[0-9a-f]{40,64}$/.test(answer.value) ? ok(answer.value) : err({ args, message: answer.value });
  };
  const identOf = async (who: 'AUTHOR' | 'COMMITTER'): Promise<Result<Ident, GitError>> => {
    const said = await git.run(['var', `GIT_${who}_IDENT`]);
    if (!said.ok) return said;
    const [, name, zone] = IDENT.exec(said.value.trim()) ?? [];
    if (name === undefined || zone === undefined) return err({ args: ['var'], message: said.value });
    return ok({ name, zone });
  };
  let idents: { readonly author: Ident; readonly committer: Ident } | null = null;
  const readIdents = async (): Promise<Result<NonNullable<typeof idents>, GitError>> => {
    if (idents !== null) return ok(idents);
    const [author, committer] = await Promise.all([identOf('AUTHOR'), identOf('COMMITTER')]);
    if (!author.ok) return author;
    if (!committer.ok) return committer;
    idents = { author: author.value, committer: committer.value };
    return ok(idents);
  };
  /** One after the other: Git reads the text from the same file every time, since a new one costs more. */
  let last: Promise<unknown> = Promise.resolve();
  const writeCommit = async (text: string): Promise<Result<string, GitError>> => {
    const args = ['hash-object'];
    try {
      writeFileSync(file, text, { mode: 0o600 });
    } catch (error) {
      return err({ args, message: error instanceof Error ? error.message : String(error) });
    }
    const written = await ask(commits, args, file);
    if (!written.ok || written.value === commitId(text, written.value.length)) return written;
    return err({ args, message: `${file} was changed while Git read it` });
  };

  return {
    tree: (entries) => ask(trees, ['mktree'], treeLines(entries)),
    async commit({ tree, parent, message, writtenAt }) {
      const known = await readIdents();
      if (!known.ok) return known;
      const { author, committer } = known.value;
      const now = `${Math.floor(clock.now() / 1000)} ${committer.zone}`;
      const text = [
        `tree ${tree}`,
        `parent ${parent}`,
        `author ${author.name} ${writtenAt ?? now}`,
        `committer ${committer.name} ${now}`,
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

/** The id that a commit of this text has: what else could write to the scratch file cannot pass for it. */
function commitId(text: string, idLength: number): string {
  const hash = createHash(idLength === 40 ? 'sha1' : 'sha256');
  return hash
    .update(`commit ${Buffer.byteLength(text)}\0`)
    .update(text)
    .digest('hex');
}
