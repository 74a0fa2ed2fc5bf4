import { createTwoFilesPatch } from 'diff';
import { parse, type Command } from 'unbash';
import { wordsOf } from '../shell/command-words.ts';
import type { Instruction, ShellBlock } from '../domain/instruction.ts';
import { parseInstruction } from '../instructions/parse.ts';

/** A worker file before and after what can be put right without judgement. */
export interface Fixed {
  readonly file: string;
  readonly text: string;
  /** Unified diff. */
  readonly diff: string;
}

/**
 * Puts right what has one right form, or returns null where there is nothing:
 * - line ends that are mixed become LF; tabs and blanks around a heading's text become one blank or none;
 * - a block of TEST_PROCESS without a language, which is run as shell, is called `bash`;
 * - `… || echo "FAIL …"` becomes `… || { echo "FAIL …"; false; }`. That changes what the check does, to what it says:
 *   the text itself calls it a failure. `false` and not `exit 1`, so that the statements behind it still run. A
 *   `|| true`, or an echo that speaks of no failure, may be meant and is left.
 */
export function fixWorker(file: string, source: string): Fixed | null {
  const mixed = /\r\n/.test(source) && /(^|[^\r])\n/.test(source);
  const ends = /\r\n/.test(source) && !mixed ? '\r\n' : '\n';
  const bom = source.startsWith('\uFEFF') ? '\uFEFF' : '';
  let text = source.slice(bom.length).replace(/\r\n?/g, '\n');
  const parsed = parseInstruction(file, text);
  if (!parsed.ok) return null;
  text = withFailures(text, parsed.value.instruction);
  text = withLanguages(text, parsed.value.instruction);
  text = outsideFences(text, (line) =>
    /^#{1,6}[ \t]/.test(line)
      ? line
          .replace(/^(#+)[ \t]+/, '$1 ')
          .replace(/\t/g, ' ')
          .trimEnd()
      : line,
  );
  const fixed = bom + text.replaceAll('\n', ends);
  if (fixed === source) return null;
  const diff = createTwoFilesPatch(file, file, source, fixed, '', '', { context: 2 });
  return { file, text: fixed, diff };
}

function outsideFences(text: string, change: (line: string) => string): string {
  let fence: string | null = null;
  return text
    .split('\n')
    .map((line) => {
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
      if (fence === null && mark !== undefined) fence = mark;
      else if (fence !== null && mark !== undefined && mark.startsWith(fence) && line.trim() === mark)
        fence = null;
      else if (fence === null) return change(line);
      return line;
    })
    .join('\n');
}

/**
 * The offset of the block's text in the file; null where the block is indented, so that the file holds it otherwise.
 */
function offsetOf(block: ShellBlock, text: string): number | null {
  const at =
    text
      .split('\n')
      .slice(0, block.line - 1)
      .join('\n').length + (block.line > 1 ? 1 : 0);
  return text.startsWith(block.text, at) ? at : null;
}

function withLanguages(text: string, { blocks }: Instruction): string {
  const lines = text.split('\n');
  for (const { line } of blocks) {
    const fence = lines[line - 2];
    if (fence !== undefined && /^\s*(`{3,}|~{3,})\s*$/.test(fence))
      lines[line - 2] = `${fence.trimEnd()}bash`;
  }
  return lines.join('\n');
}

const FAILURE = /\b(FAIL(ED|URE)?|ERROR)\b|[❌✗✘]/;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function withFailures(text: string, { blocks }: Instruction): string {
  const edits: Edit[] = [];
  for (const block of blocks) {
    const at = offsetOf(block, text);
    if (at === null) continue;
    for (const statement of block.statements)
      for (const echo of swallowingEchoes(statement.text)) {
        const start = at + statement.start + echo.pos;
        const end = at + statement.start + echo.end;
        edits.push({ start, end, text: `{ ${text.slice(start, end)}; false; }` });
      }
  }
  let fixed = text;
  for (const { start, end, text: replacement } of edits.sort((a, b) => b.start - a.start))
    fixed = fixed.slice(0, start) + replacement + fixed.slice(end);
  return fixed;
}

/** The last command of `… || echo "FAIL"`, where the whole statement is such a list. */
function swallowingEchoes(text: string): Command[] {
  const { commands, errors } = parse(text);
  if (errors !== undefined && errors.length > 0) return [];
  return commands.flatMap(({ command, background }) => {
    if (command.type !== 'AndOr' || background === true || command.operators.at(-1) !== '||') return [];
    const last = command.commands.at(-1);
    if (last?.type !== 'Command' || last.redirects.some(({ type }) => type === 'HereDoc')) return [];
    const [name, ...words] = wordsOf(last);
    const says = last.args.map((word) => word.text).join(' ');
    return (name === 'echo' || name === 'printf') && words.length > 0 && FAILURE.test(says) ? [last] : [];
  });
}
