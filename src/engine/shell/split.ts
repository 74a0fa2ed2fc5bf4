import { forEachChild, parse, type ParsedScript, type SyntaxNode } from 'unbash';
import { err, ok, type Result } from '../domain/result.ts';
import type { Statement } from '../domain/instruction.ts';

/** The largest block that is parsed, in UTF-8 bytes. */
export const MAX_BLOCK_BYTES = 16 * 1024;
/** How deep commands may be nested. */
const MAX_BLOCK_DEPTH = 50;

/** Why a block is not a list of statements; the line is that of the worker file. */
export interface ShellFault {
  readonly line: number;
  readonly message: string;
}

interface Fault {
  readonly at: number;
  readonly message: string;
}

const NESTING = new Set([
  ...[
    'Script',
    'Subshell',
    'BraceGroup',
    'If',
    'For',
    'While',
    'Case',
    'Select',
    'ArithmeticFor',
    'Function',
  ],
  ...[
    'CommandExpansion',
    'ArithmeticExpansion',
    'ParameterExpansion',
    'TestGroupExpression',
    'ArithmeticGroup',
  ],
]);

/** Walks the whole tree for what the parser's top level does not report: inner errors, depth, here-documents. */
function inspect(root: SyntaxNode, onHereDoc: (end: number) => void): Fault | null {
  let fault: Fault | null = null;
  const visit = (node: SyntaxNode, depth: number, inSource: boolean): void => {
    if (fault) return;
    if (depth > MAX_BLOCK_DEPTH) {
      fault = {
        at: inSource ? node.pos : 0,
        message: `commands are nested more than ${MAX_BLOCK_DEPTH} deep`,
      };
      return;
    }
    if (node.type === 'Script' && node.errors?.[0]) {
      fault = { at: inSource ? node.errors[0].pos : 0, message: node.errors[0].message };
      return;
    }
    if (node.type === 'HereDoc') {
      if (!node.closing) fault = { at: inSource ? node.pos : 0, message: 'the here-document has no end' };
      else if (inSource) onHereDoc(node.closing.end);
    }
    // A command in escaped backticks is parsed from its decoded text, whose offsets mean nothing here.
    const inner = inSource && !(node.type === 'Script' && node.source !== undefined);
    forEachChild(node, (child) => visit(child, depth + (NESTING.has(node.type) ? 1 : 0), inner));
  };
  visit(root, 0, true);
  return fault;
}

interface Extent {
  start: number;
  end: number;
}

function parseBlock(text: string): Result<Extent[], Fault> {
  // The parser is lazy and recursive: deeply nested input ends in a RangeError, which is reported like a syntax error.
  try {
    const script: ParsedScript = parse(text);
    if (script.errors?.[0]) return err({ at: script.errors[0].pos, message: script.errors[0].message });
    const extents: Extent[] = [];
    for (const statement of script.commands) {
      let end = statement.end;
      const fault = inspect(statement, (bodyEnd) => (end = Math.max(end, bodyEnd)));
      if (fault) return err(fault);
      const last = extents.at(-1);
      // This statement is on the line that opens the here-document of the one before: neither can be run alone.
      if (last && statement.pos < last.end) last.end = Math.max(last.end, end);
      else extents.push({ start: statement.pos, end });
    }
    return ok(extents);
  } catch (error) {
    if (error instanceof RangeError) return err({ at: 0, message: 'commands are nested too deeply' });
    throw error;
  }
}

/** The comment lines right above a statement, from the text between it and the statement before. */
function labelIn(gap: string, first: boolean): string | null {
  const lines = gap.split('\n').map((line) => line.trim());
  const above = (first ? lines : lines.slice(1)).filter(
    (line, index) => !(first && index === 0 && line.startsWith('#!')),
  );
  while (above.length > 0 && !above.at(-1)?.startsWith('#')) above.pop();
  const group = above.slice(above.findLastIndex((line) => !line.startsWith('#')) + 1);
  const label = group
    .map((line) => line.replace(/^#+\s*/, ''))
    .join(' ')
    .trim();
  return label === '' ? null : label;
}

/**
 * The top-level statements of a shell block, each exactly as it stands there. Run in order in one shell they do what
 * the block does. `firstLine` is the block's line in the file, `firstIndex` the number of the first check.
 */
export function splitStatements(
  text: string,
  firstLine: number,
  firstIndex: number,
): Result<Statement[], ShellFault> {
  const lineAt = (offset: number): number => firstLine + (text.slice(0, offset).split('\n').length - 1);
  if (Buffer.byteLength(text) > MAX_BLOCK_BYTES)
    return err({ line: firstLine, message: `the block is longer than ${MAX_BLOCK_BYTES / 1024} KB` });
  const parsed = parseBlock(text);
  if (!parsed.ok) return err({ line: lineAt(parsed.error.at), message: parsed.error.message });
  const statements: Statement[] = [];
  let before = 0;
  for (const { start, end } of parsed.value) {
    const own = text.slice(start, end);
    if (/(^|[^\\])(\\\\)*\\$/.test(own))
      return err({ line: lineAt(end), message: 'the last line ends in a lone backslash' });
    statements.push({
      index: firstIndex + statements.length,
      text: own,
      start,
      end,
      line: lineAt(start),
      label: labelIn(text.slice(before, start), before === 0),
    });
    before = end;
  }
  return ok(statements);
}
