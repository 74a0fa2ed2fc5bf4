import type { Code, RootContent } from 'mdast';
import type { Finding, ShellBlock } from '../domain/instruction.ts';
import type { RuleName } from '../domain/rule-name.ts';
import { splitStatements } from '../shell/split.ts';

const SHELLS = new Set(['bash', 'sh', 'shell', 'shellscript', 'shell-script']);

function codeIn(nodes: readonly RootContent[]): Code[] {
  return nodes.flatMap((node) => {
    if (node.type === 'code') return [node];
    return 'children' in node ? codeIn(node.children) : [];
  });
}

/**
 * The shell blocks of TEST_PROCESS; blocks without a language count where no block is marked as shell. `source` is the
 * file's lines.
 */
export function shellBlocksOf(
  testProcess: readonly RootContent[],
  source: readonly string[],
  file: string,
  line: number,
): { readonly blocks: ShellBlock[]; readonly findings: Finding[] } {
  const findings: Finding[] = [];
  const error = (rule: RuleName, at: number, message: string, fix: string): void => {
    findings.push({ rule, level: 'error', file, line: at, message, fix });
  };
  const all = codeIn(testProcess);
  const shells = all.filter((code) => SHELLS.has(code.lang?.toLowerCase() ?? ''));
  const plain = all.filter((code) => !code.lang);
  const blocks: ShellBlock[] = [];
  let index = 0;
  for (const code of shells.length > 0 ? shells : plain) {
    const start = code.position?.start.line ?? line;
    const last = code.position?.end.line ?? start;
    // An indented block has no fence, so its text begins on its own first line.
    const fenced = /^(`{3}|~{3})/.test(
      source[start - 1]?.slice((code.position?.start.column ?? 1) - 1) ?? '',
    );
    const first = fenced ? start + 1 : start;
    if (fenced && (last === start || !/^[\s>]*(`{3,}|~{3,})\s*$/.test(source[last - 1] ?? '')))
      error(
        'unclosed-block',
        start,
        'the code block has no closing fence',
        'end the block with a line of ```',
      );
    const split = splitStatements(code.value, first, index);
    if (!split.ok)
      error(
        'block-syntax',
        split.error.line,
        `the shell block does not parse: ${split.error.message}`,
        'correct the command so that `bash -n` accepts the block',
      );
    const statements = split.ok ? split.value : [];
    blocks.push({ text: code.value, line: first, statements });
    index += statements.length;
  }
  if (blocks.length === 0)
    error(
      'no-shell-block',
      line,
      'TEST_PROCESS holds no shell block',
      'put the test commands between ```bash and ```',
    );
  else if (index === 0 && findings.length === 0)
    error(
      'no-check',
      line,
      'TEST_PROCESS holds no command',
      'write at least one command that fails until the work is done',
    );
  return { blocks, findings };
}
