import { forEachChild, parse, type Command, type SyntaxNode } from 'unbash';
import { unwrap, wordsOf } from './command-words.ts';

const MAX_DEPTH = 40;

/** A process substitution or an open descriptor: the file that is read through it has another name, or none. */
const STREAM = /^<\(|(?:^|\/)(?:dev|proc)\//;

/**
 * The names (without folders) of the files that a statement reads into its own shell, by `source`, `.` or `eval`; null
 * stands for one that is known only at run time. A statement that does not parse may read anything.
 */
export function sourcedNames(statement: string): readonly (string | null)[] {
  const names: (string | null)[] = [];
  try {
    visit(parse(statement), names, 0);
  } catch (error) {
    // Nested too deep for the recursive parser.
    if (error instanceof RangeError) return [null];
    throw error;
  }
  return names;
}

function visit(node: SyntaxNode, names: (string | null)[], depth: number): void {
  if (depth > MAX_DEPTH) {
    names.push(null);
    return;
  }
  if (node.type === 'Command') names.push(...ofCommand(node));
  forEachChild(node, (child) => visit(child, names, depth + 1));
}

function ofCommand(command: Command): readonly (string | null)[] {
  const { words } = unwrap(wordsOf(command));
  const [program] = words;
  if (program === 'eval') return words.includes(null) ? [null] : sourcedNames(words.slice(1).join(' '));
  if (program !== 'source' && program !== '.') return [];
  // In `"$root/lib.sh"` the name is known, though the folder is not.
  const file = words[1] ?? command.args.at(0)?.text.replace(/["']$/, '') ?? '';
  const name = file.slice(file.lastIndexOf('/') + 1);
  return [/[$`*?[]/.test(name) || STREAM.test(file) ? null : name];
}
