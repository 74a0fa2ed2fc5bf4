/** Lines that belong to one language and are wrong in nearly every other. */
const SIGNATURES: readonly (readonly [language: string, line: RegExp])[] = [
  [
    'python',
    /^\s*(?:async\s+)?def \w+\([^{}]*\)(?:\s*->\s*[^{]+)?:\s*(?:#.*)?$|^\s*(?:elif .*|except(?: .*)?|class \w+(?:\([\w., ]*\))?|(?:for \w+(?:, ?\w+)* in|if|while|with) [^{}]+):\s*$|^from [\w.]+ import \w/,
  ],
  [
    'rust',
    /^\s*(?:pub )?fn \w+(?:<[^>]*>)?\(.*\{\s*$|^\s*let mut \w|^\s*impl(?:<[^>]*>)? \w|^use (?:std|crate)::/,
  ],
  [
    'go',
    /^package \w+\s*$|^func (?:\([^)]*\) )?\w+[([]|^\s*\w+(?:, \w+)* := |^(?:type|const|var) (?:\w+ |\()[^;]*$|^\t+(?:if|for|return|switch)\b[^;()]*(?:\{|:)?\s*$/,
  ],
  [
    'java',
    /^\s*public (?:static |final |abstract )*(?:class|interface|void|int|String|boolean)\b|System\.out\.print|^import java[x]?\./,
  ],
  [
    'kotlin',
    /^\s*(?:(?:suspend|override|private|internal|public|open|inline|operator|data|sealed) )*(?:fun|val|object) [\w<`]|^\s*(?:data|sealed) class /,
  ],
  [
    'swift',
    /\bfunc \w+[^{]*(?:->|\(\w+(?: \w+)?: )|^\s*guard (?:let )?\w|^import (?:Foundation|UIKit|SwiftUI|Security|Combine)\s*$|^\s*let \w+(?:: [\w<>[\]?: ]+)?(?: = .*[^;{])?$/,
  ],
  [
    'scala',
    /^\s*(?:(?:sealed|case|abstract|final|override|implicit|lazy) )+(?:class|object|trait|def|val) \w|^\s*def \w+[[(].*=\s*\{?\s*$|^object \w/,
  ],
  ['csharp', /^using [A-Z][\w.]*;|^\s*namespace [\w.]+\s*[{;]?$|Console\.Write/],
  ['cpp', /^#include\s*[<"]|std::\w+/],
  ['php', /^<\?php|^\s*\$\w+ = .*;$/],
  ['ruby', /^\s*def [\w.?!]+(?:\([^)]*\))?\s*$|^\s*puts |^require '[\w/]+'\s*$/],
  [
    'javascript',
    /^\s*(?:const|let|var) [\w{[].*[=;]|^\s*(?:export (?:default )?)?(?:async )?function\*? ?\w*\(.*\{|^\s*module\.exports\b|^import .* from ['"].*['"];?$|=> \{\s*$|^\s*console\.log\(/,
  ],
  ['shell', /^#!.*\b(?:ba|z)?sh\b|^\s*(?:fi|done|esac)\s*$|^\s*if \[\[? .* \]\]?; then\s*$/],
  ['html', /^\s*<!DOCTYPE html|^\s*<html\b/i],
  ['sql', /^\s*(?:SELECT .* FROM|CREATE TABLE|INSERT INTO|ALTER TABLE)\b/],
];

/** Languages that share their signatures, so that one is never called the other. */
const FAMILIES: readonly (readonly string[])[] = [
  ['javascript', 'typescript'],
  ['c', 'cpp'],
  ['java', 'kotlin', 'scala', 'csharp'],
  ['html', 'xml', 'php'],
];

/** How many lines of a text are looked at. */
const LINES = 400;

/** In how many lines of a text each language shows. */
function countLines(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split('\n', LINES)) {
    if (line.length > 300) continue;
    for (const [language, pattern] of SIGNATURES) {
      if (pattern.test(line)) counts.set(language, (counts.get(language) ?? 0) + 1);
    }
  }
  return counts;
}

/** The language that a text is plainly written in, or null where nothing tells. */
export function signatureOf(text: string): string | null {
  const [best, second] = [...countLines(text)].sort((a, b) => b[1] - a[1]);
  if (best === undefined || best[1] === second?.[1]) return null;
  // A Python `def` that lost its colon looks like Ruby's, but Ruby's has an end.
  return best[0] === 'ruby' && !/^[ \t]*end\b/m.test(text) ? null : best[0];
}

/** Whether a text in `found` shows next to nothing of `wanted`: languages borrow lines from each other. */
export function isForeign(text: string, found: string, wanted: string): boolean {
  const counts = countLines(text);
  return (counts.get(wanted) ?? 0) * 3 <= (counts.get(found) ?? 0);
}

/** Whether two names of languages can stand for the same file. */
export function sameFamily(one: string, other: string): boolean {
  return one === other || FAMILIES.some((family) => family.includes(one) && family.includes(other));
}
