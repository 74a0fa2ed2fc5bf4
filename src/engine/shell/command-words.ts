import type { Command } from 'unbash';

/** The words of a command as far as the text tells them; null stands for one that is known only at run time. */
export type Words = readonly (string | null)[];

interface Part {
  readonly type: string;
  readonly parts?: readonly Part[] | undefined;
}

const DYNAMIC = new Set([
  ...['SimpleExpansion', 'ParameterExpansion', 'CommandExpansion', 'ArithmeticExpansion'],
  'ProcessSubstitution',
]);
const isDynamic = (part: Part): boolean => DYNAMIC.has(part.type) || (part.parts ?? []).some(isDynamic);

/** The name and arguments of a command; assignments given as arguments (`export A=1`) come out as they stand. */
export function wordsOf(command: Command): Words {
  if (command.name === undefined) return [];
  return [command.name, ...command.args].map((word) => {
    if (word.type !== 'Word') return word.text;
    return (word.parts ?? []).some(isDynamic) ? null : word.value;
  });
}

/** Programs that run the rest of their arguments, with the options that take a value of their own. */
const WRAPPERS = new Map<string, readonly string[]>([
  ['env', ['-u', '-C', '-S']],
  ['timeout', ['-s', '-k']],
  ['gtimeout', ['-s', '-k']],
  ['nice', ['-n']],
  ['ionice', ['-c', '-n']],
  ['nohup', []],
  ['command', []],
  ['builtin', []],
  ['stdbuf', ['-i', '-o', '-e']],
  ['setsid', []],
  ['sudo', ['-u', '-g']],
  ['doas', ['-u']],
]);

/** `python3` for `/usr/bin/python3` and for `\python3`. */
export const programName = (word: string): string => word.slice(word.lastIndexOf('/') + 1).replace(/^\\/, '');

/** Takes `env A=1`, `timeout 5`, `sudo -u x` and the like off a command; `command -v x` stays, it runs nothing. */
export function unwrap(words: Words): { readonly words: Words; readonly wrappers: readonly string[] } {
  const wrappers: string[] = [];
  let rest = words;
  for (;;) {
    const program = programName(rest[0] ?? '');
    const valued = WRAPPERS.get(program);
    if (valued === undefined) return { words: rest, wrappers };
    if (program === 'command' && /^-[vVp]*[vV]/.test(rest[1] ?? '')) return { words: rest, wrappers };
    let at = 1;
    while (at < rest.length) {
      const word = rest[at] ?? '';
      if (valued.includes(word)) at += 2;
      else if (word.startsWith('-') || /^[A-Za-z_]\w*=/.test(word)) at += 1;
      else if (/timeout$/.test(program) && /^\d+(\.\d+)?[smhd]?$/.test(word)) at += 1;
      else break;
    }
    // `env` alone prints; a wrapper without a command is a program like any other.
    if (at >= rest.length) return { words: rest, wrappers };
    wrappers.push(program);
    rest = rest.slice(at);
  }
}

/** The script of `bash -c "…"`; null for everything else, and where it is known only at run time. */
export function inlineShell(words: Words): string | null {
  if (!/^(ba|da|z|k)?sh$/.test(programName(words[0] ?? ''))) return null;
  const at = words.findIndex((word) => /^-[a-z]*c$/.test(word ?? ''));
  return at < 0 ? null : (words[at + 1] ?? null);
}
