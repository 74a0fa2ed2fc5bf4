import { languageOfPath } from './language.ts';

/** Names of frameworks that look like files. */
const NOT_FILES = new Set([
  'node.js',
  'vue.js',
  'next.js',
  'nuxt.js',
  'express.js',
  'react.js',
  'd3.js',
  'three.js',
  'asp.net',
]);
const UNSAFE_START = /^(?:\.\.?[\\/]|[\\/]|~[\\/]|[A-Za-z]:[\\/]|\.git[\\/])/;
/** A path that is longer than this was not meant as one (bytes in Linux's PATH_MAX are 4096). */
const LONGEST = 400;

const quotes = /^[`'"*<({]+|[`'"*>)},;]+$/g;

/** The path without what models put around it: quotes, emphasis, a colon after it, a `(repo root)/` before it. */
export function barePath(text: string): string {
  let path = text.trim();
  if (path.length > LONGEST) return '';
  path = path.replace(
    /^(?:\(repo(?:sitory)? root\)|<repo(?:sitory)?(?:[ _-]root)?>|\$REPO(?:_ROOT)?)\//i,
    '',
  );
  path = path.replace(/:+$/, '').replace(quotes, '').replace(/:+$/, '');
  return path.replace(/^(?:\.\/)+/, '');
}

/**
 * Whether the text can only be meant as a file: a known kind of file, a declared one, or one that leads out of the
 * repo. What leads out counts, so that it is refused by name and not taken for text without a path.
 */
export function isPathName(text: string, deliverables: readonly string[]): boolean {
  const path = barePath(text);
  if (path === '' || /\s$|^\s/.test(path) || path.includes('://') || NOT_FILES.has(path.toLowerCase()))
    return false;
  if (deliverables.includes(path)) return true;
  if (!/^[\p{L}\p{N}_.\-/@+~\\:%$[\] ]+$/u.test(path) || path.endsWith('/')) return false;
  if (path.includes(' ') && !deliverables.some((deliverable) => deliverable.endsWith(path))) return false;
  if (languageOfPath(path) !== null && !/^\.\w+$/.test(path)) return true;
  if (languageOfPath(path) !== null && path.startsWith('.')) return isDotFile(path);
  return UNSAFE_START.test(path) || isInside(path, deliverables);
}

const isDotFile = (path: string): boolean =>
  /^\.(?:gitignore|dockerignore|env|editorconfig|npmrc|gitattributes)$/.test(path);

const isInside = (path: string, deliverables: readonly string[]): boolean =>
  deliverables.some((deliverable) => deliverable.endsWith('/') && path.startsWith(deliverable));

/**
 * The declared path that a path of the answer stands for: the same one written otherwise (`/src/a.py`, `b/src/a.py`,
 * `a.py` where only one deliverable ends so). Anything else is returned as it is, to be judged by its own name.
 */
export function resolvePath(text: string, deliverables: readonly string[]): string {
  const path = barePath(text);
  const slashed = path.replaceAll('\\', '/');
  const same = (candidate: string): boolean =>
    deliverables.includes(candidate) || isInside(candidate, deliverables);
  for (const candidate of [path, slashed, slashed.replace(/^\/+/, ''), slashed.replace(/^[ab]\//, '')]) {
    if (same(candidate)) return candidate;
  }
  if (UNSAFE_START.test(slashed) || slashed.split('/').includes('..')) return path;
  const ending = deliverables.filter((deliverable) => deliverable.endsWith(`/${slashed}`));
  return ending.length === 1 && ending[0] !== undefined ? ending[0] : path;
}
