import type { LogicalLine } from './python-source.ts';

/** A Python statement as a whole: with its decorators, its body, and its `else`, `except` and `finally`. */
export interface Statement {
  readonly first: number;
  last: number;
  readonly indentText: string;
  readonly blocks: Block[];
}

/** Statements of one indentation that follow each other. */
export type Block = readonly Statement[];

const CLAUSE = /^(?:elif|else|except|finally)\b/;

/** The tree of blocks that the indentation spells. */
export function blockTree(lines: readonly LogicalLine[], source: string): Block {
  let at = 0;
  const block = (indent: number): Block => {
    const statements: Statement[] = [];
    let decorated = false;
    for (let line = lines[at]; line !== undefined && line.indent >= indent; line = lines[at]) {
      const previous = statements.at(-1);
      const joins = previous !== undefined && (decorated || CLAUSE.test(source.slice(line.start, line.end)));
      const statement: Statement = joins
        ? previous
        : { first: line.first, last: line.last, indentText: line.indentText, blocks: [] };
      if (!joins) statements.push(statement);
      statement.last = line.last;
      decorated = source[line.start] === '@';
      at++;
      const below = lines[at];
      if (below !== undefined && below.indent > line.indent) {
        const inner = block(below.indent);
        statement.blocks.push(inner);
        statement.last = inner.at(-1)?.last ?? statement.last;
      }
    }
    return statements;
  };
  return block(0);
}

/** A block and all blocks below it. */
export function allBlocks(block: Block): readonly Block[] {
  return [block, ...block.flatMap((statement) => statement.blocks.flatMap(allBlocks))];
}
