import type { PathSource } from '../../workspace/edit.ts';
import type { Fence } from './fences.ts';
import { languageOfPath } from './language.ts';
import { readFirstComment, readInfo, readLineBefore } from './path-hint.ts';
import { resolvePath } from './path-name.ts';

/** A fence with the path that it seems to be for. */
export interface LabelledFence {
  readonly info: string;
  readonly language: string | null;
  readonly content: string;
  readonly hint: {
    readonly path: string;
    readonly source: PathSource;
    /** The path was only mentioned in a sentence before the fence. */
    readonly isWeak: boolean;
  } | null;
}

/** Blank lines between a path and its fence, at most. */
const GAP = 2;

/** Finds the path of a fence: its info string, the line before, its first comment, a sentence before it. */
export function labelFence(
  lines: readonly string[],
  fence: Fence,
  deliverables: readonly string[],
): LabelledFence {
  const info = readInfo(fence.info, deliverables);
  const { content } = fence;
  const label = (path: string, source: PathSource, isWeak: boolean, text = content): LabelledFence => {
    const resolved = resolvePath(path, deliverables);
    return {
      info: fence.info,
      language: info.language,
      content: text,
      hint: { path: resolved, source, isWeak },
    };
  };
  if (info.path !== null) return label(info.path, 'info', false);
  const line = lineBefore(lines, fence.start);
  const before = line === null ? null : readLineBefore(line, deliverables);
  if (before?.strength === 'label')
    return label(before.path, 'line-before', false, forJson(content, before.path, deliverables));
  const comment = readFirstComment(content, deliverables);
  if (comment !== null)
    return label(comment.path, 'first-comment', false, forJson(content, comment.path, deliverables));
  if (before !== null) return label(before.path, 'line-before', true);
  return { info: fence.info, language: info.language, content, hint: null };
}

function lineBefore(lines: readonly string[], start: number): string | null {
  for (let line = start - 1; line >= Math.max(0, start - 1 - GAP); line--) {
    const text = lines[line] ?? '';
    if (/^\s*(?:`{3,}|~{3,})\s*$/.test(text)) return null;
    if (text.trim() !== '') return text;
  }
  return null;
}

/** JSON has no comments, so the one that names the file cannot stay. */
function forJson(content: string, path: string, deliverables: readonly string[]): string {
  const comment = readFirstComment(content, deliverables);
  if (comment === null || languageOfPath(path) !== 'json' || path.endsWith('.jsonc')) return content;
  return content
    .split('\n')
    .filter((_, index) => index !== comment.line)
    .join('\n');
}
