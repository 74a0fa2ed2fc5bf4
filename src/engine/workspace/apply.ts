import { realpath } from 'node:fs/promises';
import type { Edit } from './edit.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Failure } from '../domain/failure.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { normalisePath, type Declared } from './declared.ts';
import { editContent } from './edit-content.ts';
import { readSafely, writeSafely } from './safe-file.ts';
import { styleOf, toStyle, type TextStyle } from './text-style.ts';

/** A file that an answer's edits are about, as it is and as they make it; both with LF line ends. */
export interface PreparedFile {
  readonly path: string;
  /** null where there is no file yet. */
  readonly before: string | null;
  readonly after: string;
  readonly style: TextStyle;
  readonly mode: number;
  /** The edits leave it as it is. */
  readonly isUnchanged: boolean;
}

/** Edits worked out and not written yet. */
export interface Prepared {
  readonly files: readonly PreparedFile[];
  readonly refused: readonly Refusal[];
}

/** What was written into the worktree. */
export interface Applied {
  readonly written: readonly {
    readonly path: string;
    readonly before: string | null;
    readonly after: string;
  }[];
  readonly refused: readonly Refusal[];
  readonly unchanged: readonly string[];
}

/**
 * Works out what edits make of the files below `root`, and writes nothing. Refuses every path that is not declared,
 * leads out, goes through a symbolic link or touches `.git`; the rest goes on without it. Fails when an edit does not
 * fit its file, or when every path was refused: `escaping-path` where all were unsafe, `wrong-file` otherwise.
 */
export async function prepareEdits(
  root: string,
  edits: readonly Edit[],
  declared: Declared,
): Promise<Result<Prepared, Failure>> {
  const files = new Map<string, PreparedFile>();
  const refused: Refusal[] = [];
  const refuse = (path: string, why: Refusal['why']): void => {
    if (!refused.some((refusal) => refusal.path === path)) refused.push({ path, why });
  };
  const base = await realpath(root);
  for (const edit of edits) {
    const verdict = declared.judge(edit.path);
    if (verdict !== 'deliverable' && verdict !== 'allowed') {
      refuse(edit.path, verdict);
      continue;
    }
    const path = normalisePath(edit.path);
    const current = files.get(path) ?? (await load(base, path));
    if ('why' in current) {
      refuse(edit.path, current.why);
      continue;
    }
    const made = editContent(files.has(path) ? current.after : current.before, edit);
    if (!made.ok) return err({ reason: 'edit-mismatch', path, detail: made.error });
    const after = made.value;
    files.set(path, {
      ...current,
      after,
      isUnchanged: current.before !== null && sameText(current.before, after),
    });
  }
  if (files.size === 0 && refused.length > 0) return err(refusalFailure(refused));
  return ok({ files: [...files.values()], refused });
}

/** Writes what was prepared, each file in one step; a file that would stay as it is is left alone. */
export async function writePrepared(root: string, prepared: Prepared): Promise<Result<Applied, Failure>> {
  const changed = prepared.files.filter((file) => !file.isUnchanged);
  if (changed.length === 0) return err({ reason: 'no-change' });
  const base = await realpath(root);
  for (const { path, before, after, style, mode } of changed) {
    const isProgram = before === null && after.startsWith('#!');
    const done = await writeSafely(base, path, toStyle(after, style), isProgram ? 0o755 : mode);
    if (!done.ok) return err({ reason: 'workspace', detail: done.error });
  }
  return ok({
    written: changed.map(({ path, before, after }) => ({ path, before, after })),
    refused: prepared.refused,
    unchanged: prepared.files.filter((file) => file.isUnchanged).map((file) => file.path),
  });
}

const NEW_FILE_MODE = 0o644;

async function load(root: string, path: string): Promise<PreparedFile | { readonly why: Refusal['why'] }> {
  const found = await readSafely(root, path);
  switch (found.kind) {
    case 'symlink':
      return { why: 'symlink' };
    case 'other':
      return { why: 'not-a-path' };
    case 'missing':
      return {
        path,
        before: null,
        after: '',
        style: { crlf: false, bom: false },
        mode: NEW_FILE_MODE,
        isUnchanged: false,
      };
    case 'file': {
      const { text, style } = styleOf(found.bytes);
      return { path, before: text, after: text, style, mode: found.mode, isUnchanged: true };
    }
  }
}

/** Blank lines at the end of a file are no work. */
const sameText = (before: string, after: string): boolean =>
  before === after || before.trimEnd() === after.trimEnd();

const UNSAFE: readonly Refusal['why'][] = ['escapes', 'git', 'symlink', 'not-a-path'];

function refusalFailure(refused: readonly Refusal[]): Failure {
  const paths = refused.map((refusal) => refusal.path);
  const allUnsafe = refused.every((refusal) => UNSAFE.includes(refusal.why));
  return { reason: allUnsafe ? 'escaping-path' : 'wrong-file', paths };
}
