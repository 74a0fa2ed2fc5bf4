/**
 * What a word of a script can be at run time, as text. What the script itself tells stands there literally; what only the
 * run tells is one of these characters, which no script that is judged may hold itself.
 */
export const TOKENS = {
  /** Any text. */
  any: '\uE000',
  /** A name, or a path of names, below the folder that it stands in: what a pattern matched. Never `..`. */
  name: '\uE001',
  /** A file or folder that the script has made for itself with `mktemp`. */
  temp: '\uE002',
  /** Digits. */
  number: '\uE003',
  /** The process number of something that the script itself has started. */
  ownProcess: '\uE004',
  /** The home folder. */
  home: '\uE005',
  /** The worktree's root. */
  root: '\uE006',
  /** What a variable holds that is named like a secret. */
  secret: '\uE007',
} as const;

const TOKEN = /[\uE000-\uE0FF]/;

/** Whether a text is known in full. */
export const isLiteral = (text: string): boolean => !TOKEN.test(text);
export const holdsAny = (text: string): boolean => text.includes(TOKENS.any) || text.includes(TOKENS.secret);

/** A value as a person reads it. */
export function shown(text: string): string {
  const words: Readonly<Record<string, string>> = {
    [TOKENS.any]: '…',
    [TOKENS.name]: '*',
    [TOKENS.temp]: '$(mktemp)',
    [TOKENS.number]: 'N',
    [TOKENS.ownProcess]: '$!',
    [TOKENS.home]: '~',
    [TOKENS.root]: '.',
    [TOKENS.secret]: '…',
  };
  return [...text].map((char) => words[char] ?? char).join('');
}
