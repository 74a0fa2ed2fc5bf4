/** A Python statement's line, which may span several lines of text; blank lines and comments are none. */
export interface LogicalLine {
  /** Lines of the text, from 0, both included. */
  readonly first: number;
  readonly last: number;
  /** The text before the first character of code, and its width with tabs to multiples of eight. */
  readonly indentText: string;
  readonly indent: number;
  /** Offset of the first character of code, and the one after the last (a trailing comment excluded). */
  readonly start: number;
  readonly end: number;
  /** Offsets of the closing brackets in the code (none of a string or a comment). */
  readonly closers: readonly number[];
  /** Offset of the first colon outside brackets, where a header's body begins; -1 for none. */
  readonly colon: number;
}

/** The offset after the string literal that opens at `at`, or the end of the text where it never closes. */
function stringEnd(source: string, at: number): number {
  const quote = source.charAt(at);
  const closing = source.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
  for (let i = at + closing.length; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source.startsWith(closing, i)) return i + closing.length;
    else if (source[i] === '\n' && closing.length === 1) return i;
  }
  return source.length;
}

const endOfLine = (source: string, at: number): number => {
  const end = source.indexOf('\n', at);
  return end === -1 ? source.length : end;
};

function width(indentText: string): number {
  let columns = 0;
  for (const character of indentText)
    columns = character === '\t' ? (Math.floor(columns / 8) + 1) * 8 : columns + 1;
  return columns;
}

/**
 * The logical lines of Python source with LF line ends: what the indentation speaks about. It knows strings,
 * comments, brackets and backslashes; an f-string that holds its own quote inside braces (Python 3.12) is beyond it.
 */
export function logicalLines(source: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let row = 0;
  let i = 0;
  while (i < source.length) {
    const indentText = /^[ \t\f]*/.exec(source.slice(i, endOfLine(source, i)))?.[0] ?? '';
    const start = i + indentText.length;
    const next = source[start];
    if (next === undefined || next === '\n' || next === '#') {
      i = endOfLine(source, i) + 1;
      row++;
      continue;
    }
    const first = row;
    const closers: number[] = [];
    let colon = -1;
    let depth = 0;
    let end = start;
    for (i = start; i < source.length; i++) {
      const character = source.charAt(i);
      if (character === '\n') {
        if (depth <= 0) break;
        row++;
      } else if (character === '#') {
        i = endOfLine(source, i) - 1;
      } else if (character === '"' || character === "'") {
        const after = stringEnd(source, i);
        row += source.slice(i, after).split('\n').length - 1;
        i = after - 1;
        end = after;
      } else if (character === '\\' && source[i + 1] === '\n') {
        row++;
        i++;
      } else if (!/\s/.test(character)) {
        if ('([{'.includes(character)) depth++;
        if (')]}'.includes(character)) {
          depth--;
          closers.push(i);
        }
        if (character === ':' && depth === 0 && colon === -1) colon = i;
        end = i + 1;
      }
    }
    lines.push({ first, last: row, indentText, indent: width(indentText), start, end, closers, colon });
    i++;
    row++;
  }
  return lines;
}

/** Whether the line opens a block whose body stands on the lines below it. */
export function opensBlock(line: LogicalLine, source: string): boolean {
  return source[line.end - 1] === ':';
}
