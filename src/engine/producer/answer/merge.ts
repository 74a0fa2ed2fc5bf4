import { hasElision } from '../judge/elision/elision.ts';
import { chooseFence } from './choose.ts';
import type { Edit } from '../../workspace/edit.ts';
import type { LabelledFence } from './label.ts';
import { fits, languageOfPath } from './language.ts';

/**
 * Makes one `write` a path of all fences that have one. Of several clear ones the last wins (models correct
 * themselves), unless it leaves code out where an earlier one does not. A path that is only mentioned in a sentence
 * counts when nothing else writes that file.
 */
export function mergeEdits(
  edits: readonly Edit[],
  fences: readonly LabelledFence[],
  deliverables: readonly string[],
): { readonly edits: readonly Edit[]; readonly used: ReadonlySet<LabelledFence> } {
  const byPath = new Map<string, LabelledFence[]>();
  for (const fence of fences) {
    if (fence.hint === null) continue;
    const list = byPath.get(fence.hint.path) ?? [];
    list.push(fence);
    byPath.set(fence.hint.path, list);
  }
  const edited = new Set(edits.map((edit) => edit.path));
  const writes: Edit[] = [];
  const used = new Set<LabelledFence>();
  for (const [path, list] of byPath) {
    const clear = list.filter((fence) => fence.hint?.isWeak === false && isOf(fence, path));
    const winner =
      clear.length > 0
        ? lastWhole(clear, path)
        : edited.has(path)
          ? null
          : chooseWeak(list, path, deliverables);
    if (winner?.hint == null) continue;
    used.add(winner);
    writes.push({ kind: 'write', path, content: winner.content, source: winner.hint.source });
  }
  const rewritten = new Set(writes.map((edit) => edit.path));
  // A whole file makes the blocks for the same file superfluous: it is what they lead to.
  return { edits: [...edits.filter((edit) => !rewritten.has(edit.path)), ...writes], used };
}

/** "Run `tests/a.py`" before a shell fence names a file, but the fence is none of its language. */
function isOf(fence: LabelledFence, path: string): boolean {
  const wanted = languageOfPath(path);
  const isCommand = fence.language === 'shell' || fence.language === 'console';
  if (fence.hint?.source === 'info' || wanted === null || fence.language === null) return true;
  return !isCommand || fits(fence.language, wanted);
}

function lastWhole(fences: readonly LabelledFence[], path: string): LabelledFence | null {
  const whole = fences.filter((fence) => fence.content.trim() !== '' && !hasElision(path, fence.content));
  return whole.at(-1) ?? fences.at(-1) ?? null;
}

/** Sentences name files that the fence may only use, so the fence must at least be able to be the file. */
function chooseWeak(
  fences: readonly LabelledFence[],
  path: string,
  deliverables: readonly string[],
): LabelledFence | null {
  const isDeclared = deliverables.some(
    (entry) => entry === path || (entry.endsWith('/') && path.startsWith(entry)),
  );
  const weak = fences.filter((fence) => fence.hint?.isWeak === true);
  return isDeclared ? chooseFence(weak, path) : null;
}
