import { allBlocks, blockTree, type Block } from './python-blocks.ts';
import { logicalLines, opensBlock, type LogicalLine } from './python-source.ts';
import type { Chance } from './seeded.ts';

/** Python that no parser accepts: a bracket never closed, a colon left out, or a body that is not indented. */
export function breakPython(source: string, chance: Chance): string {
  const lines = logicalLines(source);
  const without = (offset: number): string => source.slice(0, offset) + source.slice(offset + 1);
  const closers = lines.flatMap((line) => line.closers);
  const headers = lines.filter((line, index) => {
    const below = lines[index + 1];
    return opensBlock(line, source) && below !== undefined && below.indent > line.indent;
  });
  const ways: (() => string)[] = [];
  if (closers.length > 0)
    ways.push(() => without(chance.pick(closers.slice(Math.floor(closers.length / 2)))));
  if (headers.length > 0) {
    ways.push(() => without(chance.pick(headers).end - 1));
    ways.push(() => dedentBody(source, lines, chance.pick(headers)));
  }
  if (ways.length === 0) return `${source.trimEnd()}\n\nif __name__ == "__main__"\n    main(\n`;
  return chance.pick(ways)();
}

function dedentBody(source: string, lines: readonly LogicalLine[], header: LogicalLine): string {
  const body = lines[lines.indexOf(header) + 1];
  if (body === undefined) throw new Error('a header without a body was chosen');
  return source.slice(0, body.start - body.indentText.length) + header.indentText + source.slice(body.start);
}

const STUBS = [
  'pass',
  '...',
  'raise NotImplementedError',
  'raise NotImplementedError("not implemented yet")',
];
const IS_FUNCTION = /^(?:async\s+)?def\s/;
const IS_STRING = /^[A-Za-z]{0,2}["']/;

/** Python with every signature in its place and nothing behind it; what is valid stays valid. */
export function stubPython(source: string, chance: Chance): string {
  const stub = chance.pick(STUBS);
  const keepDocstrings = chance.flip();
  const remark = chance.flip(0.4);
  const text = source.split('\n');
  const lines = logicalLines(source);
  const out: string[] = [];
  let copied = 0;
  let stubbed = false;
  for (let i = 0; i < lines.length; i++) {
    const header = lines[i];
    if (header === undefined || !IS_FUNCTION.test(source.slice(header.start, header.end))) continue;
    stubbed = true;
    out.push(...text.slice(copied, header.first));
    copied = header.last + 1;
    if (!opensBlock(header, source)) {
      out.push(`${header.indentText}${source.slice(header.start, header.colon + 1)} ${stub}`);
      continue;
    }
    out.push(...text.slice(header.first, header.last + 1));
    const body = lines[i + 1];
    while ((lines[i + 1]?.indent ?? -1) > header.indent) copied = (lines[++i]?.last ?? copied) + 1;
    const bodyIndent =
      body !== undefined && body.indent > header.indent ? body.indentText : `${header.indentText}    `;
    if (keepDocstrings && body !== undefined && IS_STRING.test(source.slice(body.start, body.end))) {
      out.push(...text.slice(body.first, body.last + 1));
    }
    if (remark) out.push(`${bodyIndent}# TODO: implement`);
    out.push(`${bodyIndent}${stub}`);
  }
  if (!stubbed) return `# TODO: implement\n${stub}\n`;
  out.push(...text.slice(copied));
  return out.join('\n');
}

/** The largest share of a file that is left out, where there is a choice: a larger one would be no elision any more. */
const MOST_OF_A_FILE = 0.6;

interface Cut {
  /** Lines of the text, from 0, both included. */
  readonly first: number;
  readonly last: number;
  readonly indentText: string;
}

/** The middle of a block, its first statement always excluded. */
function middleOf(block: Block): Cut | null {
  const from = Math.max(1, Math.floor(block.length / 3));
  const first = block[from];
  const last = block[Math.max(from, Math.ceil((block.length * 2) / 3) - 1)];
  return first === undefined || last === undefined ? null : { ...first, last: last.last };
}

/** Python whose middle is replaced by a remark that it stays as it was; what is valid stays valid where it can. */
export function elidePython(source: string, remark: string): string {
  const lines = logicalLines(source);
  const text = source.split('\n');
  const size = (cut: Cut): number => cut.last - cut.first + 1;
  const cuts = allBlocks(blockTree(lines, source))
    .flatMap((block) => middleOf(block) ?? [])
    .toSorted((one, other) => size(other) - size(one));
  const fitting = cuts.find((cut) => size(cut) <= text.length * MOST_OF_A_FILE);
  const cut = fitting ?? cuts.at(-1) ?? lines.at(-1) ?? { first: 0, last: 0, indentText: '' };
  return [...text.slice(0, cut.first), `${cut.indentText}# ${remark}`, ...text.slice(cut.last + 1)].join(
    '\n',
  );
}
