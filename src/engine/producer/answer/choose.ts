import { posix } from 'node:path';
import { fits, languageOfPath } from './language.ts';

/** A fence that no path was found for. */
export interface Unlabelled {
  readonly language: string | null;
  readonly info: string;
  readonly content: string;
}

const DEFINITION =
  /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:def|class|function|const|let|var|fn|func|type|interface|struct|enum)\s+(\w+)/gm;
const TERMINAL =
  /^\s*(?:\$ |> |>>> |pip3? install|npm (?:install|run|test)|python3? |pytest|cd |git |Traceback |├|└)/;

/**
 * Which of several fences without a path is the one deliverable. Fences in its language come before those without
 * one; among these the largest, or a later version of it that defines the same names; never a terminal session, and
 * code that merely imports the deliverable only when there is nothing else.
 */
export function chooseFence<F extends Unlabelled>(fences: readonly F[], deliverable: string): F | null {
  const wanted = languageOfPath(deliverable);
  const usable = fences.filter((fence) => fence.content.trim() !== '' && isCandidate(fence, wanted));
  const labelled = usable.filter(
    (fence) => fence.language !== null && (wanted === null || fits(fence.language, wanted)),
  );
  const candidates = labelled.length > 0 ? labelled : usable;
  const makers = candidates.filter((fence) => !isUsage(fence.content, deliverable));
  const pool = makers.length > 0 ? makers : candidates;
  let best: F | null = null;
  for (const fence of pool) {
    if (best === null || size(fence) > size(best) || isNewVersion(fence, best)) best = fence;
  }
  return best;
}

function isCandidate(fence: Unlabelled, wanted: string | null): boolean {
  if (fence.language === null || fence.language === 'text') {
    return wanted === 'text' || wanted === null || !TERMINAL.test(fence.content.trimStart());
  }
  if (wanted === null) return fence.language !== 'console' && fence.language !== 'diff';
  return fits(fence.language, wanted);
}

const size = (fence: Unlabelled): number => fence.content.trim().length;

function isNewVersion(later: Unlabelled, earlier: Unlabelled): boolean {
  if (size(later) < size(earlier) * 0.6) return false;
  const names = definedNames(earlier.content);
  const now = definedNames(later.content);
  return names.size > 0 && [...names].every((name) => now.has(name));
}

const definedNames = (content: string): Set<string> =>
  new Set([...content.matchAll(DEFINITION)].map((match) => match[1] ?? ''));

/** Code that imports the deliverable shows how it is used; tests aside, it is not the deliverable itself. */
function isUsage(content: string, deliverable: string): boolean {
  const stem = posix.basename(deliverable).replace(/\.[^.]*$/, '');
  if (!/^[\w-]+$/.test(stem)) return false;
  const line = new RegExp(
    `^\\s*(?:from\\s+[\\w.]*\\b${stem}\\s+import|import\\s+[\\w.]*\\b${stem}\\b|.*\\bfrom\\s+['"][^'"]*\\b${stem}(?:\\.\\w+)?['"]|.*\\brequire\\(['"][^'"]*\\b${stem}(?:\\.\\w+)?['"])`,
    'm',
  );
  return content.split('\n').some((text) => text.length < 400 && line.test(text));
}
