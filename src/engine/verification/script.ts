import type { ShellBlock } from '../domain/instruction.ts';

/** The file descriptor that marks go out on: the block's own output pipe, kept apart so that `exec >file` cannot move it. */
const MARK_FD = 219;

/** A descriptor that nothing reads: it gives the marks a place to be expanded in. */
const SPARE_FD = 218;

/**
 * What starts a composed script: bash reads it from descriptor 3, so that it stands in no command line and in no
 * file, and stdin stays empty for the statements. To a delimiter, bash reads a pipe byte by byte; so it reads to the end,
 * which comes before that many characters. Bash 3 knows only the first way.
 */
export const SCRIPT_STARTER = [
  'IFS= read -r -N 100000000 __wingman_script <&3 2>/dev/null',
  '[[ -n $__wingman_script ]] || IFS= read -r -d "" __wingman_script <&3',
  'eval "$__wingman_script"',
].join('; ');

/** Pipelines of up to this many commands keep their PIPESTATUS whatever their status; longer ones if it is 0 or 1. */
const MAX_PIPELINE = 8;

/** A command that does nothing, has no name that could be redefined, and leaves PIPESTATUS and `$_` alone. */
const NOTHING = 'case . in .) ;; esac';

/**
 * One bash script for a whole block. Each statement stands in a group of its own, in the same shell, so that `cd`,
 * variables, functions and `set -e` carry over; the marks between them tell the output of one from the next.
 *
 * The marks carry a nonce that the statements cannot know: the script is read from a pipe, and their group has the
 * marks' descriptor closed. So nothing that a check runs can print itself green.
 */
export function composeScript(block: ShellBlock, nonce: string, skip: ReadonlySet<number>): string {
  // In a shell of its own that knows no functions of the statements, with a variable that none of them can have made
  // read-only or a reference; quoted, so that no alias of theirs stands for it. It ends with the status that it met,
  // so that the statements' shell holds nothing of ours that they could change. No trap or trace of theirs is told it.
  const met = `w${nonce.slice(0, 8)}`;
  const mark = (text: string, status: string): string =>
    `${met}=$? POSIXLY_CORRECT=; \\trap - DEBUG; \\set +x; \\unset -f printf exit enable; \\enable printf exit; ` +
    `\\printf '${text}' ${status} >&${MARK_FD} && \\exit "$${met}"`;
  const line = (text: string): string => `\\036${nonce} ${text}\\n`;
  const lines = [`unset __wingman_script; exec 2>&1 ${MARK_FD}>&1 3<&-`];
  let ended = '';
  let status = '';
  const between = (begun: string): string =>
    // In an expansion, since that leaves PIPESTATUS as it was; in a redirection, since a DEBUG trap is not told those.
    `{ ${restore(met)}; } >/dev/null 2>&1 ${SPARE_FD}<<<"$(${mark(ended + begun, status)})"`;
  for (const statement of block.statements) {
    if (skip.has(statement.index)) continue;
    lines.push(between(line(`begin ${statement.index}`)), '{', statement.text, `} ${MARK_FD}>&-`);
    ended = line(`end ${statement.index} %d`);
    status = `"$${met}"`;
  }
  // A mark that did not get through must not leave the last word to a success.
  lines.push(between(''), `\\exit ${LOST_MARK}`, '');
  return lines.join('\n');
}

/**
 * Sets `$?` to what it is before it and leaves PIPESTATUS as it is, without a variable, a function or a command in the
 * statements' shell. A status left of && or behind ! trips neither `set -e` nor an ERR trap.
 */
function restore(variable: string): string {
  const exit = (status: string): string =>
    `(${variable}=${status} POSIXLY_CORRECT=;\\unset -f exit enable;\\enable exit;\\exit "$${variable}")`;
  const pipelines = Array.from({ length: MAX_PIPELINE - 1 }, (_, at) => {
    const commands = Array.from({ length: at + 2 }, (__, index) => exit(`\${PIPESTATUS[${index}]}`));
    return `${commands.length}) ${commands.join('|')} && ${NOTHING};;`;
  });
  // No status but 0 and 1 can be had without a command: the others come from subshells, as many as there were.
  return (
    `case $? in 0) ;; 1) ! ${NOTHING};; *) case \${#PIPESTATUS[@]} in ` +
    `${pipelines.join(' ')} *) ${exit('$?')} && ${NOTHING};; esac;; esac`
  );
}

/** The status of a shell that came to the end of its script; what was read by then is not changed by it. */
const LOST_MARK = 97;

/** What the output stream turns out to be made of. */
export type ScriptPart =
  | { readonly type: 'begin'; readonly index: number }
  | { readonly type: 'end'; readonly index: number; readonly exitCode: number }
  | { readonly type: 'output'; readonly bytes: Buffer };

/** Takes the output apart as it arrives; a mark may be split over two chunks. */
export function createScriptReader(
  nonce: string,
  onPart: (part: ScriptPart) => void,
): (chunk: Buffer | null) => void {
  const prefix = Buffer.from(`\u001e${nonce} `);
  let pending = Buffer.alloc(0);
  const output = (bytes: Buffer): void => {
    if (bytes.length > 0) onPart({ type: 'output', bytes });
  };
  const readMark = (line: string): void => {
    const [word, index, status] = line.split(' ');
    if (word === 'begin') onPart({ type: 'begin', index: Number(index) });
    if (word === 'end') onPart({ type: 'end', index: Number(index), exitCode: Number(status) });
  };
  return (chunk) => {
    pending = chunk === null ? pending : Buffer.concat([pending, chunk]);
    for (;;) {
      const at = pending.indexOf(prefix);
      if (at < 0) break;
      const lineEnd = pending.indexOf(0x0a, at);
      if (lineEnd < 0) break;
      output(pending.subarray(0, at));
      readMark(pending.toString('latin1', at + prefix.length, lineEnd));
      pending = pending.subarray(lineEnd + 1);
    }
    const keep = chunk === null ? 0 : possibleMark(pending, prefix);
    output(pending.subarray(0, pending.length - keep));
    pending = pending.subarray(pending.length - keep);
  };
}

/** How many bytes at the end may be the start of a mark, and so must wait for the next chunk. */
function possibleMark(bytes: Buffer, prefix: Buffer): number {
  const whole = bytes.indexOf(prefix);
  if (whole >= 0) return bytes.length - whole;
  for (let length = Math.min(prefix.length - 1, bytes.length); length > 0; length -= 1) {
    if (bytes.subarray(bytes.length - length).equals(prefix.subarray(0, length))) return length;
  }
  return 0;
}
