/** A fenced block of an answer. Lines are indexes into the answer's lines; `end` is the line after the block. */
export interface Fence {
  readonly info: string;
  readonly start: number;
  readonly end: number;
  /** The lines inside, without the fence's own indentation, each ended with LF. */
  readonly content: string;
  readonly closed: boolean;
}

interface FenceLine {
  readonly indent: string;
  readonly marker: string;
  readonly size: number;
  readonly info: string;
  /** After a list marker, and therefore never a closing fence. */
  readonly listed: boolean;
}

function fenceLine(line: string): FenceLine | null {
  const match = /^([ \t]*)((?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})(.*)$/.exec(line);
  if (match === null) return null;
  const [, indent = '', bullet = '', run = '', info = ''] = match;
  const marker = run.charAt(0);
  if (marker === '`' && info.includes('`')) return null;
  return {
    indent: indent + ' '.repeat(bullet.length),
    marker,
    size: run.length,
    info: info.trim(),
    listed: bullet !== '',
  };
}

const MARKDOWN_INFO = /^(?:markdown|md|mdx)\b|\.(?:md|mdx|markdown)\b/i;

/**
 * The fenced blocks of an answer. Models do not write CommonMark: they nest a fence of three in a fence of three, and
 * indent fences in lists that are none, so the lines are read one by one. An opening fence with an info string inside
 * a fence opens a nested one; where that leaves the outer one open at the end, CommonMark's reading is taken.
 * `isText` tells which lines belong to something else and can neither open nor close a fence. Time is linear.
 */
export function findFences(
  lines: readonly string[],
  isText: (line: number) => boolean = () => false,
): Fence[] {
  const marks = lines.map((line, index) => (isText(index) ? null : fenceLine(line)));
  const fences: Fence[] = [];
  let mayNest = true;
  for (let line = 0; line < lines.length; line++) {
    const opening = marks[line];
    if (opening === null || opening === undefined) continue;
    const nested = mayNest ? closingLine(lines, marks, line, opening, true) : { end: -1, depth: 0 };
    let end = nested.end;
    const isMarkdown = MARKDOWN_INFO.test(opening.info);
    if (end === -1 && !(isMarkdown && nested.depth === 0 && mayNest)) {
      // A reading with nesting that reaches the end of the text is not tried again: that keeps the time linear.
      mayNest = false;
      end = closingLine(lines, marks, line, opening, false).end;
    }
    const last = end === -1 ? shortClose(lines, marks, opening) : end;
    const stop = last === -1 ? lines.length : last;
    fences.push({
      info: opening.info,
      start: line,
      end: last === -1 ? lines.length : last + 1,
      content: contentOf(lines, line + 1, stop, opening.indent, last !== -1),
      closed: last !== -1,
    });
    line = last === -1 ? lines.length : last;
  }
  return fences;
}

function closingLine(
  lines: readonly string[],
  marks: readonly (FenceLine | null)[],
  start: number,
  opening: FenceLine,
  nesting: boolean,
): { readonly end: number; readonly depth: number } {
  const isMarkdown = MARKDOWN_INFO.test(opening.info);
  const inner: FenceLine[] = [];
  for (let line = start + 1; line < lines.length; line++) {
    const mark = marks[line];
    if (mark === null || mark === undefined || mark.marker !== opening.marker || mark.size < opening.size)
      continue;
    const outermost = inner.at(-1) ?? opening;
    const isClosing = mark.info === '' && !mark.listed && mark.indent.length <= outermost.indent.length + 3;
    if (!nesting) {
      if (isClosing) return { end: line, depth: 0 };
      continue;
    }
    if (mark.info !== '') {
      if (mark.indent.length <= opening.indent.length + 3 || isMarkdown) inner.push(mark);
    } else if (isClosing) {
      if (inner.length > 0) inner.pop();
      else if (isMarkdown && opensUnlabelled(lines, marks, line, opening)) inner.push(mark);
      else return { end: line, depth: 0 };
    }
  }
  return { end: -1, depth: inner.length };
}

/** How far ahead a closing fence is looked for before a bare fence in Markdown counts as an opening one. */
const LOOK_AHEAD = 200;

/** In a Markdown file a bare fence opens a block when text follows at once and two more bare fences come after it. */
function opensUnlabelled(
  lines: readonly string[],
  marks: readonly (FenceLine | null)[],
  line: number,
  opening: FenceLine,
): boolean {
  if ((lines[line + 1] ?? '').trim() === '' || marks[line + 1] != null) return false;
  let bare = 0;
  for (let next = line + 1; next < Math.min(lines.length, line + LOOK_AHEAD); next++) {
    const mark = marks[next];
    if (mark === null || mark === undefined || mark.marker !== opening.marker || mark.size < opening.size)
      continue;
    if (mark.info !== '') break;
    bare++;
  }
  return bare >= 2 && bare % 2 === 0;
}

/** A long fence closed with a short one at the very end of the answer: a slip, not a cut. */
function shortClose(
  lines: readonly string[],
  marks: readonly (FenceLine | null)[],
  opening: FenceLine,
): number {
  let last = lines.length - 1;
  while (last > 0 && (lines[last] ?? '').trim() === '') last--;
  const mark = marks[last];
  return opening.size > 3 && mark?.info === '' && mark.marker === opening.marker ? last : -1;
}

function contentOf(
  lines: readonly string[],
  from: number,
  to: number,
  indent: string,
  closed: boolean,
): string {
  if (from >= to) return '';
  const inside = lines.slice(from, to).map((line) => {
    let strip = 0;
    while (strip < indent.length && /[ \t]/.test(line.charAt(strip))) strip++;
    return line.slice(strip);
  });
  return inside.join('\n') + (closed ? '\n' : '');
}
