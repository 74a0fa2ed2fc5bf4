import { findFences, type Fence } from './fences.ts';
import { readInfo } from './path-hint.ts';

/** Lines of a repeated passage that are recognised, at most. */
const LONGEST_OVERLAP = 200;
const REMARK =
  /^(?:sure|sorry|apologies|certainly|of course|okay|ok|here(?:'s| is| are)|continuing|continued|continuation|resuming|picking up|(?:the )?rest of|cont\.)(?:[\s,.:;!].*)?$/i;

/**
 * Joins an answer that its length limit cut off with the model's continuation. A continuation that begins the file
 * again takes the place of its first half; otherwise it is appended exactly, less what models put before it: a
 * remark, a second opening fence, lines they repeat.
 */
export function joinContinuation(partial: string, continuation: string): string {
  const head = partial.replaceAll('\r\n', '\n');
  const tail = continuation.replaceAll('\r\n', '\n');
  if (tail.trim() === '') return head;
  const headLines = head.split('\n');
  const open = findFences(headLines).find((fence) => !fence.closed) ?? null;
  const { body, opening } = withoutOpening(tail, open !== null);
  if (open === null)
    return opening === null ? head + withoutRepeat(head, tail) : `${head.trimEnd()}\n\n${tail}`;

  const content = headLines.slice(open.start + 1);
  if (opening !== null && namesAnotherFile(opening, open)) return `${head.trimEnd()}\n\`\`\`\n\n${tail}`;
  if (beginsAgain(content, body, opening !== null)) {
    return [...headLines.slice(0, open.start + 1), body].join('\n');
  }
  const rest = withoutRepeat(head, body);
  const isNewLine = opening !== null && rest === body && startsLine(body) && !head.endsWith('\n');
  return head + (isNewLine ? '\n' : '') + rest;
}

const FENCE_LINE = /^\s*(`{3,}|~{3,})([^`]*)$/;

/** The continuation from where its file goes on, and the opening fence before that, if it put one there. */
function withoutOpening(
  text: string,
  inFence: boolean,
): { readonly body: string; readonly opening: string | null } {
  const lines = text.split('\n');
  let at = 0;
  while (at < lines.length && lines[at]?.trim() === '') at++;
  const isRemark = REMARK.test((lines[at] ?? '').trim());
  let next = at;
  // Words before a fence: at most a short paragraph, and nothing that could be the file going on.
  while (next < lines.length && next < at + 4 && !FENCE_LINE.test(lines[next] ?? '')) next++;
  const fence = FENCE_LINE.exec(lines[next] ?? '');
  const follows =
    (lines[next + 1] ?? '').trim() !== '' || lines.slice(next + 1).some((line) => line.trim() !== '');
  if (fence !== null && follows && (next === at || isRemark) && isOpening(lines, next)) {
    return { body: lines.slice(next + 1).join('\n'), opening: fence[2]?.trim() ?? '' };
  }
  if (inFence && isRemark && /[:…]\s*$|\.{3}\s*$/.test(lines[at] ?? '')) {
    return {
      body: lines
        .slice(at + 1)
        .join('\n')
        .replace(/^\n+/, ''),
      opening: null,
    };
  }
  return { body: text, opening: null };
}

/** A bare fence first may close the file that was cut off just before its end, with words after it. */
function isOpening(lines: readonly string[], at: number): boolean {
  if (FENCE_LINE.exec(lines[at] ?? '')?.[2]?.trim() !== '') return true;
  return lines.slice(at + 1).some((line) => /^\s*(?:`{3,}|~{3,})\s*$/.test(line));
}

function namesAnotherFile(opening: string, open: Fence): boolean {
  const path = readInfo(opening, []).path;
  const earlier = readInfo(open.info, []).path;
  return path !== null && earlier !== null && path !== earlier;
}

/** Whether the continuation's first lines are the file's: two of them, or one where it opened the fence again too. */
function beginsAgain(content: readonly string[], body: string, hasOpening: boolean): boolean {
  const before = content.filter((line) => line.trim() !== '').slice(0, 3);
  const after = body
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 3);
  let same = 0;
  while (same < before.length && before[same] === after[same]) same++;
  if (same >= 2) return true;
  return same === 1 && (before.length === 1 || (hasOpening && (before[0] ?? '').trim().length >= 8));
}

/** Removes from the continuation what the partial text ends with already. */
function withoutRepeat(head: string, body: string): string {
  const headLines = head.split('\n');
  const bodyLines = body.split('\n');
  const unfinished = headLines.at(-1) ?? '';
  for (let count = Math.min(LONGEST_OVERLAP, headLines.length, bodyLines.length); count >= 1; count--) {
    const repeated = headLines.slice(-count);
    const isSame = repeated.every((line, index) =>
      index === count - 1 ? (bodyLines[index] ?? '').startsWith(line) : bodyLines[index] === line,
    );
    if (isSame && isTelling(repeated)) return body.slice(repeated.join('\n').length);
  }
  return unfinished.trim() === '' && isIndentedTwice(headLines, body) ? body.slice(unfinished.length) : body;
}

/** A passage long enough to be no accident: a bracket or a blank line may well come twice. */
function isTelling(repeated: readonly string[]): boolean {
  if (repeated.length === 1) return (repeated[0] ?? '').trim().length >= 4;
  return repeated.some((line) => line.trim().length >= 8);
}

/** Both texts hold the indentation of the line that was cut: together it is deeper than the line before allows. */
function isIndentedTwice(headLines: readonly string[], body: string): boolean {
  const unfinished = headLines.at(-1) ?? '';
  if (unfinished === '' || !body.startsWith(unfinished)) return false;
  const before = headLines.slice(0, -1).findLast((line) => line.trim() !== '') ?? '';
  const deepest = indentOf(before) + (/[:({[]\s*$/.test(before) ? 4 : 0);
  return unfinished.length + indentOf(body) > deepest && indentOf(body) <= deepest;
}

const indentOf = (text: string): number => /^[ \t]*/.exec(text)?.[0].length ?? 0;

const startsLine = (body: string): boolean =>
  /^(?:\s|\n|(?:def|class|import|from|if|for|while|return|async|await|function|const|let|var|export|public|private|fn|func|type|interface)\b|[@#}]|\/\/)/.test(
    body,
  );
