/** One SEARCH/REPLACE block; lines are indexes into the answer's lines, `end` is the line after the block. */
export interface SearchReplace {
  readonly start: number;
  readonly end: number;
  readonly search: string;
  readonly replace: string;
  /** What stands after the word SEARCH: some models put the path there. */
  readonly label: string;
  readonly closed: boolean;
}

const SEARCH = /^\s*<{5,9}\s?SEARCH\b:?(.*)$/;
const MIDDLE = /^\s*={5,9}\s*$/;
const REPLACE = /^\s*>{5,9}\s?REPLACE\b.*$/;

/** The SEARCH/REPLACE blocks of an answer, wherever they stand; a block that the answer breaks off in is not closed. */
export function findSearchReplace(lines: readonly string[]): SearchReplace[] {
  const blocks: SearchReplace[] = [];
  let start = -1;
  let middle = -1;
  for (const [index, line] of lines.entries()) {
    if (SEARCH.test(line)) {
      start = index;
      middle = -1;
    } else if (start !== -1 && middle === -1 && MIDDLE.test(line)) {
      middle = index;
    } else if (start !== -1 && middle !== -1 && REPLACE.test(line)) {
      blocks.push(block(lines, start, middle, index, true));
      start = -1;
    }
  }
  if (start !== -1)
    blocks.push(block(lines, start, middle === -1 ? lines.length : middle, lines.length, false));
  return blocks;
}

function block(
  lines: readonly string[],
  start: number,
  middle: number,
  end: number,
  closed: boolean,
): SearchReplace {
  const indent = /^\s*/.exec(lines[start] ?? '')?.[0] ?? '';
  const strip = (line: string): string =>
    indent !== '' && line.startsWith(indent) ? line.slice(indent.length) : line;
  return {
    start,
    end: closed ? end + 1 : lines.length,
    search: lines
      .slice(start + 1, middle)
      .map(strip)
      .join('\n'),
    replace: lines
      .slice(middle + 1, end)
      .map(strip)
      .join('\n'),
    label: SEARCH.exec(lines[start] ?? '')?.[1]?.trim() ?? '',
    closed,
  };
}
