import { applyPatch } from 'diff';
import type { Edit, Hunk } from './edit.ts';
import { err, ok, type Result } from '../domain/result.ts';

/**
 * The content that an edit makes of a file, with LF line ends; `before` is null where there is no file. The error
 * says, in one line for the model and the screen, what did not fit.
 */
export function editContent(before: string | null, edit: Edit): Result<string, string> {
  if (edit.kind === 'write') return ok(edit.content);
  if (edit.kind === 'patch') return patched(before, edit.patch);
  let content = before;
  for (const [index, hunk] of edit.hunks.entries()) {
    const next = replaced(content, hunk);
    if (!next.ok)
      return err(
        edit.hunks.length > 1 ? `block ${index + 1} of ${edit.hunks.length}: ${next.error}` : next.error,
      );
    content = next.value;
  }
  return content === null ? err('the answer holds no block for it') : ok(content);
}

function patched(before: string | null, patch: string): Result<string, string> {
  if (before === null && /^[ -]/m.test(patch.replace(/^@@.*$/gm, ''))) return err('the file does not exist');
  let content: string | false;
  try {
    content = applyPatch(before ?? '', patch, { autoConvertLineEndings: false });
  } catch {
    return err('the diff cannot be read');
  }
  if (content !== false) return ok(content);
  const wanted = patch.split('\n').find((line) => /^[ -]\s*\S/.test(line)) ?? '';
  return err(`the diff does not fit; ${closest(before ?? '', wanted.slice(1))}`);
}

function replaced(before: string | null, { search, replace }: Hunk): Result<string, string> {
  if (search.trim() === '') {
    if (before === null || before.trim() === '') return ok(`${replace}\n`);
    return err('an empty SEARCH creates a file, but the file exists');
  }
  if (before === null) return err('the file does not exist');
  const lines = before.split('\n');
  const wanted = search.split('\n');
  const tolerant = (line: string): string => line.trimEnd();
  for (const key of [(line: string): string => line, tolerant]) {
    const found = occurrences(lines.map(key), wanted.map(key));
    if (found.length > 1) {
      const at = found.slice(0, 3).map((line) => line + 1);
      return err(
        `SEARCH fits ${found.length} places (lines ${at.join(', ')}${found.length > 3 ? ' …' : ''})`,
      );
    }
    const [start] = found;
    if (start === undefined) continue;
    const added = replace === '' ? [] : replace.split('\n');
    return ok([...lines.slice(0, start), ...added, ...lines.slice(start + wanted.length)].join('\n'));
  }
  const first =
    wanted.find((line) => line.trim() !== '' && !lines.includes(line)) ??
    wanted.find((line) => line.trim() !== '');
  return err(`SEARCH is not in the file; ${closest(before, first ?? '')}`);
}

/** Where `wanted` stands in `lines`, by Knuth, Morris and Pratt: linear, however alike the lines are. */
function occurrences(lines: readonly string[], wanted: readonly string[]): number[] {
  const back = [0];
  for (let at = 1, matched = 0; at < wanted.length; at++) {
    while (matched > 0 && wanted[at] !== wanted[matched]) matched = back[matched - 1] ?? 0;
    if (wanted[at] === wanted[matched]) matched++;
    back[at] = matched;
  }
  const found: number[] = [];
  let matched = 0;
  for (const [at, line] of lines.entries()) {
    while (matched > 0 && line !== wanted[matched]) matched = back[matched - 1] ?? 0;
    if (line === wanted[matched]) matched++;
    if (matched === wanted.length) {
      found.push(at - matched + 1);
      matched = back[matched - 1] ?? 0;
    }
  }
  return found;
}

/** Lines compared for a hint, at most. */
const COMPARED = 5000;
const SHOWN = 80;

/** Names the line of the file that is most like the wanted one, so that the model can correct itself. */
function closest(content: string, wanted: string): string {
  const pairs = pairsOf(wanted);
  let best = { score: 0, line: 0, text: '' };
  for (const [index, text] of content.split('\n', COMPARED).entries()) {
    const other = pairsOf(text);
    let shared = 0;
    for (const pair of other) if (pairs.has(pair)) shared++;
    const score = (2 * shared) / Math.max(1, pairs.size + other.size);
    if (score > best.score) best = { score, line: index + 1, text };
  }
  const quoted = `"${wanted.trim().slice(0, SHOWN)}"`;
  if (best.score < 0.3) return `nothing in it is like ${quoted}`;
  return `closest to ${quoted} is line ${best.line}: "${best.text.trim().slice(0, SHOWN)}"`;
}

function pairsOf(line: string): Set<string> {
  const text = line.trim().slice(0, 200);
  const pairs = new Set<string>();
  for (let at = 0; at + 1 < text.length; at++) pairs.add(text.slice(at, at + 2));
  return pairs;
}
