import { chooseFence } from './choose.ts';
import { looksLikeFile, withoutIntroduction } from './code-shape.ts';
import type { Edit, Hunk } from '../../workspace/edit.ts';
import { findFences, type Fence } from './fences.ts';
import { labelFence, type LabelledFence } from './label.ts';
import { languageOfPath } from './language.ts';
import { mergeEdits } from './merge.ts';
import { readLineBefore } from './path-hint.ts';
import { isPathName, resolvePath } from './path-name.ts';
import { findSearchReplace, type SearchReplace } from './search-replace.ts';
import { withoutThinking } from './thinking.ts';
import { isUnifiedDiff, readUnifiedDiff } from './unified-diff.ts';

export type { Edit } from '../../workspace/edit.ts';

/** A model's answer, read: what it wants changed, and what else it says. */
export interface Answer {
  /** In the order of the answer; at most one `write` a path. Paths are not judged yet. */
  readonly edits: readonly Edit[];
  /** The text outside all fences and SEARCH/REPLACE blocks. */
  readonly prose: string;
  /** Fences that no file was made of: examples, commands, output. */
  readonly unusedFences: readonly { readonly info: string; readonly text: string }[];
  /** The last fence, SEARCH/REPLACE block or thought was never closed. */
  readonly cutOff: boolean;
}

/** What the reading depends on besides the answer. */
export interface AnswerContext {
  readonly deliverables: readonly string[];
}

/**
 * Reads a model's answer. Never fails: what cannot be understood is left in `unusedFences` and `prose`. Content is
 * kept byte for byte but for line ends, which become LF; a first comment line with the path stays in the file.
 */
export function readAnswer(text: string, context: AnswerContext): Answer {
  const { deliverables } = context;
  const thought = withoutThinking(text.replaceAll('\r\n', '\n'));
  const lines = thought.text.split('\n');
  const blocks = findSearchReplace(lines);
  const isBlock = lineMask(lines.length, blocks);
  const fences = findFences(lines, isBlock);
  const prose = proseOf(lines, fences, isBlock);

  const edits: Edit[] = readSearchReplace(lines, blocks, fences, deliverables);
  const rest: LabelledFence[] = [];
  for (const fence of fences.filter((candidate) => !holdsBlock(candidate, blocks))) {
    const labelled = labelFence(lines, fence, deliverables);
    const patches = readPatches(labelled, deliverables);
    if (patches.length > 0) edits.push(...patches);
    else rest.push(labelled);
  }
  const written = mergeEdits(edits, rest, deliverables);
  let used = written.used;
  const all = [...written.edits];

  const only = onlyFile(deliverables);
  if (only !== null && !all.some((edit) => edit.path === only)) {
    const unlabelled = rest.filter((fence) => fence.hint === null || fence.hint.isWeak);
    const patches = fences.length + blocks.length === 0 ? readBarePatch(thought.text, only) : [];
    all.push(...patches);
    const whole = patches.length > 0 ? null : readWhole(thought.text, only, fences, blocks);
    const chosen = whole === null ? chooseFence(unlabelled, only) : null;
    if (whole !== null) {
      all.push({ kind: 'write', path: only, content: whole, source: 'whole-answer' });
      used = new Set(rest);
    } else if (chosen !== null) {
      all.push({ kind: 'write', path: only, content: chosen.content, source: 'only-deliverable' });
      used = new Set([...used, chosen]);
    }
  }
  return {
    edits: all,
    prose: all.some((edit) => edit.kind === 'write' && edit.source === 'whole-answer') ? '' : prose,
    unusedFences: rest
      .filter((fence) => !used.has(fence))
      .map(({ info, content }) => ({ info, text: content })),
    cutOff: thought.open || fences.some((fence) => !fence.closed) || blocks.some((block) => !block.closed),
  };
}

const onlyFile = (deliverables: readonly string[]): string | null => {
  const [only] = deliverables;
  return deliverables.length === 1 && only !== undefined && !only.endsWith('/') ? only : null;
};

/** An answer that is a unified diff without a fence around it. */
function readBarePatch(text: string, path: string): Edit[] {
  const start = text.search(/^(?:diff --git |--- (?:a\/|\S+\n\+\+\+ ))/m);
  if (start < 0 || languageOfPath(path) === 'diff' || !isUnifiedDiff(text.slice(start))) return [];
  return readUnifiedDiff(text.slice(start)).map((file) => ({
    kind: 'patch',
    path: resolvePath(file.path ?? path, [path]),
    patch: file.hunks,
  }));
}

/** The whole answer as the file: code without a fence, or a Markdown file whose fences are its own. */
function readWhole(
  text: string,
  path: string,
  fences: readonly Fence[],
  blocks: readonly SearchReplace[],
): string | null {
  const language = languageOfPath(path);
  if (blocks.length > 0 || fences.some((fence) => /^(?:markdown|md)\b/i.test(fence.info))) return null;
  if (fences.length > 0 && language !== 'markdown') return null;
  for (const body of [text, withoutIntroduction(text)]) {
    if (looksLikeFile(body, language)) return `${body.replace(/^\n+/, '').trimEnd()}\n`;
  }
  return null;
}

function lineMask(count: number, blocks: readonly SearchReplace[]): (line: number) => boolean {
  const mask = new Uint8Array(count);
  for (const block of blocks) mask.fill(1, block.start, block.end);
  return (line) => mask[line] === 1;
}

/** SEARCH/REPLACE blocks with their file: named in the fence, after SEARCH, on the line before, or as the last block's. */
function readSearchReplace(
  lines: readonly string[],
  blocks: readonly SearchReplace[],
  fences: readonly Fence[],
  deliverables: readonly string[],
): Edit[] {
  const hunks = new Map<string, Hunk[]>();
  let path = onlyFile(deliverables);
  let previous = -1;
  let fence = 0;
  for (const block of blocks) {
    while (fence < fences.length && (fences[fence]?.end ?? 0) <= block.start) fence++;
    const around = fences[fence];
    const inside = around !== undefined && around.start < block.start ? around : null;
    const found = pathOfBlock(lines, block, previous, inside, deliverables);
    if (found !== null) path = resolvePath(found, deliverables);
    previous = block.end;
    if (path === null || !block.closed) continue;
    const list = hunks.get(path) ?? [];
    list.push({ search: block.search, replace: block.replace });
    hunks.set(path, list);
  }
  return [...hunks].map(([file, list]) => ({ kind: 'replace', path: file, hunks: list }));
}

function pathOfBlock(
  lines: readonly string[],
  block: SearchReplace,
  previous: number,
  fence: Fence | null,
  deliverables: readonly string[],
): string | null {
  if (isPathName(block.label, deliverables)) return block.label;
  const floor = Math.max(previous, fence === null ? 0 : fence.start + 1, block.start - 4);
  for (let line = block.start - 1; line >= floor; line--) {
    const text = lines[line] ?? '';
    if (text.trim() === '' || /^\s*(?:`{3,}|~{3,})/.test(text)) continue;
    const hint = readLineBefore(text.replace(/^\s*(?:#|\/\/)\s*/, ''), deliverables);
    if (hint !== null) return hint.path;
    break;
  }
  return fence !== null && fence.start >= previous
    ? (labelFence(lines, fence, deliverables).hint?.path ?? null)
    : null;
}

const holdsBlock = (fence: Fence, blocks: readonly SearchReplace[]): boolean => {
  // Blocks are in order and do not overlap: the first one that begins after the fence's start decides.
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.start ?? 0) > fence.start) high = middle;
    else low = middle + 1;
  }
  const block = blocks[low];
  return block !== undefined && block.start < fence.end;
};

/** A fence that is a unified diff, unless a file of that kind was asked for. */
function readPatches(fence: LabelledFence, deliverables: readonly string[]): Edit[] {
  const isDiff =
    fence.language === 'diff' || (fence.language === null && /^(?:diff --git|--- )/.test(fence.content));
  if (!isDiff || !isUnifiedDiff(fence.content)) return [];
  if (fence.hint !== null && languageOfPath(fence.hint.path) === 'diff') return [];
  return readUnifiedDiff(fence.content).flatMap((file): Edit[] => {
    const path = file.path ?? fence.hint?.path ?? onlyFile(deliverables);
    if (path === null || file.kind === 'delete') return [];
    return [{ kind: 'patch', path: resolvePath(path, deliverables), patch: file.hunks }];
  });
}

function proseOf(
  lines: readonly string[],
  fences: readonly Fence[],
  isBlock: (line: number) => boolean,
): string {
  const kept: string[] = [];
  let fence = 0;
  for (let line = 0; line < lines.length; line++) {
    while (fence < fences.length && (fences[fence]?.end ?? 0) <= line) fence++;
    const isFenced = line >= (fences[fence]?.start ?? Infinity);
    if (!isFenced && !isBlock(line)) kept.push(lines[line] ?? '');
  }
  return kept.join('\n').trim();
}
