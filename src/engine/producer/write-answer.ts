import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AttemptIo } from '../domain/attempt-io.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Failure } from '../domain/failure.ts';
import type { Instruction } from '../domain/instruction.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { ReadyProvider } from '../provider/ready-provider.ts';
import { prepareEdits, writePrepared } from '../workspace/apply.ts';
import { commitPaths, workspaceFailure } from '../workspace/candidate.ts';
import { makeDeclared } from '../workspace/declared.ts';
import type { Tree } from '../workspace/worktree.ts';
import { readAnswer } from './answer/read-answer.ts';
import type { FullAnswer } from './ask-model.ts';
import { judgeAnswer } from './judge/judge-answer.ts';
import { wantsSkeleton } from './judge/stub/wants-skeleton.ts';
import type { ProducerParts } from './producer-parts.ts';

/** An answer as a commit on its base. */
export interface Written {
  readonly commit: string;
  readonly tree: string;
  readonly paths: readonly string[];
}

export interface WriteRequest {
  readonly instruction: Instruction;
  /** The commit that the work is made on. */
  readonly tree: string;
  readonly attempt: number;
  readonly provider: ReadyProvider;
  readonly answer: FullAnswer;
  readonly io: AttemptIo;
}

export type WriteParts = Pick<ProducerParts, 'repo' | 'pool' | 'caseInsensitive' | 'parsers'>;

/** Reads the answer, judges whether it is work at all, writes what is declared into a worktree and commits it. */
export async function writeAnswer(
  parts: WriteParts,
  request: WriteRequest,
): Promise<Result<Written, Failure>> {
  const { pace, signal } = request.io;
  pace.pause();
  const worktree = await parts.pool.lease(request.tree, signal);
  pace.resume();
  if (!worktree.ok) return err(workspaceFailure(worktree.error));
  try {
    return await write(parts, request, worktree.value);
  } finally {
    parts.pool.release(worktree.value);
  }
}

async function write(
  { repo, caseInsensitive, parsers }: WriteParts,
  { instruction, tree, attempt, provider, answer: full, io }: WriteRequest,
  worktree: Tree,
): Promise<Result<Written, Failure>> {
  const deliverables = instruction.deliverables.map((deliverable) => deliverable.path);
  const { can, cannot } = instruction.boundaries;
  const declared = makeDeclared({ deliverables, can, cannot, caseInsensitive });
  const answer = readAnswer(full.text, { deliverables });
  const prepared = await prepareEdits(worktree.root, answer.edits, declared);
  const read = (files: readonly string[], refused: readonly Refusal[]): void =>
    io.emit({ type: 'answer-read', files, refused });
  if (!prepared.ok) {
    read([], refusedBy(prepared.error));
    return prepared;
  }
  const { files, refused } = prepared.value;
  read(
    files.filter((file) => !file.isUnchanged).map((file) => file.path),
    refused,
  );
  const { text, finish } = full;
  const failure = await judgeAnswer(parsers, {
    answer,
    text,
    finish,
    files,
    deliverables,
    wantsSkeleton: wantsSkeleton(instruction),
  });
  if (failure !== null) return err(failure);
  const applied = await writePrepared(worktree.root, prepared.value);
  if (!applied.ok) return applied;
  const missing = missingOf(instruction, worktree.root);
  if (missing.length > 0) return err({ reason: 'missing-file', paths: missing });
  const paths = applied.value.written.map((file) => file.path);
  const committed = await commitPaths(worktree, repo, tree, paths, {
    worker: instruction.id,
    title: instruction.title,
    attempt,
    provider: provider.provider.name,
    model: provider.model,
  });
  if (!committed.ok) return committed;
  io.emit({ type: 'attempt-committed', ...committed.value });
  return ok({ ...committed.value, paths });
}

/** How sure the parser must be that a file is to be there. */
const SURE = 0.8;

/** The deliverables that the instruction names outright and that are not there, unless they are to be removed. */
function missingOf(instruction: Instruction, root: string): readonly string[] {
  const lines = instruction.source.split('\n');
  return instruction.deliverables
    .filter(
      ({ confidence, path }) => confidence >= SURE && !path.endsWith('/') && !existsSync(join(root, path)),
    )
    .filter(({ line }) => !/\b(?:delet|remov|renam|mov)\w*/i.test(lines[line - 1] ?? ''))
    .map(({ path }) => path);
}

/** The refusals that a failure stands for, so that the evidence has them. */
function refusedBy(failure: Failure): readonly Refusal[] {
  if (failure.reason === 'escaping-path') return failure.paths.map((path) => ({ path, why: 'escapes' }));
  if (failure.reason === 'wrong-file') return failure.paths.map((path) => ({ path, why: 'undeclared' }));
  return [];
}
