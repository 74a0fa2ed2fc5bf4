/** Replacements of text in worker files, such as a path of another machine: `{ "cd wingman": "cd ." }`. */
export type Rewrites = Readonly<Record<string, string>>;

/** Replaces every occurrence of each text, longest first, so that a longer one is never cut by a shorter one. */
export function rewriteText(text: string, rewrites: Rewrites): string {
  const pairs = Object.entries(rewrites).filter(([from]) => from !== '');
  pairs.sort(([a], [b]) => b.length - a.length);
  return pairs.reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
}
